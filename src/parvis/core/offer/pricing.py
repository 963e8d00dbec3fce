"""What one case pays, and why, line by line; exact until the last rounding.

The explanation is the one that a family may ask for (CRPA, articles L311-3-1 and R311-3-1-2).
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from parvis.core import french
from parvis.core.errors import Refused
from parvis.core.messages import typeset
from parvis.core.offer.conditions import Value, all_hold
from parvis.core.offer.grid import Change, Grid, Rate, Rounding, Tariff

QUANTITY = "quantity"
"""The column of how many units are asked for, where a tariff has tiers; one by default."""
_MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.DOWN: ROUND_FLOOR,
    Rounding.UP: ROUND_CEILING,
}
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Price:
    """`cents` is whole; `explanation` says each step in French; `rate` names the one taken."""

    cents: int
    explanation: str
    rate: str


def price_of(tariff: Tariff, day: date, case: Mapping[str, Value]) -> Price:
    """The price of `case` on `day`. Refused where no grid, no rate or no income answers."""
    grid = tariff.grid_on(day)
    if grid is None:
        raise Refused("tariff.no_grid_on", day=french.day(day), title=tariff.title)
    rate = next((rate for rate in grid.rates if all_hold(rate.when, case)), None)
    if rate is None:
        raise Refused("tariff.no_rate_for", title=tariff.title)
    income = _income(tariff, rate, day, case)
    cents, steps = _base(tariff, rate, income, case)
    for change in grid.changes:
        if all_hold(change.when, case):
            cents, said = _changed(cents, change)
            steps.append(said)
    if grid.tiers:
        cents, said = _over_tiers(grid, cents, _quantity(case))
        steps.append(said)
    rounded = _rounded(cents, grid)
    return Price(rounded, _sentence(tariff, rate, steps, rounded), rate.name)


def _income(tariff: Tariff, rate: Rate, day: date, case: Mapping[str, Value]) -> Decimal:
    """The income that counts for `rate`, within its bounds; zero where the price needs none."""
    if not rate.uses_income:
        return Decimal(0)
    value = case.get(tariff.income)
    if not isinstance(value, Decimal):
        raise Refused("tariff.no_income", label=tariff.income_label)
    if value < 0:
        raise Refused("tariff.negative_income", label=tariff.income_label, value=value)
    if tariff.income_valid_months:
        _refuse_old(tariff, day, case.get(f"{tariff.income}_on"))
    if rate.least is not None:
        value = max(value, rate.least)
    return value if rate.most is None else min(value, rate.most)


def _refuse_old(tariff: Tariff, day: date, known_on: Value) -> None:
    """An income counts until the same day-number, so many months after it was established."""
    months = tariff.income_valid_months
    try:
        since = date.fromisoformat(str(known_on))
    except ValueError:
        raise Refused("tariff.income_undated", label=tariff.income_label) from None
    if day > _months_after(since, months):
        raise Refused("tariff.income_old", label=tariff.income_label, day=french.day(since),
                      months=months)  # fmt: skip


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _base(
    tariff: Tariff, rate: Rate, income: Decimal, case: Mapping[str, Value]
) -> tuple[Decimal, list[str]]:
    """The price before changes, in cents, and how it was found."""
    label = f"{tariff.income_label} {number(income)}"
    if rate.flat_cents is not None:
        return _bounded(rate, rate.flat_cents, "prix fixe")
    if rate.brackets:
        cents, said = _in_bracket(rate, income, tariff.income_label)
        return _bounded(rate, cents, f"{said} ({label})")
    if rate.points:
        return _bounded(rate, _on_line(rate, income), f"ligne du barème ({label})")
    percent = _effort(rate, case)
    return _bounded(rate, income * percent, f"{number(percent)} % × {label}")


def _bounded(rate: Rate, cents: Decimal, formula: str) -> tuple[Decimal, list[str]]:
    """The price within its floor and cap; where one of them acts, that it does."""
    if rate.floor_cents is not None and cents < rate.floor_cents:
        floor = f"porté au plancher de {money(rate.floor_cents)}"
        return rate.floor_cents, [f"{formula} = {money(cents)}", floor]
    if rate.cap_cents is not None and cents > rate.cap_cents:
        cap = f"ramené au plafond de {money(rate.cap_cents)}"
        return rate.cap_cents, [f"{formula} = {money(cents)}", cap]
    return cents, [formula]


def _in_bracket(rate: Rate, income: Decimal, label: str) -> tuple[Decimal, str]:
    for bracket in rate.brackets:
        is_above = bracket.start is None or income >= bracket.start
        if is_above and (bracket.end is None or income < bracket.end):
            return bracket.price_cents, _bracket_said(bracket.start, bracket.end)
    raise Refused("tariff.outside_brackets", label=label, value=number(income))


def _bracket_said(start: Decimal | None, end: Decimal | None) -> str:
    if start is None or end is None:
        return f"tranche à partir de {number(start)}" if start is not None else (
            f"tranche sous {number(end)}" if end is not None else "tranche unique"
        )  # fmt: skip
    return f"tranche de {number(start)} à moins de {number(end)}"


def _on_line(rate: Rate, income: Decimal) -> Decimal:
    """Linear between two points; level before the first and after the last."""
    first, last = rate.points[0], rate.points[-1]
    if income <= first.at:
        return first.price_cents
    for before, after in zip(rate.points, rate.points[1:], strict=False):
        if income <= after.at:
            slope = (after.price_cents - before.price_cents) / (after.at - before.at)
            return before.price_cents + (income - before.at) * slope
    return last.price_cents


def _effort(rate: Rate, case: Mapping[str, Value]) -> Decimal:
    if not rate.by:
        return rate.efforts[0].percent
    size = case.get(rate.by)
    if not isinstance(size, Decimal):
        raise Refused("tariff.no_value", name=rate.by)
    return next(s.percent for s in rate.efforts if s.up_to is None or size <= s.up_to)


def _changed(cents: Decimal, change: Change) -> tuple[Decimal, str]:
    if change.set_cents is not None:
        return change.set_cents, f"{change.name} : {money(change.set_cents)}"
    if change.percent is not None:
        cents, said = cents * (1 + change.percent / _HUNDRED), f"{signed(change.percent)} %"
    else:
        added = change.cents or Decimal(0)
        cents, said = cents + added, f"{signed(added / _HUNDRED, 2)} €"
    return max(cents, Decimal(0)), f"{change.name} : {said}, soit {money(max(cents, Decimal(0)))}"


def _quantity(case: Mapping[str, Value]) -> Decimal:
    value = case.get(QUANTITY, Decimal(1))
    if not isinstance(value, Decimal) or value < 0:
        raise Refused("tariff.no_value", name=QUANTITY)
    return value


def _over_tiers(grid: Grid, cents: Decimal, quantity: Decimal) -> tuple[Decimal, str]:
    """The price of `quantity` units, each at the share of its tier."""
    total, before, said = Decimal(0), Decimal(0), []
    for tier in grid.tiers:
        end = quantity if tier.up_to is None else min(quantity, tier.up_to)
        if end > before:
            total += (end - before) * cents * tier.percent / _HUNDRED
            said.append(f"{number(end - before)} à {number(tier.percent)} %")
            before = end
    return total, f"{' + '.join(said) or 'aucune unité'} : {money(total)}"


def _rounded(cents: Decimal, grid: Grid) -> int:
    steps = (cents / grid.step_cents).quantize(Decimal(1), rounding=_MODES[grid.rounding])
    return int(steps * grid.step_cents)


def _sentence(tariff: Tariff, rate: Rate, steps: list[str], cents: int) -> str:
    """ "acte 1,47 € = 0,36 % × QF 408 (Résidents)"; with more steps, one after the other."""
    total = f"{tariff.unit} {money(Decimal(cents))}"
    if len(steps) == 1:
        return typeset(f"{total} = {steps[0]} ({rate.name})")
    return typeset(f"{total} ({rate.name}) : {' ; '.join(steps)}")


def money(cents: Decimal) -> str:
    """147 -> "1,47 €"; parts of a cent are shown where there are some."""
    euros = cents / _HUNDRED
    exact = -int(euros.normalize().as_tuple().exponent)
    return f"{french.number(float(euros), min(max(2, exact), 5))} €"


def number(value: Decimal) -> str:
    """A decimal in French, all its digits."""
    decimals = max(0, -int(value.normalize().as_tuple().exponent))
    return french.number(float(value), min(decimals, 6))


def signed(value: Decimal, decimals: int | None = None) -> str:
    """With its sign: "+10", "−0,50"."""
    text = number(value) if decimals is None else french.number(float(value), decimals)
    return text if value < 0 else f"+{text}"
