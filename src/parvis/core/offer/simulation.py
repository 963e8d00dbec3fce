"""A new grid against the one in force, family by family: who pays more, who pays less.

Every price is that of `core.offer.pricing`, to the cent: a simulation and a bill agree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from parvis.core.errors import Refused
from parvis.core.offer.conditions import Value
from parvis.core.offer.consumption import Use
from parvis.core.offer.grid import Tariff
from parvis.core.offer.pricing import price_of


@dataclass(frozen=True, slots=True)
class Priced:
    """A grid on a day: what a simulation compares. `name` is how people call it."""

    name: str
    tariff: Tariff
    day: date


@dataclass(frozen=True, slots=True)
class Effect:
    """What changes for one family in the period. Amounts in cents; never to be shown.

    `quotient` is its last one; `children` those who used the service. `means_cents`: what the
    family lived on in a year, its quotient times its parts, of which only the children here are
    known: it is a lower bound. `paid_cents` is what was really billed, None where unknown.
    """

    family: str
    quotient: float
    children: int
    units: float
    before_cents: float
    after_cents: float
    paid_cents: float | None
    means_cents: float

    @property
    def change_cents(self) -> float:
        """What the family pays more, or less."""
        return self.after_cents - self.before_cents


@dataclass(frozen=True, slots=True)
class Compared:
    """The effects of one new grid, and the families that could not be priced, by refusal."""

    scenario: Priced
    effects: tuple[Effect, ...]
    unpriced: Mapping[str, Sequence[str]]


def compare(uses: Sequence[Use], before: Priced, after: Priced, assumed: Mapping[str, Value]
            ) -> Compared:  # fmt: skip
    """What `after` changes for the families of `uses`, which are grouped by family.

    A family that one of the two grids does not price is left out of both, and counted.
    """
    old, new = _Prices(before), _Prices(after)
    effects, unpriced = [], dict[str, list[str]]()
    for family, group in groupby(uses, key=lambda use: use.family):
        lines = list(group)
        try:
            effects.append(_effect(family, lines, old, new, assumed))
        except Refused as refusal:
            unpriced.setdefault(refusal.sentence(), []).append(family)
    return Compared(after, tuple(effects), unpriced)


class _Prices:
    """Prices of one grid, kept by what the case says: families are alike by the hundred."""

    def __init__(self, priced: Priced) -> None:
        self._priced = priced
        self._known: dict[tuple[tuple[str, Value], ...], int] = {}

    @property
    def income(self) -> str:
        return self._priced.tariff.income

    def cents(self, case: Mapping[str, Value]) -> int:
        key = tuple(case.items())
        if key not in self._known:
            self._known[key] = price_of(self._priced.tariff, self._priced.day, case).cents
        return self._known[key]


def _effect(family: str, uses: Sequence[Use], old: _Prices, new: _Prices,
            assumed: Mapping[str, Value]) -> Effect:  # fmt: skip
    ranks = {child: rank for rank, child in enumerate(dict.fromkeys(u.child for u in uses), 1)}
    children = _children(uses, len(ranks))
    last = next((u.income for u in uses if u.is_last), None)
    quotient = float(last) if last is not None else 0.0
    cases = [
        {**assumed, "children": Decimal(children), "rank": Decimal(ranks[use.child]),
         **dict(use.said)}
        for use in uses
    ]  # fmt: skip
    before, after = (sum(_amounts(uses, cases, prices)) for prices in (old, new))
    paid = [u.paid_cents for u in uses]
    return Effect(
        family=family, quotient=quotient, children=children,
        units=float(sum(u.units for u in uses)),
        before_cents=float(before), after_cents=float(after),
        paid_cents=None if None in paid else float(sum(p for p in paid if p is not None)),
        means_cents=quotient * parts_of(children) * 12 * 100,
    )  # fmt: skip


def _children(uses: Sequence[Use], found: int) -> int:
    """Those that the file declares, else those who used the service."""
    said = (dict(use.said).get("children") for use in uses)
    return next((int(value) for value in said if isinstance(value, Decimal)), found)


def _amounts(uses: Sequence[Use], cases: Sequence[Mapping[str, Value]], prices: _Prices
             ) -> Iterator[Decimal]:  # fmt: skip
    for use, case in zip(uses, cases, strict=True):
        yield prices.cents({**case, prices.income: use.income}) * use.units


def parts_of(children: int) -> float:
    """Parts of the quotient familial of a household: 2, a half for the first two children, one for
    the third, a half for each other (CAF)."""
    return (
        2.0 + 0.5 * min(children, 2) + (1.0 if children >= 3 else 0.0) + 0.5 * max(children - 3, 0)
    )


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How much use may change when the price does: elasticities, the least and the most.

    An assumption, never a finding: -0.3 means that a price 10 % higher is used 3 % less.
    """

    least: float = 0.0
    most: float = 0.0

    def __post_init__(self) -> None:
        if not -2 <= self.most <= self.least <= 0:
            raise Refused("simulation.behaviour", least=self.least, most=self.most)

    def revenue_cents(self, effect: Effect, elasticity: float) -> float:
        """What a family then brings: units follow the ratio of prices to that power.

        Where one of the prices is nil there is no ratio: units stay.
        """
        if effect.before_cents <= 0 or effect.after_cents <= 0 or not elasticity:
            return effect.after_cents
        moved: float = (effect.after_cents / effect.before_cents) ** elasticity
        return effect.after_cents * moved
