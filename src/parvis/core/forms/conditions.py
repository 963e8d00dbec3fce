"""When something is shown or right: a typed tree, evaluated as data; nothing is ever executed.

In JSON a node is an object with one key: `{"all": [...]}`, `{"any": [...]}`, `{"not": node}`,
`{"filled": operand}`, or a comparison `{"eq": [operand, operand]}` (ne, lt, le, gt, ge, in).
An operand is `{"is": constant}`, `{"answer": field}`, `{"option": name}`, `{"case": name}`,
`{"source": name}`, `{"today": true}`, `{"now": true}`, or a function of operands such as
`{"length": operand}` and `{"days_after": [operand, operand]}`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.core.errors import Refused

DEEPEST = 12
"""Levels that a condition may have: more is a mistake, and reading stays bounded."""


class Type(StrEnum):
    """What a value is. ANY: known only when the form is filled in."""

    ANY = "any"
    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    DATE = "date"
    TIME = "time"
    LIST = "list"


class Op(StrEnum):
    """How two operands are compared; `in` asks whether the second holds the first."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"
    IN = "in"


class Scope(StrEnum):
    """Where a reference looks: answers of the form, options set by the town, the request's
    own life, or a list of reference data."""

    ANSWER = "answer"
    OPTION = "option"
    CASE = "case"
    SOURCE = "source"


class Function(StrEnum):
    """What may be computed of operands."""

    LENGTH = "length"
    LOWER = "lower"
    AGE = "age"
    PLUS = "plus"
    DAYS_AFTER = "days_after"
    CLOCK = "clock"
    AT = "at"
    PART = "part"


ARITY = {Function.PLUS: 2, Function.DAYS_AFTER: 2, Function.AT: 2, Function.PART: 2}
RESULTS = {
    Function.LENGTH: Type.NUMBER, Function.LOWER: Type.TEXT, Function.AGE: Type.NUMBER,
    Function.PLUS: Type.NUMBER, Function.DAYS_AFTER: Type.DATE, Function.CLOCK: Type.TIME,
}  # fmt: skip
ORDERED = frozenset({Op.LT, Op.LE, Op.GT, Op.GE})


@dataclass(frozen=True, slots=True)
class Const:
    """A value written in the condition."""

    value: str | float | bool | tuple[Any, ...] | None


@dataclass(frozen=True, slots=True)
class Ref:
    """A value found when the form is filled in."""

    scope: Scope
    name: str


@dataclass(frozen=True, slots=True)
class Clock:
    """Today's date, or the instant it is: given by the caller, in the time of Paris."""

    name: str


@dataclass(frozen=True, slots=True)
class Of:
    """A function of operands."""

    function: Function
    operands: tuple["Operand", ...]


Operand = Const | Ref | Clock | Of


@dataclass(frozen=True, slots=True)
class Compare:
    """Two operands compared."""

    op: Op
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Filled:
    """Whether an operand says something: not empty, not zero, not false."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class All:
    """Every one of its nodes holds."""

    nodes: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of its nodes holds."""

    nodes: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Its node does not hold."""

    node: "Condition"


Condition = Compare | Filled | All | AnyOf | Not


def condition_from(data: Any, depth: int = 0) -> Condition:
    """The condition that JSON `data` writes; Refused if it is none."""
    key, value = _single(data, depth)
    if key in ("all", "any"):
        nodes = tuple(condition_from(node, depth + 1) for node in _listed(value, data))
        return All(nodes) if key == "all" else AnyOf(nodes)
    if key == "not":
        return Not(condition_from(value, depth + 1))
    if key == "filled":
        return Filled(operand_from(value, depth + 1))
    if key in list(Op) and len(_listed(value, data)) == 2:
        left, right = (operand_from(part, depth + 1) for part in value)
        return Compare(Op(key), left, right)
    raise Refused("form.condition", found=str(data)[:80])


def operand_from(data: Any, depth: int = 0) -> Operand:
    """The operand that JSON `data` writes; Refused if it is none."""
    key, value = _single(data, depth)
    if key == "is" and isinstance(value, str | int | float | bool | list | None):
        return Const(tuple(value) if isinstance(value, list) else value)
    if key in list(Scope) and isinstance(value, str):
        return Ref(Scope(key), value)
    if key in ("today", "now"):
        return Clock(key)
    if key in list(Function):
        parts = _listed(value, data) if Function(key) in ARITY else [value]
        if len(parts) == ARITY.get(Function(key), 1):
            return Of(Function(key), tuple(operand_from(part, depth + 1) for part in parts))
    raise Refused("form.condition", found=str(data)[:80])


def _single(data: Any, depth: int) -> tuple[str, Any]:
    if not isinstance(data, dict) or len(data) != 1 or depth > DEEPEST:
        raise Refused("form.condition", found=str(data)[:80])
    ((key, value),) = data.items()
    return str(key), value


def _listed(value: Any, data: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Refused("form.condition", found=str(data)[:80])
    return value


def as_json(node: Condition | Operand) -> dict[str, Any]:
    """What `condition_from` or `operand_from` reads back as `node`."""
    match node:
        case All(nodes):
            return {"all": [as_json(inner) for inner in nodes]}
        case AnyOf(nodes):
            return {"any": [as_json(inner) for inner in nodes]}
        case Not(inner):
            return {"not": as_json(inner)}
        case Filled(operand):
            return {"filled": as_json(operand)}
        case Compare(op, left, right):
            return {str(op): [as_json(left), as_json(right)]}
        case _:
            return _operand_as_json(node)


def _operand_as_json(operand: Operand) -> dict[str, Any]:
    match operand:
        case Const(value):
            return {"is": list(value) if isinstance(value, tuple) else value}
        case Ref(scope, name):
            return {str(scope): name}
        case Clock(name):
            return {name: True}
        case Of(function, operands):
            parts = [_operand_as_json(part) for part in operands]
            return {str(function): parts if function in ARITY else parts[0]}


def references(node: Condition | Operand) -> Iterator[Ref]:
    """Every reference of a condition."""
    if isinstance(node, Ref):
        yield node
    for inner in _inside(node):
        yield from references(inner)


def _inside(node: Condition | Operand) -> tuple[Condition | Operand, ...]:
    match node:
        case All(nodes) | AnyOf(nodes):
            return nodes
        case Of(_, operands):
            return operands
        case Not(inner) | Filled(inner):
            return (inner,)
        case Compare(_, left, right):
            return (left, right)
        case Const() | Clock() | Ref():
            return ()
