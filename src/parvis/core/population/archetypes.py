"""Plausible households, from which a calibrated town is drawn: who lives with whom, how old.

Modelled, not observed: ages of couples, ages at birth and numbers of children follow the
shapes of the French census; the margins of the commune then weigh them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.margins import AGE_GROUPS, SIZES, TENURES, TYPES

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SLOTS, FIRST_CHILD = 6, 2
MAN, WOMAN = 0, 1
COLLECTIVE = len(TYPES)
"""Code of the type of those who live in an institution, one per unit."""
AGE_BOUNDS = np.array([15, 30, 45, 60, 75, 90])
CHILDREN_SHARES = {
    "couple_children": (0.42, 0.39, 0.14, 0.05),
    "lone_parent": (0.58, 0.28, 0.10, 0.04),
}
OTHER_SHARES = (0.86, 0.14)
_PER_TYPE = np.array([700, 900, 900, 2_200, 1_100, 300, 300])
_ALONE = ((18, 25), (25, 40), (40, 55), (55, 65), (65, 80), (80, 99))
_ALONE_SHARES = {
    MAN: (0.08, 0.22, 0.24, 0.18, 0.18, 0.10),
    WOMAN: (0.06, 0.11, 0.11, 0.16, 0.28, 0.28),
}
_COLLECTIVE_SHARES = (0.12, 0.06, 0.06, 0.06, 0.15, 0.55)
_TENURE_SHARES = np.array([
    [0.36, 0.30, 0.33, 0.01], [0.42, 0.30, 0.27, 0.01], [0.68, 0.12, 0.19, 0.01],
    [0.58, 0.21, 0.20, 0.01], [0.25, 0.47, 0.27, 0.01], [0.30, 0.25, 0.44, 0.01],
    [0.0, 0.0, 0.0, 1.0],
])  # fmt: skip
_OLDEST_CHILD, _LATEST_BIRTH, _TWINS, _SAME_SEX = 28, 45, 0.016, 0.02
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Archetypes:
    """One row per household: ages and sexes (h, SLOTS), -1 where a slot is empty.

    Slot 0 is the reference person, slot 1 their partner, the others children or housemates.
    """

    type: Ints
    tenure: Ints
    age: Ints
    sex: Ints

    @property
    def size(self) -> Ints:
        """Persons in each household."""
        found: Ints = (self.age >= 0).sum(axis=1)
        return found


def make_archetypes(rng: np.random.Generator) -> Archetypes:
    """Some thousands of households of every type, size, age and tenure."""
    kinds = np.repeat(np.arange(len(_PER_TYPE)), _PER_TYPE)
    made = [
        _alone(int(_PER_TYPE[0]), MAN, _ALONE_SHARES[MAN], rng),
        _alone(int(_PER_TYPE[1]), WOMAN, _ALONE_SHARES[WOMAN], rng),
        _couples(int(_PER_TYPE[2]), rng),
        _families(int(_PER_TYPE[3]), CHILDREN_SHARES["couple_children"], rng, is_couple=True),
        _families(int(_PER_TYPE[4]), CHILDREN_SHARES["lone_parent"], rng, is_couple=False),
        _others(int(_PER_TYPE[5]), rng),
        _residents(int(_PER_TYPE[6]), rng),
    ]
    ages, sexes = (np.concatenate(part) for part in zip(*made, strict=True))
    draws = rng.random(len(kinds))[:, None] > np.cumsum(_TENURE_SHARES[kinds], axis=1)
    return Archetypes(kinds, np.minimum(draws.sum(axis=1), 3), ages, sexes)


def features(found: Archetypes) -> Floats:
    """What each household adds to: age by sex (14), type (6), size (6), tenure (4), outside (1)."""
    groups, n = len(AGE_GROUPS), len(found.type)
    out = np.zeros((n, 2 * groups + len(TYPES) + len(SIZES) + len(TENURES) + 1))
    for slot in range(SLOTS):
        rows = np.flatnonzero(found.age[:, slot] >= 0)
        cell = found.sex[rows, slot] * groups + np.digitize(found.age[rows, slot], AGE_BOUNDS)
        np.add.at(out, (rows, cell), 1)
    inside = np.flatnonzero(found.type < COLLECTIVE)
    at = 2 * groups
    out[inside, at + found.type[inside]] = 1
    out[inside, at + len(TYPES) + np.minimum(found.size[inside], len(SIZES)) - 1] = 1
    out[inside, at + len(TYPES) + len(SIZES) + found.tenure[inside]] = 1
    out[found.type == COLLECTIVE, -1] = 1
    return out


def _empty(n: int) -> tuple[Ints, Ints]:
    return np.full((n, SLOTS), -1), np.full((n, SLOTS), -1)


def _spread(n: int, shares: tuple[float, ...], rng: np.random.Generator) -> Ints:
    low, high = np.array(_ALONE).T
    group = rng.choice(len(shares), n, p=np.array(shares) / sum(shares))
    found: Ints = low[group] + (rng.random(n) * (high - low)[group]).astype(np.int64)
    return found


def _alone(
    n: int, sex: int, shares: tuple[float, ...], rng: np.random.Generator
) -> tuple[Ints, Ints]:
    ages, sexes = _empty(n)
    ages[:, 0], sexes[:, 0] = _spread(n, shares, rng), sex
    return ages, sexes


def _residents(n: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    ages, sexes = _alone(n, MAN, _COLLECTIVE_SHARES, rng)
    sexes[:, 0] = rng.random(n) < 0.6
    return ages, sexes


def _couples(n: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    ages, sexes = _empty(n)
    ages[:, 1] = rng.integers(20, 94, n)
    ages[:, 0] = np.clip(ages[:, 1] + np.rint(rng.normal(2.3, 4, n)), 19, 99)
    sexes[:, 0], sexes[:, 1] = MAN, WOMAN
    same = rng.random(n) < _SAME_SEX
    sexes[same, 0] = sexes[same, 1] = rng.integers(0, 2, int(same.sum()))
    return ages, sexes


def _others(n: int, rng: np.random.Generator) -> tuple[Ints, Ints]:
    ages, sexes = _empty(n)
    count = 2 + (rng.random(n) < OTHER_SHARES[1])
    for slot, at in enumerate((0, FIRST_CHILD, FIRST_CHILD + 1)):
        there = count > slot
        ages[there, at] = rng.integers(18, 88, int(there.sum()))
        sexes[there, at] = rng.integers(0, 2, int(there.sum()))
    return ages, sexes


def _families(
    n: int, shares: tuple[float, ...], rng: np.random.Generator, *, is_couple: bool
) -> tuple[Ints, Ints]:
    """Couples or lone parents with one to four children, mothers aged 17 to 45 at each birth."""
    tries = _TRIES * n
    children = 1 + rng.choice(len(shares), tries, p=shares)
    mother = rng.integers(18, 68, tries)
    ages, sexes = _empty(tries)
    ages[:, 1], sexes[:, 1] = mother, WOMAN
    ages[:, 0] = np.clip(mother + np.rint(rng.normal(2.3, 4, tries)), 18, 80)
    sexes[:, 0] = MAN
    _bear(ages, sexes, children, mother, rng)
    kept = np.flatnonzero(_is_likely(ages, children, mother))[:n]
    ages, sexes = ages[kept], sexes[kept]
    if not is_couple:
        _leave_one_parent(ages, sexes, rng)
    return ages, sexes


def _bear(ages: Ints, sexes: Ints, children: Ints, mother: Ints, rng: np.random.Generator) -> None:
    n = len(mother)
    age = mother - np.clip(np.rint(rng.normal(28.5, 5, n)), 17, 44).astype(np.int64)
    for child in range(SLOTS - FIRST_CHILD):
        there, slot = children > child, FIRST_CHILD + child
        ages[:, slot] = np.where(there, np.maximum(age, -1), -1)
        sexes[:, slot] = np.where(there, rng.integers(0, 2, n), -1)
        spacing = np.where(rng.random(n) < _TWINS, 0, rng.integers(2, 6, n))
        age = age - spacing


def _is_likely(ages: Ints, children: Ints, mother: Ints) -> NDArray[np.bool_]:
    young = np.ascontiguousarray(ages[:, FIRST_CHILD:].T)
    is_whole = (young >= 0).sum(axis=0) == children
    youngest, eldest = np.where(young >= 0, young, 99).min(axis=0), young.max(axis=0)
    is_home = eldest <= _OLDEST_CHILD
    is_father = (ages[:, 0] - eldest >= 17) & (ages[:, 0] - youngest <= 60)
    likely: NDArray[np.bool_] = (
        is_whole & is_home & is_father & (mother - youngest <= _LATEST_BIRTH)
    )
    return likely


def _leave_one_parent(ages: Ints, sexes: Ints, rng: np.random.Generator) -> None:
    """The mother stays in 82 % of the families, as the reference person."""
    stays = rng.random(len(ages)) < 0.82
    ages[stays, 0], sexes[stays, 0] = ages[stays, 1], WOMAN
    ages[:, 1] = sexes[:, 1] = -1
