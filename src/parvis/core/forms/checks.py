"""What a form must keep to: ids once, conditions on what was asked before, like with like."""

from collections.abc import Iterator, Mapping

from parvis.core.errors import Refused
from parvis.core.forms.conditions import (
    ORDERED,
    RESULTS,
    All,
    AnyOf,
    Clock,
    Compare,
    Condition,
    Const,
    Filled,
    Not,
    Of,
    Op,
    Operand,
    Ref,
    Scope,
    Type,
    references,
)
from parvis.core.forms.definition import SAID, Block, Form, Item, Kind, Part

TYPES = {
    Kind.NUMBER: Type.NUMBER,
    Kind.DATE: Type.DATE,
    Kind.FLAG: Type.FLAG,
    Kind.STATEMENT: Type.FLAG,
    Kind.CHOICES: Type.LIST,
    Kind.FILE: Type.LIST,
    Kind.BLOCK: Type.LIST,
    Kind.COMPUTED: Type.ANY,
}
"""What an answer to each kind is; the others are texts."""
_LOOSE = frozenset({Type.ANY})
_READABLE = frozenset({Type.TEXT})
"""A text may be written where a number, a date or an hour is compared: it is read as one."""


def check(form: Form) -> None:
    """Refused, with the entry to correct, unless `form` can be filled in as it stands."""
    known: dict[str, Type] = {}
    for page in form.pages:
        _refuse_wrong(page.id, page.when, known)
        for part in page.parts:
            _check_part(part, known)
        for checked in page.checks:
            _refuse_wrong(page.id, checked.condition, known)
    _refuse_pages_twice(form)


def _refuse_pages_twice(form: Form) -> None:
    names = [page.id for page in form.pages]
    for name in names:
        if names.count(name) > 1:
            raise Refused("form.twice", id=name)


def _check_part(part: Part, known: dict[str, Type]) -> None:
    _refuse_wrong(part.id, part.when, known)
    if isinstance(part, Block):
        within = dict(known)
        for item in part.items:
            _check_part(item, within)
    elif part.compute is not None:
        _refuse_unknown(part.id, part.compute, known)
    if part.id in known:
        raise Refused("form.twice", id=part.id)
    known[part.id] = TYPES.get(part.kind, Type.TEXT)


def _refuse_wrong(owner: str, condition: Condition | None, known: Mapping[str, Type]) -> None:
    if condition is None:
        return
    _refuse_unknown(owner, condition, known)
    for compared in _comparisons(condition):
        left, right = type_of(compared.left, known), type_of(compared.right, known)
        if not _compare(compared.op, left, right):
            raise Refused("form.types", owner=owner, left=left, right=right)


def _refuse_unknown(owner: str, node: Condition | Operand, known: Mapping[str, Type]) -> None:
    for ref in references(node):
        if ref.scope is Scope.ANSWER and ref.name not in known:
            raise Refused("form.unknown", owner=owner, field=ref.name)


def _comparisons(node: Condition) -> Iterator[Compare]:
    match node:
        case Compare():
            yield node
        case All(nodes) | AnyOf(nodes):
            for inner in nodes:
                yield from _comparisons(inner)
        case Not(inner):
            yield from _comparisons(inner)
        case Filled():
            return


def type_of(operand: Operand, known: Mapping[str, Type]) -> Type:
    """The type of an operand, ANY where only filling in will tell."""
    match operand:
        case Const(value):
            return _constant(value)
        case Ref(Scope.ANSWER, name):
            return known.get(name, Type.ANY)
        case Ref():
            return Type.ANY
        case Clock(name):
            return Type.DATE if name == "today" else Type.TIME
        case Of(function, _):
            return RESULTS.get(function, Type.ANY)


def _constant(value: object) -> Type:
    for kind, found in ((bool, Type.FLAG), (int | float, Type.NUMBER), (str, Type.TEXT)):
        if isinstance(value, kind):
            return found
    return Type.LIST if isinstance(value, tuple) else Type.ANY


def _compare(op: Op, left: Type, right: Type) -> bool:
    """Whether two types may be compared so."""
    if {left, right} & _LOOSE:
        return True
    if op is Op.IN:
        return right in (Type.LIST, Type.TEXT)
    if op in ORDERED and Type.FLAG in (left, right):
        return False
    return left == right or bool({left, right} & _READABLE)


def fields(form: Form) -> Iterator[tuple[str, Item]]:
    """Every field that asks something, under its path: `child.first_name` within a block."""
    for part in form.parts():
        if isinstance(part, Block):
            yield from ((f"{part.id}.{item.id}", item) for item in part.items if _asks(item))
        elif _asks(part):
            yield part.id, part


def _asks(item: Item) -> bool:
    return item.kind not in SAID


def refuse_changed_kinds(before: Form, after: Form) -> None:
    """Refused where a field keeps its id but asks another kind of thing: answers are kept by id."""
    kinds = {path: item.kind for path, item in fields(before)}
    for path, item in fields(after):
        old = kinds.get(path, item.kind)
        if old is not item.kind:
            raise Refused("form.kind_changed", field=path, before=old.label, after=item.kind.label)
