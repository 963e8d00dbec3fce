"""Incomes from published deciles, coupled by rank to who the household is; quotient familial.

Two incomes, as published: disposable per consumption unit for the commune, declared per
consumption unit for each IRIS. The quotient familial is that of the CAF (article L. 512-1 of
the code de la sécurité sociale and the circulars of the Cnaf): a twelfth of the declared
income plus the month's benefits, over parts. Parts are not consumption units.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.archetypes import COLLECTIVE, FIRST_CHILD, Archetypes
from parvis.core.population.margins import Iris, Margins

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_FLOOR_SHARE, _CEILING_SHARE = 0.25, 2.4
_TYPE_SCORE = np.array([-0.2, -0.15, 0.45, 0.0, -0.35, -0.1])
_TENURE_SCORE = np.array([0.55, -0.85, -0.1, 0.0])
_AGE_SCORE = np.array([-0.25, -0.15, 0.0, 0.15, 0.15, 0.05])
_AGE_EDGES = np.array([30, 40, 50, 60, 75])
_NOISE, _PULL = 0.75, 0.75
_PINS, _PINNED, _SURE = 60, 0.01, 0.2
_CHILD_UNITS, _ADULT_UNITS, _CHILD_UNTIL, _DEPENDENT_UNTIL = 0.3, 0.5, 14, 20
# Monthly family allowances for 2 children, then for each further one, in euros (2024 scale).
_ALLOWANCE_TWO, _ALLOWANCE_MORE = 148.5, 190.3
_ALLOWANCE_CUT = 6_000.0


@dataclass(frozen=True, slots=True)
class Incomes:
    """Per household (h,): neighbourhood, euros a year per unit, units, parts, QF in euros.

    Those of an institution have neighbourhood -1 and no income.
    """

    iris: Ints
    disposable: Floats
    declared: Floats
    units: Floats
    parts: Floats
    quotient_familial: Floats


def monotone(xs: Floats, ys: Floats, at: Floats) -> Floats:
    """Monotone cubic through (xs, ys) at `at`: Fritsch and Carlson (1980), harmonic slopes."""
    step, slope = np.diff(xs), np.diff(ys) / np.diff(xs)
    left, right = 2 * step[1:] + step[:-1], step[1:] + 2 * step[:-1]
    rises = (slope[:-1] > 0) & (slope[1:] > 0)
    before, after = (np.where(rises, s, 1.0) for s in (slope[:-1], slope[1:]))
    inner = np.where(rises, (left + right) / (left / before + right / after), 0.0)
    tangents = np.concatenate(([slope[0]], inner, [slope[-1]]))
    k = np.clip(np.searchsorted(xs, at, side="right") - 1, 0, len(step) - 1)
    t = (at - xs[k]) / step[k]
    a, b = ys[k], ys[k + 1]
    p, q = step[k] * tangents[k], step[k] * tangents[k + 1]
    found: Floats = a + t * (p + t * (3 * (b - a) - 2 * p - q + t * (p + q - 2 * (b - a))))
    return found


def quantiles(deciles: dict[float, float], ranks: Floats) -> Floats:
    """Incomes at `ranks` in (0, 1), through the published deciles; the two ends are modelled."""
    known = sorted(deciles)
    low, high = deciles[known[0]], deciles[known[-1]]
    xs = np.array([0.0, *known, 1.0])
    ys = np.array(
        [min(low, low * _FLOOR_SHARE), *(deciles[p] for p in known), high * _CEILING_SHARE]
    )
    return monotone(xs, ys, ranks)


def spread(deciles: dict[float, float], score: Floats, weight: Floats) -> Floats:
    """The income of each household by the rank of its `score`, on the published deciles.

    A rank, in (0, 1), counts the persons below and half of the household's own. Between two
    households, deciles are interpolated: where they are few, both are moved until it holds.
    """
    order = np.argsort(score, kind="stable")
    rank = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    out = np.empty(len(score))
    out[order] = _pinned(quantiles(deciles, rank), rank, deciles)
    return out


def _pinned(values: Floats, rank: Floats, deciles: dict[float, float]) -> Floats:
    """`values`, rising with `rank`, moved by pairs so that those interpolated are `deciles`.

    Nobody declares less than nothing.
    """
    for _ in range(_PINS):
        worst = 0.0
        for p, wanted in deciles.items():
            k = int(np.searchsorted(rank, p))
            if 0 < k < len(rank):
                part = (p - rank[k - 1]) / (rank[k] - rank[k - 1])
                lacking = wanted - ((1 - part) * values[k - 1] + part * values[k])
                values[k - 1] = max(values[k - 1] + lacking, 0.0)
                values[k] += lacking
                if part > _SURE:
                    values[k] = (wanted - (1 - part) * values[k - 1]) / part
                worst = max(worst, abs(lacking))
        if worst < _PINNED:
            break
    return np.maximum(np.maximum.accumulate(values), 0.0)


def draw_incomes(margins: Margins, homes: Archetypes, rng: np.random.Generator) -> Incomes:
    """Neighbourhood and incomes of each household; a secret IRIS follows the commune."""
    n = len(homes.type)
    inside = np.flatnonzero(homes.type < COLLECTIVE)
    size = homes.size[inside].astype(float)
    score = _score(homes, inside, rng)
    iris, disposable, declared = np.full(n, -1), np.zeros(n), np.zeros(n)
    disposable[inside] = spread(margins.income, score, size)
    iris[inside] = _neighbourhood(margins.iris, score, rng)
    for k, zone in enumerate(margins.iris):
        at = iris[inside] == k
        steps = (
            dict(zip((np.arange(1, 10) / 10).tolist(), zone.deciles, strict=True))
            if zone.deciles
            else {}
        )
        declared[inside[at]] = (
            spread(steps, score[at], size[at]) if steps else disposable[inside[at]]
        )
    units, parts = consumption_units(homes), caf_parts(homes)
    return Incomes(
        iris, disposable, declared, units, parts, _quotient(declared * units, homes, parts)
    )


def _score(homes: Archetypes, inside: Ints, rng: np.random.Generator) -> Floats:
    age = np.digitize(homes.age[inside, 0], _AGE_EDGES)
    known = _TYPE_SCORE[homes.type[inside]] + _TENURE_SCORE[homes.tenure[inside]] + _AGE_SCORE[age]
    found: Floats = known + rng.normal(0, _NOISE, len(inside))
    return found


def _neighbourhood(zones: tuple[Iris, ...], score: Floats, rng: np.random.Generator) -> Ints:
    """Households of like incomes gather: modelled, for no table by IRIS but income is given."""
    medians = np.array([z.deciles[4] if z.deciles else np.nan for z in zones])
    known = ~np.isnan(medians)
    centre = np.zeros(len(zones))
    if known.any():
        centre[known] = 2 * np.log(medians[known] / np.median(medians[known]))
    share = np.array([z.share for z in zones])
    likely = share * np.exp(-((score[:, None] - centre) ** 2) / 2 * _PULL)
    cut = np.cumsum(likely, axis=1)
    drawn: Ints = (rng.random(len(score))[:, None] * cut[:, -1:] > cut).sum(axis=1)
    return drawn


def consumption_units(homes: Archetypes) -> Floats:
    """1 for the first adult, 0.5 for each other of 14 or more, 0.3 for each child (INSEE)."""
    grown = (homes.age >= _CHILD_UNTIL).sum(axis=1)
    young = ((homes.age >= 0) & (homes.age < _CHILD_UNTIL)).sum(axis=1)
    found: Floats = 1 + _ADULT_UNITS * (grown - 1) + _CHILD_UNITS * young
    return found


def caf_parts(homes: Archetypes) -> Floats:
    """2 for a couple or a lone adult, half a part per child, one for the third (CAF)."""
    children = dependent_children(homes)
    return 2 + 0.5 * children + 0.5 * (children >= 3)


def dependent_children(homes: Archetypes) -> Ints:
    """Children under 20 living with their parents."""
    young = homes.age[:, FIRST_CHILD:]
    found: Ints = ((young >= 0) & (young < _DEPENDENT_UNTIL)).sum(axis=1)
    return found


def benefits(children: Ints | Floats, yearly: Floats) -> Floats:
    """Family allowances, in euros a month; a quarter of them above 6,000 euros a month."""
    full = np.where(children >= 2, _ALLOWANCE_TWO + _ALLOWANCE_MORE * (children - 2), 0.0)
    return np.where(yearly / 12 > _ALLOWANCE_CUT, full / 4, full)


def _quotient(yearly: Floats, homes: Archetypes, parts: Floats) -> Floats:
    monthly = yearly / 12 + benefits(dependent_children(homes), yearly)
    return np.rint(monthly / parts)
