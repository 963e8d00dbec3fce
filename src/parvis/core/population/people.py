"""The residents of a synthetic town as columns, one row per person, household or dwelling.

Days are counted from 1 January 1970. A person, once created, keeps their row for ever; whoever
has not left or died has NEVER as the day of it.
"""

from dataclasses import dataclass, field, fields
from datetime import date

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.archetypes import COLLECTIVE, FIRST_CHILD, SLOTS, WOMAN, Archetypes
from parvis.core.population.income import Incomes

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER = 2**30
YEAR = 365.25
NOBODY = -1
_EPOCH = date(1970, 1, 1)


def day_of(day: date) -> int:
    """`day` as a number of days from 1 January 1970."""
    return (day - _EPOCH).days


def date_of(day: int) -> date:
    """The date that `day` numbers."""
    return date.fromordinal(_EPOCH.toordinal() + int(day))


def _ints() -> Ints:
    return np.empty(0, np.int64)


@dataclass(slots=True)
class Persons:
    """`since` is the day of arrival in the present dwelling; `usage_from` that of a married name.

    `second` is the other household of a child in alternating custody, NOBODY otherwise.
    """

    birth: Ints = field(default_factory=_ints)
    sex: Ints = field(default_factory=_ints)
    mother: Ints = field(default_factory=_ints)
    father: Ints = field(default_factory=_ints)
    partner: Ints = field(default_factory=_ints)
    spouse: Ints = field(default_factory=_ints)
    usage_from: Ints = field(default_factory=_ints)
    household: Ints = field(default_factory=_ints)
    second: Ints = field(default_factory=_ints)
    dwelling: Ints = field(default_factory=_ints)
    since: Ints = field(default_factory=_ints)
    arrived: Ints = field(default_factory=_ints)
    left: Ints = field(default_factory=_ints)
    died: Ints = field(default_factory=_ints)
    job: Ints = field(default_factory=_ints)

    def __len__(self) -> int:
        return len(self.birth)

    def append(self, **columns: Ints) -> Ints:
        """Add persons; a column left out takes its neutral value. Their rows are returned."""
        first, count = len(self), len(columns["birth"])
        for column in fields(self):
            added = columns.get(column.name, np.full(count, _NEUTRAL.get(column.name, NOBODY)))
            setattr(self, column.name, np.concatenate((getattr(self, column.name), added)))
        return np.arange(first, first + count)

    def age(self, day: int) -> Floats:
        """Ages in years on `day`; negative for those not born yet."""
        return (day - self.birth) / YEAR

    def is_here(self, day: int) -> Flags:
        """Who lives in the town on `day`."""
        return (self.arrived <= day) & (self.left > day) & (self.died > day)


_NEUTRAL = {"left": NEVER, "died": NEVER, "usage_from": NEVER}


@dataclass(slots=True)
class Households:
    """Tenure, neighbourhood and incomes of each household, euros a year per unit.

    Incomes are those of the last day; `before` keeps, change after change, the households, the
    day and what they declared until then.
    """

    tenure: Ints
    iris: Ints
    declared: Floats
    disposable: Floats
    before: list[tuple[Ints, Ints, Floats]] = field(default_factory=list)

    def earn(self, who: Ints, day: Ints, like: Ints) -> None:
        """From `day` on, each of the households `who` has the incomes that `like` had."""
        self.before.append((who, day, self.declared[who]))
        self.declared[who], self.disposable[who] = self.declared[like], self.disposable[like]

    def declared_on(self, day: int) -> Floats:
        """What each household declared on `day`."""
        found = self.declared.copy()
        for who, since, declared in reversed(self.before):
            later = since > day
            found[who[later]] = declared[later]
        return found

    def copies(self, of: Ints) -> Ints:
        """New households like those of the rows `of`; their rows."""
        first = len(self.tenure)
        for name in ("tenure", "iris", "declared", "disposable"):
            old = getattr(self, name)
            setattr(self, name, np.concatenate((old, old[of])))
        return np.arange(first, first + len(of))


@dataclass(slots=True)
class Spells:
    """Who lived where: person, dwelling, first day, day after the last, in parallel columns."""

    person: list[Ints] = field(default_factory=list)
    dwelling: list[Ints] = field(default_factory=list)
    start: list[Ints] = field(default_factory=list)
    end: list[Ints] = field(default_factory=list)

    def add(self, person: Ints, dwelling: Ints, start: Ints, end: Ints) -> None:
        """Keep the spells that last a day at least."""
        kept = end > start
        for column, values in (
            (self.person, person), (self.dwelling, dwelling), (self.start, start), (self.end, end),
        ):  # fmt: skip
            column.append(values[kept])


@dataclass(slots=True)
class Population:
    """A town's people through time.

    `iris_of` gives the neighbourhood of each dwelling, `home_of` its household, the only one.
    """

    persons: Persons
    households: Households
    iris_of: Ints
    home_of: Ints
    spells: Spells

    def dwellings(self, iris: Ints, household: Ints) -> Ints:
        """New dwellings in the neighbourhoods `iris`, one for each of `household`; their rows."""
        first = len(self.iris_of)
        self.iris_of = np.concatenate((self.iris_of, iris))
        self.home_of = np.concatenate((self.home_of, household))
        return np.arange(first, first + len(iris))

    def move(self, who: Ints, dwelling: Ints, day: Ints) -> None:
        """Close the present spell of `who` on `day` and open one in `dwelling`."""
        p = self.persons
        self.spells.add(who, p.dwelling[who], p.since[who], day)
        p.dwelling[who], p.since[who] = dwelling, day

    def close(self, who: Ints, day: Ints) -> None:
        """End the present spell of `who` on `day`: they leave or die."""
        self.spells.add(who, self.persons.dwelling[who], self.persons.since[who], day)
        self.persons.since[who] = NEVER

    def settle(
        self, homes: Archetypes, households: Ints, day: Ints, rng: np.random.Generator
    ) -> Ints:
        """Bring in the members of `homes` (rows of `households`) on `day`; their rows."""
        dwelling = self.dwellings(self.households.iris[households], households)
        row, slot = np.nonzero(homes.age >= 0)
        first, at = len(self.persons), np.full(homes.age.shape, NOBODY)
        at[row, slot] = first + np.arange(len(row))
        kin = _kinship(homes, at)
        born = day[row] - np.floor(
            (homes.age[row, slot] + _part_of_year(homes, rng)[row, slot]) * YEAR
        )
        married = rng.random(len(homes.type))[row] < _MARRIED
        return self.persons.append(
            birth=born.astype(np.int64), sex=homes.sex[row, slot], household=households[row],
            dwelling=dwelling[row], since=day[row], arrived=day[row],
            usage_from=np.where(married & (slot < FIRST_CHILD), 0, NEVER),
            job=rng.integers(0, _JOBS, len(row)),
            **{name: table[row, slot] for name, table in kin.items()},
        )  # fmt: skip


_MARRIED, _JOBS = 0.6, 400


def _part_of_year(homes: Archetypes, rng: np.random.Generator) -> Floats:
    """Time since the last birthday, in years; twins, of the same age at home, share it."""
    part = rng.random(homes.age.shape)
    for slot in range(FIRST_CHILD + 1, SLOTS):
        twins = (homes.age[:, slot] == homes.age[:, slot - 1]) & (homes.age[:, slot] >= 0)
        twins &= homes.type < COLLECTIVE - 1
        part[twins, slot] = part[twins, slot - 1]
    return part


def _kinship(homes: Archetypes, at: Ints) -> dict[str, Ints]:
    """Mother, father, partner and spouse of each slot, as rows of persons."""
    tables = {n: np.full(at.shape, NOBODY) for n in ("mother", "father", "partner", "spouse")}
    pairs = (at[:, 1] >= 0) & (homes.type < COLLECTIVE - 1)
    for here, there in ((0, 1), (1, 0)):
        tables["partner"][pairs, here] = tables["spouse"][pairs, here] = at[pairs, there]
    is_family = (homes.type == _FAMILY[0]) | (homes.type == _FAMILY[1])
    for slot in range(FIRST_CHILD, SLOTS):
        child = is_family & (at[:, slot] >= 0)
        for parent in (0, 1):
            there = child & (at[:, parent] >= 0)
            women = there & (homes.sex[:, parent] == WOMAN)
            tables["mother"][women, slot] = at[women, parent]
            men = there & ~women
            tables["father"][men, slot] = at[men, parent]
    return tables


_FAMILY = (3, 4)


def open_town(
    homes: Archetypes, incomes: Incomes, day: int, rng: np.random.Generator
) -> Population:
    """The calibrated population on its first day; institutions stand in the first IRIS."""
    households = Households(
        homes.tenure, np.maximum(incomes.iris, 0), incomes.declared, incomes.disposable
    )
    town = Population(Persons(), households, _ints(), _ints(), Spells())
    n = len(homes.type)
    town.settle(homes, np.arange(n), np.full(n, day), rng)
    return town
