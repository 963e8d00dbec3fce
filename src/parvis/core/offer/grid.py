"""A tariff as dated data: brackets, rates of effort, lines, reductions.

Nothing has a price by default: what no rate foresees is refused, never free. Amounts are exact
decimals in cents until they are rounded, once, at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Any

from parvis.core.casework.law import LAST_DAY
from parvis.core.entries import Entries
from parvis.core.offer.conditions import Condition, conditions_from


class Rounding(StrEnum):
    """How the last amount is brought to a multiple of `step_cents`."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"


@dataclass(frozen=True, slots=True)
class Bracket:
    """A price for incomes from `start` (included) to `end` (excluded); None: without end."""

    start: Decimal | None
    end: Decimal | None
    price_cents: Decimal


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a line of prices: between two points the price is interpolated."""

    at: Decimal
    price_cents: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """A rate of effort, in percent of the income, for households of up to `up_to`; None: any."""

    up_to: Decimal | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Rate:
    """One way to the price, for the cases that answer `when`; the first that does is taken.

    Exactly one of `flat_cents`, `brackets`, `points`, `efforts` says the price. `by` names the
    column that `efforts` depend on, "" where there is one effort for all. `least` and `most` bound
    the income that counts; `floor_cents` and `cap_cents` the price.
    """

    name: str
    when: tuple[Condition, ...]
    flat_cents: Decimal | None
    brackets: tuple[Bracket, ...]
    points: tuple[Point, ...]
    efforts: tuple[Step, ...]
    by: str
    least: Decimal | None
    most: Decimal | None
    floor_cents: Decimal | None
    cap_cents: Decimal | None

    @property
    def uses_income(self) -> bool:
        return self.flat_cents is None


@dataclass(frozen=True, slots=True)
class Change:
    """A reduction or a supplement: `percent` or `cents` are added, or the price is `set_cents`."""

    name: str
    when: tuple[Condition, ...]
    percent: Decimal | None
    cents: Decimal | None
    set_cents: Decimal | None


@dataclass(frozen=True, slots=True)
class Tier:
    """The share of the price, in percent, of units up to the `up_to`-th; None: all that follow."""

    up_to: Decimal | None
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Grid:
    """The prices in force from `since` to `until`, both included."""

    since: date
    until: date
    source: str
    rates: tuple[Rate, ...]
    changes: tuple[Change, ...]
    tiers: tuple[Tier, ...]
    step_cents: Decimal
    rounding: Rounding


@dataclass(frozen=True, slots=True)
class Tariff:
    """A service's prices over time.

    `income` names the column that prices depend on. `income_valid_months`: how old an income may
    be, read in the column `<income>_on`; 0 where age does not matter. `cost_cents`: what a unit
    costs the town, None if unknown. `is_optional`: whether the service is a facultative one, the
    only kind whose price may follow income (loi n° 98-657 du 29 juillet 1998, article 147).
    """

    id: str
    title: str
    unit: str
    income: str
    income_label: str
    income_valid_months: int
    cost_cents: Decimal | None
    is_optional: bool
    grids: tuple[Grid, ...]

    def grid_on(self, day: date) -> Grid | None:
        """The grid in force on `day`; None if there is none."""
        return next((grid for grid in self.grids if grid.since <= day <= grid.until), None)


def tariff_from(data: Mapping[str, Any], file: str) -> Tariff:
    """The tariff that a TOML file defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    income = entries.text("income", "quotient_familial")
    tariff = Tariff(
        id=entries.text("id"),
        title=entries.text("title"),
        unit=entries.text("unit"),
        income=income,
        income_label=entries.text(
            "income_label", "QF" if income == "quotient_familial" else income
        ),
        income_valid_months=int(entries.number("income_valid_months", 0.0)),
        cost_cents=_decimal(entries, "cost_cents"),
        is_optional=entries.flag("is_optional", True),
        grids=tuple(sorted((_grid(e) for e in entries.tables("grid")), key=lambda g: g.since)),
    )
    entries.end()
    _refuse_overlap(entries, tariff.grids)
    return tariff


def _refuse_overlap(entries: Entries, grids: tuple[Grid, ...]) -> None:
    if not grids:
        entries.refuse("tariff.no_grid", "grid")
    for before, after in pairwise(grids):
        if after.since <= before.until:
            entries.refuse("tariff.grids_overlap", "grid", day=after.since.isoformat())


def _grid(entries: Entries) -> Grid:
    grid = Grid(
        since=_date(entries, "since"),
        until=_date(entries, "until", LAST_DAY),
        source=entries.text("source"),
        rates=tuple(_rate(e) for e in entries.tables("rate")),
        changes=tuple(_change(e) for e in entries.optional_tables("change")),
        tiers=_tiers(entries),
        step_cents=_decimal(entries, "step_cents") or Decimal(1),
        rounding=entries.choice("rounding", Rounding, Rounding.HALF_UP),
    )
    entries.end()
    if grid.until < grid.since:
        entries.refuse("tariff.backwards", "until", since=grid.since.isoformat())
    if not grid.rates:
        entries.refuse("tariff.no_rate", "rate")
    return grid


def _rate(entries: Entries) -> Rate:
    rate = Rate(
        name=entries.text("name"),
        when=conditions_from(entries, "when"),
        flat_cents=_decimal(entries, "price_cents"),
        brackets=_brackets(entries),
        points=_points(entries),
        efforts=_efforts(entries),
        by=entries.text("by", ""),
        least=_decimal(entries, "income_floor"),
        most=_decimal(entries, "income_cap"),
        floor_cents=_decimal(entries, "floor_cents"),
        cap_cents=_decimal(entries, "cap_cents"),
    )
    entries.end()
    _check_rate(entries, rate)
    return rate


def _check_rate(entries: Entries, rate: Rate) -> None:
    ways = (rate.flat_cents is not None, rate.brackets, rate.points, rate.efforts)
    if sum(map(bool, ways)) != 1:
        entries.refuse("tariff.one_way", "")
    for low, high, entry in (
        (rate.floor_cents, rate.cap_cents, "floor_cents"),
        (rate.least, rate.most, "income_floor"),
    ):
        if low is not None and high is not None and low > high:
            entries.refuse("tariff.floor_above_cap", entry, floor=low, cap=high)
    if bool(rate.by) != (len(rate.efforts) > 1):
        entries.refuse("tariff.by", "by")


def _brackets(entries: Entries) -> tuple[Bracket, ...]:
    """Brackets that follow one another without gap or overlap; `to` is an included whole euro."""
    found: list[Bracket] = []
    for each in entries.optional_tables("brackets"):
        start, end = _decimal(each, "from"), _decimal(each, "below")
        last = _decimal(each, "to")
        price = _needed(each, "price_cents")
        each.end()
        if last is not None:
            end = last + 1
        previous = found[-1].end if found else start
        start = previous if start is None else start
        _check_border(each, previous, start, end, is_first=not found)
        found.append(Bracket(start, end, price))
    return tuple(found)


def _check_border(
    entries: Entries, previous: Decimal | None, start: Decimal | None, end: Decimal | None, *,
    is_first: bool,
) -> None:  # fmt: skip
    if not is_first and (previous is None or start is None or start < previous):
        entries.refuse("tariff.overlap", "from", at=start if start is not None else "")
    if not is_first and previous is not None and start is not None and start > previous:
        entries.refuse("tariff.gap", "from", start=previous, end=start)
    if start is not None and end is not None and end <= start:
        entries.refuse("tariff.empty_bracket", "below", start=start, end=end)


def _points(entries: Entries) -> tuple[Point, ...]:
    found: list[Point] = []
    for each in entries.optional_tables("points"):
        point = Point(_needed(each, "at"), _needed(each, "price_cents"))
        each.end()
        if found and point.at <= found[-1].at:
            each.refuse("tariff.points", "at", at=point.at, before=found[-1].at)
        found.append(point)
    if len(found) == 1:
        entries.refuse("tariff.one_point", "points")
    return tuple(found)


def _efforts(entries: Entries) -> tuple[Step, ...]:
    single = _decimal(entries, "effort_percent")
    if single is not None:
        return (Step(None, single),)
    return tuple(Step(*pair) for pair in _steps(entries, "efforts"))


def _tiers(entries: Entries) -> tuple[Tier, ...]:
    return tuple(Tier(*pair) for pair in _steps(entries, "tiers"))


def _steps(entries: Entries, entry: str) -> list[tuple[Decimal | None, Decimal]]:
    """Rows of `up_to` and `percent` in growing order, the last without end."""
    found: list[tuple[Decimal | None, Decimal]] = []
    for each in entries.optional_tables(entry):
        step = (_decimal(each, "up_to"), _needed(each, "percent"))
        each.end()
        before = found[-1][0] if found else Decimal(-1)
        if before is None or (step[0] is not None and step[0] <= before):
            each.refuse("tariff.steps", "up_to")
        found.append(step)
    if found and found[-1][0] is not None:
        entries.refuse("tariff.steps_end", entry)
    return found


def _change(entries: Entries) -> Change:
    change = Change(
        name=entries.text("name"),
        when=conditions_from(entries, "when"),
        percent=_decimal(entries, "percent"),
        cents=_decimal(entries, "cents"),
        set_cents=_decimal(entries, "set_cents"),
    )
    entries.end()
    if sum(way is not None for way in (change.percent, change.cents, change.set_cents)) != 1:
        entries.refuse("tariff.one_change", "")
    return change


def _decimal(entries: Entries, entry: str) -> Decimal | None:
    """A number as it is written: 0.36 is 36 hundredths, not the nearest binary fraction."""
    value = entries.optional_number(entry)
    return None if value is None else Decimal(repr(value)).normalize() + 0


def _needed(entries: Entries, entry: str) -> Decimal:
    value = _decimal(entries, entry)
    if value is None:
        entries.refuse("definition.missing", entry)
    return value


def _date(entries: Entries, entry: str, default: str | None = None) -> date:
    text = entries.day_text(entry, default)
    try:
        return date.fromisoformat(text)
    except ValueError:
        entries.refuse("tariff.date", entry, value=text)
