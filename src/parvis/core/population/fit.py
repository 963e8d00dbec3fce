"""A population whose margins are those of the commune, in whole persons and households."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.archetypes import (
    AGE_BOUNDS,
    CHILDREN_SHARES,
    COLLECTIVE,
    FIRST_CHILD,
    OTHER_SHARES,
    Archetypes,
    features,
    make_archetypes,
)
from parvis.core.population.margins import AGE_GROUPS, SEXES, SIZES, TENURES, TYPES, Margins
from parvis.core.population.raking import integerise, rake, settle

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SHIFT = 2
_ROUNDS, _SLACK = 200, 1e-9


@dataclass(frozen=True, slots=True)
class Target:
    """A fitted margin: its cells, scaled to the town asked for, and whether it is published."""

    margin: str
    names: tuple[str, ...]
    cells: Floats
    is_published: bool


@dataclass(frozen=True, slots=True)
class Fitted:
    """Households taken (ages at the opening, as `Archetypes`), and how near to `targets`."""

    households: Archetypes
    targets: tuple[Target, ...]
    found: tuple[Floats, ...]


def fit(margins: Margins, persons: int, rng: np.random.Generator) -> Fitted:
    """About `persons` residents in households; every margin scaled to that number."""
    pool = make_archetypes(rng)
    design, targets = features(pool), fitted_margins(margins, persons)
    goal = np.concatenate([t.cells for t in targets])
    start = np.ones(len(pool.type))
    weights = rake(design, goal, start)
    counts = settle(design, integerise(weights, rng), goal, rng)
    counts = _exact(pool, design, counts, goal, persons)
    found = np.split(np.einsum("hm,h->m", design, counts.astype(float)), _edges(targets))
    return Fitted(_taken(pool, counts, rng), targets, tuple(found))


def _exact(pool: Archetypes, design: Floats, counts: Ints, goal: Floats, persons: int) -> Ints:
    """`counts` with as many persons as asked, whatever the margins: those still lacking, or too
    many, are outside households, where one unit is one person, in the cells that need them most.
    """
    lacking = persons - int((pool.size * counts).sum())
    outside = np.flatnonzero(pool.type == COLLECTIVE)
    for _ in range(abs(lacking)):
        gap = goal - np.einsum("hm,h->m", design, counts.astype(float))
        need = np.einsum("hm,m->h", design[outside], gap) * np.sign(lacking)
        need[(counts[outside] == 0) & (lacking < 0)] = -np.inf
        counts[outside[np.argmax(need)]] += int(np.sign(lacking))
    return counts


def _edges(targets: tuple[Target, ...]) -> Ints:
    return np.cumsum([len(t.cells) for t in targets])[:-1]


def fitted_margins(margins: Margins, persons: int) -> tuple[Target, ...]:
    """Age by sex, type, size, tenure and persons outside households, in whole numbers."""
    scale = persons / margins.persons
    outside = round(persons * (1 - margins.in_households))
    households = round(margins.published["households"].cells["all"] * scale)
    homes = whole_homes(_types(margins, households, persons - outside), persons - outside)
    age_sex = tuple(f"{group} {sex}" for sex in SEXES for group in AGE_GROUPS)
    tenure = margins.published["tenure"].cells
    return (
        Target("age_sex", age_sex, whole(_age_by_sex(margins), persons), False),
        Target("type", TYPES, homes.sum(axis=1), False),
        Target("size", SIZES, homes.sum(axis=0), False),
        Target("tenure", TENURES, whole(np.array([tenure[t] for t in TENURES]), households), True),
        Target("outside", ("all",), np.array([float(outside)]), False),
    )


def whole(cells: Floats, total: int) -> Floats:
    """`cells` scaled to whole numbers that sum to `total`: largest remainders."""
    exact = cells * (total / cells.sum())
    floor = np.floor(exact)
    most = np.argsort(-(exact - floor), kind="stable")[: round(total - floor.sum())]
    floor[most] += 1
    found: Floats = floor
    return found


def whole_homes(types: Floats, persons: int) -> Floats:
    """Whole households by type and size (t, s), nearest to `types`, that house `persons`.

    Rounded apart, types and sizes would contradict each other: who lives alone makes a household
    of one. Where no rounding houses `persons`, the nearest does.
    """
    table: Floats = types[:, None] * np.array([_size_shares(t) for t in TYPES])
    at = np.nonzero(table)
    exact, size = table[at], at[1] + 1.0
    base = np.floor(exact + _SLACK)
    ways = np.indices((2,) * len(exact)).reshape(len(exact), -1).T.astype(float)
    ways = ways[ways.sum(axis=1) == round(exact.sum() - base.sum())]
    unhoused = np.abs(persons - ((base + ways) * size).sum(axis=1))
    away = ((base + ways - exact) ** 2).sum(axis=1)
    table[at] = base + ways[np.lexsort((away, unhoused))[0]]
    return table


def _age_by_sex(margins: Margins) -> Floats:
    """The structure of the arrondissement bent to the ages and sexes published (IPF)."""
    cells = margins.structure["age_sex"].cells
    table = np.array([[cells[f"{g} {s}"] for g in AGE_GROUPS] for s in SEXES])
    age, women = margins.published["age"].cells, margins.published["sex"].cells["F"]
    known = {(0,): age["0-14"], (1,): age["15-29"], (5, 6): age["75+"]}
    known[(2, 3, 4)] = margins.persons - sum(known.values())
    wanted = [(np.array(columns), total) for columns, total in known.items()]
    by_sex = np.array([margins.persons - women, women])
    for _ in range(_ROUNDS):
        for at, total in wanted:
            part = table[:, at]
            table[:, at] = part * (total / part.sum())
        table *= (by_sex / table.sum(axis=1))[:, None]
    return table.ravel()


def _types(margins: Margins, households: int, persons: int) -> Floats:
    """Shares of the arrondissement tilted by size until they house `persons`."""
    shares = margins.structure["type"].cells
    base = np.array([shares[t] for t in TYPES])
    size = np.array([_mean_size(t) for t in TYPES])
    return tilt(base, size, persons / households) * households


def tilt(base: Floats, values: Floats, mean: float) -> Floats:
    """`base` times exp(k values), normalised, where k gives the mean of `values` wanted."""
    low, high = -5.0, 5.0
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        bent: Floats = base * np.exp(middle * values)
        bent = bent / bent.sum()
        low, high = (middle, high) if (bent * values).sum() < mean else (low, middle)
    return bent


def _size_shares(kind: str) -> Floats:
    shares = np.zeros(len(SIZES))
    if kind in CHILDREN_SHARES:
        adults = 2 if kind == "couple_children" else 1
        for children, share in enumerate(CHILDREN_SHARES[kind], start=1):
            shares[adults + children - 1] += share
    elif kind == "other":
        shares[1:3] = OTHER_SHARES
    else:
        shares[1 if kind == "couple" else 0] = 1
    return shares


def _mean_size(kind: str) -> float:
    return float((_size_shares(kind) * (np.arange(len(SIZES)) + 1)).sum())


def _taken(pool: Archetypes, counts: Ints, rng: np.random.Generator) -> Archetypes:
    """Households repeated, each a little older or younger where that changes no cell."""
    rows = np.repeat(np.arange(len(counts)), counts)
    rows = rows[rng.permutation(len(rows))]
    age, shift = pool.age[rows], rng.integers(-_SHIFT, _SHIFT + 1, len(rows))[:, None]
    moved = np.where(age >= 0, age + shift, -1)
    same = np.digitize(moved, AGE_BOUNDS) == np.digitize(age, AGE_BOUNDS)
    adults, young = moved.copy(), moved[:, FIRST_CHILD:]
    adults[:, FIRST_CHILD:] = -1
    is_right = same.all(axis=1) & ((adults < 0) | (adults >= 18)).all(axis=1)
    is_right &= ((young >= 0) | (age[:, FIRST_CHILD:] < 0)).all(axis=1)
    is_right &= (pool.type[rows] >= COLLECTIVE - 1) | (young <= 29).all(axis=1)
    return Archetypes(
        pool.type[rows], pool.tenure[rows], np.where(is_right[:, None], moved, age), pool.sex[rows]
    )
