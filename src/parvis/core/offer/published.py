"""What of a simulation may leave: protected tables, one of families, the others of amounts.

A family is what is counted, as a person is elsewhere: counts are perturbed, small cells hidden.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from itertools import combinations

import numpy as np

from parvis.core.metrics.definition import Additivity, Interval, Kind, Metric, Protection
from parvis.core.metrics.figures import Figure, figure
from parvis.core.metrics.query import Question
from parvis.core.offer.simulation import Behaviour, Compared, Effect
from parvis.core.privacy.cellkey import RECORD_KEY_BITS
from parvis.core.privacy.disclosure import DisclosedTable, Exact, Margin, disclose
from parvis.core.release import Input, Manifest

TENTH, CHILDREN, EFFECT, SIDE = "tenth", "children", "effect", "side"
LESS, SAME, MORE = "moins", "autant", "plus"
_LARGE = 3
"""Families of so many children or more are one group."""
_STEP = 50
"""Bounds of tenths are rounded to so many euros: exact ones would be somebody's quotient."""


@dataclass(frozen=True, slots=True)
class Source:
    """What every table of a simulation says of where it comes from.

    `secret` draws the noise of this home; `first` and `last` bound the period.
    """

    authority: str
    manifest: Manifest
    inputs: tuple[Input, ...]
    secret: bytes
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Row:
    """One family: its values by dimension, the amount and, for a rate, what divides it."""

    family: str
    keys: Mapping[str, str]
    amount: float = 1.0
    divisor: float = 0.0


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one new grid. Amounts in euros a year of the period simulated.

    `revenue` has one table for each of before, after, and after if families change what they use
    (least, most); `effort` those of before and after, bills over what families live on.
    """

    sides: DisclosedTable
    effects: DisclosedTable
    effects_by_children: DisclosedTable
    change: DisclosedTable
    change_by_children: DisclosedTable
    revenue: tuple[DisclosedTable, DisclosedTable, DisclosedTable, DisclosedTable]
    effort: tuple[DisclosedTable, DisclosedTable]
    units: DisclosedTable


def tables_of(compared: Compared, behaviour: Behaviour, source: Source) -> Tables:
    """Everything that leaves of `compared`."""
    effects = compared.effects
    tenths = tenths_of([effect.quotient for effect in effects])
    keys = [_keys(effect, tenth) for effect, tenth in zip(effects, tenths, strict=True)]

    def table(name: str, by: tuple[str, ...], amounts: Iterable[float], kind: Kind = Kind.SUM,
              divisors: Iterable[float] | None = None) -> DisclosedTable:  # fmt: skip
        over = divisors if divisors is not None else (0.0 for _ in effects)
        rows = [Row(e.family, k, a, d)
                for e, k, a, d in zip(effects, keys, amounts, over, strict=True)]  # fmt: skip
        return protected(rows, _metric(name, kind), by, source)

    ones = [1.0] * len(effects)
    changes = [e.change_cents / 100 for e in effects]
    bills = [[e.before_cents / 100 for e in effects]]
    bills += [[behaviour.revenue_cents(e, elasticity) / 100 for e in effects]
              for elasticity in (0.0, behaviour.least, behaviour.most)]  # fmt: skip
    means = [e.means_cents / 100 for e in effects]
    before, after, least, most = (table("revenue", (TENTH,), amounts) for amounts in bills)
    efforts = (table("effort", (TENTH,), bill, Kind.RATIO, means) for bill in bills[:2])
    return Tables(
        sides=table("families", (EFFECT,), ones, Kind.COUNT),
        effects=table("families", (TENTH, EFFECT), ones, Kind.COUNT),
        effects_by_children=table("families", (CHILDREN, EFFECT), ones, Kind.COUNT),
        change=table("change", (TENTH,), changes),
        change_by_children=table("change", (CHILDREN,), changes),
        revenue=(before, after, least, most),
        effort=(next(efforts), next(efforts)),
        units=table("units", (TENTH,), [e.units for e in effects]),
    )


def around(compared: Compared, border: float, width: float, source: Source) -> DisclosedTable:
    """Families by side of `border` within `width`, and by twice the width beyond, on each side."""
    sides = ((-3, -1, "loin dessous"), (-1, 0, "dessous"), (0, 1, "dessus"), (1, 3, "loin dessus"))
    rows = [
        Row(effect.family, {SIDE: f"{border:g} {name}"})
        for effect in compared.effects
        for low, high, name in sides
        if border + low * width <= effect.quotient < border + high * width
    ]
    return protected(rows, _metric("families", Kind.COUNT), (SIDE,), source)


def unpriced_of(compared: Compared, source: Source) -> DisclosedTable:
    """Families without a price under one of the two grids, by reason."""
    rows = [Row(family, {EFFECT: reason}) for reason, families in compared.unpriced.items()
            for family in families]  # fmt: skip
    return protected(rows, _metric("families", Kind.COUNT), (EFFECT,), source)


def _keys(effect: Effect, tenth: str) -> dict[str, str]:
    change = effect.change_cents
    said = SAME if abs(change) < 0.5 else MORE if change > 0 else LESS
    size = f"{effect.children}" if effect.children < _LARGE else f"{_LARGE} ou plus"
    return {TENTH: tenth, CHILDREN: size, EFFECT: said}


def tenths_of(quotients: Sequence[float]) -> list[str]:
    """The tenth of each family by quotient, "01" to "10", with its bounds rounded."""
    values = np.asarray(quotients)
    if not values.size:
        return []
    bounds = np.unique(np.round(np.quantile(values, np.arange(1, 10) / 10) / _STEP) * _STEP)
    places = np.searchsorted(bounds, values, side="right")
    edges = [f"{bound:g}" for bound in bounds]
    names = [
        f"{rank + 1:02d} : {_between(edges[rank - 1] if rank else '', edges[rank:][:1])}"
        for rank in range(len(edges) + 1)
    ]
    return [names[place] for place in places.tolist()]


def _between(low: str, high: Sequence[str]) -> str:
    if not low:
        return f"moins de {high[0]}" if high else "tous"
    return f"{low} à moins de {high[0]}" if high else f"{low} et plus"


def _metric(name: str, kind: Kind) -> Metric:
    title, unit = _TITLES[name]
    return Metric(
        id=f"simulation_{name}", version=1, title=title, description=title, kind=kind,
        protection=Protection.PERSONS, interval=Interval.NONE, unit=unit,
        dimensions=(TENTH, CHILDREN, EFFECT, SIDE), owner="Service",
        formula_source="Prix du tarif simulé, famille par famille", sentence_fr="",
        sentence_en="", additivity=Additivity.ADDITIVE, fact="simulation", column="amount",
        denominator="divisor" if kind is Kind.RATIO else "",
    )  # fmt: skip


_TITLES = {
    "families": ("Familles", "familles"),
    "change": ("Ce que les familles paient de plus ou de moins", "€"),
    "revenue": ("Recette", "€"),
    "effort": ("Part des ressources", ""),
    "units": ("Unités consommées", ""),
}


def protected(rows: Sequence[Row], metric: Metric, by: tuple[str, ...], source: Source
              ) -> DisclosedTable:  # fmt: skip
    """The table of `rows` by the dimensions `by`, through the one choke point."""
    places = tuple(range(len(by)))
    (total,) = _figures(rows, metric, by, (), source) or [figure(metric, (), _nobody(metric))]
    margins = [
        Margin(kept, one)
        for size in range(1, len(by))
        for kept in combinations(places, size)
        for one in _figures(rows, metric, by, kept, source)
    ]
    exact = Exact(_figures(rows, metric, by, places, source), total, (source.first, source.last),
                  margins)  # fmt: skip
    question = Question(metric.id, source.authority, by)
    return disclose(question, metric, exact, source.manifest, source.inputs, source.secret)


def _figures(rows: Sequence[Row], metric: Metric, by: tuple[str, ...], kept: tuple[int, ...],
             source: Source) -> list[Figure]:  # fmt: skip
    groups: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row.keys[by[place]] for place in kept)].append(row)
    return [figure(metric, keys, _measures(group, metric, source.secret))
            for keys, group in groups.items()]  # fmt: skip


def _measures(group: Sequence[Row], metric: Metric, secret: bytes) -> list[float]:
    """In the order of `core.metrics.query.measures_of`."""
    persons = [float(len(group)), float(sum(_key(row.family, secret) for row in group))]
    if metric.kind is Kind.COUNT:
        return [len(group), *persons]
    amounts = [row.amount for row in group]
    sums = [sum(amounts)]
    if metric.kind is Kind.RATIO:
        sums.append(sum(row.divisor for row in group))
    whole = sum(map(abs, amounts))
    largest = max(map(abs, amounts)) / whole if whole else 0.0
    return [len(group), *sums, *persons, largest]


def _nobody(metric: Metric) -> list[float]:
    return [0.0] * {Kind.COUNT: 3, Kind.SUM: 5, Kind.RATIO: 6}[metric.kind]


def _key(family: str, secret: bytes) -> int:
    size = RECORD_KEY_BITS // 8
    return int.from_bytes(blake2b(family.encode(), digest_size=size, key=secret).digest())
