"""Whether a condition holds, over the answers given and the instant it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from parvis.core.forms.conditions import (
    All,
    AnyOf,
    Clock,
    Compare,
    Condition,
    Const,
    Filled,
    Function,
    Not,
    Of,
    Op,
    Operand,
    Ref,
    Scope,
)
from parvis.core.french import PARIS


@dataclass(frozen=True, slots=True)
class Facts:
    """What a condition is evaluated over: answers by field, options, and the instant it is."""

    answers: Mapping[str, Any]
    now: datetime
    options: Mapping[str, Any]

    @property
    def today(self) -> date:
        """The day it is in Paris."""
        return self.now.astimezone(PARIS).date()


def holds(node: Condition, facts: Facts) -> bool:
    """Whether `node` holds. What is unknown compares with nothing: it holds in no comparison
    but `ne`, and never stops a page."""
    match node:
        case All(nodes):
            return all(holds(n, facts) for n in nodes)
        case AnyOf(nodes):
            return any(holds(n, facts) for n in nodes)
        case Not(inner):
            return not holds(inner, facts)
        case Filled(operand):
            return bool(value_of(operand, facts))
        case Compare(op, left, right):
            return _compared(op, value_of(left, facts), value_of(right, facts))


def value_of(operand: Operand, facts: Facts) -> Any:
    """The value of an operand; None where nothing is known."""
    match operand:
        case Const(value):
            return value
        case Ref(Scope.ANSWER, name):
            return facts.answers.get(name)
        case Ref(Scope.OPTION, name):
            return facts.options.get(name)
        case Ref():
            return None
        case Clock(name):
            return facts.today if name == "today" else facts.now.astimezone(PARIS).time()
        case Of(function, operands):
            return _computed(function, [value_of(o, facts) for o in operands], facts.today)


def _compared(op: Op, left: Any, right: Any) -> bool:
    if op is Op.IN:
        return _within(left, right)
    left, right = _alike(left, right)
    if op in (Op.EQ, Op.NE):
        return bool(left == right) == (op is Op.EQ)
    if left is None or right is None or type(left) is not type(right):
        return False
    order = {Op.LT: left < right, Op.LE: left <= right, Op.GT: left > right}
    return bool(order.get(op, left >= right))


def _within(part: Any, whole: Any) -> bool:
    if part is None or not isinstance(whole, str | list | tuple):
        return False
    return str(part) in whole if isinstance(whole, str) else part in whole


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Both as dates where one is, both as numbers where one is: answers are kept as texts."""
    for kind, read in ((date, _as_date), (time, _as_time)):
        if isinstance(left, kind) or isinstance(right, kind):
            return read(left), read(right)
    is_number = [isinstance(v, int | float) and not isinstance(v, bool) for v in (left, right)]
    return (_as_number(left), _as_number(right)) if any(is_number) else (left, right)


def _computed(function: Function, values: list[Any], today: date) -> Any:
    if function is Function.AGE:
        return _age(_as_date(values[0]), today)
    return _PURE[function](*values)


def _length(value: Any) -> float:
    return float(len(value)) if isinstance(value, str | list | tuple) else 0.0


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _plus(left: Any, right: Any) -> float:
    return (_as_number(left) or 0.0) + (_as_number(right) or 0.0)


def _part(value: Any, name: Any) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _days_after(start: Any, count: Any) -> date | None:
    day, days = _as_date(start), _as_number(count)
    return day + timedelta(days=days) if day is not None and days is not None else None


def _at(values: Any, place: Any) -> Any:
    rank = _as_number(place)
    is_there = isinstance(values, list | tuple) and rank is not None and 0 <= rank < len(values)
    return values[int(rank or 0)] if is_there else None


def _age(born: date | None, today: date) -> float | None:
    if born is None:
        return None
    return float(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def _as_date(value: Any) -> date | None:
    try:
        return value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        return None


def _as_time(value: Any) -> time | None:
    try:
        return value if isinstance(value, time) else time.fromisoformat(str(value))
    except ValueError:
        return None


def _as_number(value: Any) -> float | None:
    try:
        return None if isinstance(value, bool) else float(str(value).replace(",", "."))
    except ValueError:
        return None


_PURE: Mapping[Function, Callable[..., Any]] = {
    Function.LENGTH: _length,
    Function.LOWER: _lower,
    Function.PLUS: _plus,
    Function.DAYS_AFTER: _days_after,
    Function.CLOCK: _as_time,
    Function.AT: _at,
    Function.PART: _part,
}
