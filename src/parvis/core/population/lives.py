"""Ten years of lives: deaths, births, couples that form and part, moves in, out and within.

Hazards are orders of magnitude of the French civil register and census, modelled. Within a
year a person lives one change of household at most, so that nobody has two addresses.
"""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.archetypes import COLLECTIVE, WOMAN, Archetypes
from parvis.core.population.people import NEVER, NOBODY, Population

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_MORTALITY = (-10.75, -11.25)
_MORTALITY_SLOPE = 0.1
_FERTILITY_PEAK, _FERTILITY_WIDTH, _FERTILITY_RATE = 30.5, 5.2, 0.165
_ALONE_FERTILITY, _TWINS = 0.25, 0.016
_SEPARATION, _STAYS_IN_TOWN, _ALTERNATES = 0.02, 0.45, 0.3
_LEAVES_HOME, _LEAVES_TOWN = 0.16, 0.6
_UNION = 0.07
_MOVES_OUT = np.array([0.02, 0.04, 0.08, 0.05])
_MOVES_WITHIN = np.array([0.015, 0.05, 0.08, 0.04])
_CHANGES_JOB, _LADDER, _JOBS = 0.08, 0.12, 400
_NEWCOMERS_UNDER, _NEWCOMERS_WEIGHT = 45, 3.0
_MAJORITY = 18


@dataclass(slots=True)
class Chronicle:
    """What happened: parallel columns of kind (see KINDS), person and day, for truth and tests."""

    kind: list[Ints] = field(default_factory=list)
    person: list[Ints] = field(default_factory=list)
    day: list[Ints] = field(default_factory=list)

    def note(self, kind: str, who: Ints, day: Ints) -> None:
        """Keep that `kind` happened to `who` on `day`."""
        self.kind.append(np.full(len(who), KINDS.index(kind)))
        self.person.append(who)
        self.day.append(day)


KINDS = ("birth", "death", "separation", "union", "leaves_home", "out", "within", "in", "job")


@dataclass(slots=True)
class _Year:
    """One year being lived: its bounds, and who has already changed household in it."""

    town: Population
    start: int
    end: int
    touched: Flags
    rng: np.random.Generator
    chronicle: Chronicle

    def days(self, count: int) -> Ints:
        return self.rng.integers(self.start + 1, self.end, count)

    def free(self) -> Flags:
        """Who is here, and in a household that nothing has touched this year."""
        p = self.town.persons
        busy = np.zeros(len(self.town.households.tenure), bool)
        busy[p.household[self.touched]] = True
        return p.is_here(self.start) & ~busy[p.household] & ~self.touched

    def touch(self, who: Ints) -> None:
        self.touched[who] = True

    def happens(self, candidates: Ints, chance: float | NDArray[np.float64]) -> Ints:
        return candidates[self.rng.random(len(candidates)) < chance]


def live(
    town: Population, homes: Archetypes, opening: int, years: int, rng: np.random.Generator
) -> Chronicle:
    """Live `years` years from `opening`; newcomers are like the households `homes`."""
    chronicle = Chronicle()
    size = int(town.persons.is_here(opening).sum())
    bounds = [opening + round(365.25 * k) for k in range(years + 1)]
    for start, end in pairwise(bounds):
        year = _Year(town, start, end, np.zeros(len(town.persons), bool), rng, chronicle)
        for lived in (_deaths, _separations, _departures, _unions, _outings, _removals, _jobs):
            lived(year)
        _births(year)
        _arrivals(year, homes, size)
    here = np.flatnonzero(town.persons.is_here(bounds[-1] - 1))
    town.spells.add(here, town.persons.dwelling[here], town.persons.since[here],
                    np.full(len(here), NEVER))  # fmt: skip
    return chronicle


def _deaths(year: _Year) -> None:
    p = year.town.persons
    here = np.flatnonzero(p.is_here(year.start))
    age = p.age(year.start)[here]
    chance = np.exp(np.array(_MORTALITY)[p.sex[here]] + _MORTALITY_SLOPE * age)
    who = year.happens(here, np.minimum(chance, 0.6))
    day = year.days(len(who))
    year.touch(who)
    year.town.close(who, day)
    p.died[who] = day
    widowed = p.partner[who]
    p.partner[widowed[widowed >= 0]] = NOBODY
    p.partner[who] = NOBODY
    year.chronicle.note("death", who, day)


def _gone(year: _Year, who: Ints, day: Ints) -> None:
    """`who` leave the town on `day`; a partner left behind is alone."""
    p = year.town.persons
    year.touch(who)
    year.town.close(who, day)
    p.left[who] = day


def _new_homes(year: _Year, who: Ints, day: Ints) -> Ints:
    """Each of `who` sets up a household of their own on `day`, in the same kind of place."""
    town, p = year.town, year.town.persons
    fresh = town.households.copies(p.household[who])
    town.move(who, town.dwellings(town.households.iris[fresh], fresh), day)
    p.household[who] = fresh
    year.touch(who)
    return fresh


def _separations(year: _Year) -> None:
    """One of a couple under 65 leaves, the father three times in four; children may alternate."""
    p = year.town.persons
    age = p.age(year.start)
    can = year.free() & (p.partner >= 0) & (p.sex == WOMAN) & (age < 65)
    women = year.happens(np.flatnonzero(can), _SEPARATION)
    men = p.partner[women]
    goes = np.where(year.rng.random(len(women)) < 0.75, men, women)
    day = year.days(len(goes))
    stays = year.rng.random(len(goes)) < _STAYS_IN_TOWN
    p.partner[women] = p.partner[men] = NOBODY
    year.chronicle.note("separation", women, day)
    remains = np.where(goes == men, women, men)
    _gone(year, goes[~stays], day[~stays])
    homes = _new_homes(year, goes[stays], day[stays])
    _alternate(year, remains[stays], goes[stays], homes)
    year.touch(remains)


def _alternate(year: _Year, remains: Ints, goes: Ints, homes: Ints) -> None:
    """Three in ten of the separated families share the children between two homes."""
    p = year.town.persons
    shares = year.rng.random(len(goes)) < _ALTERNATES
    home_of = np.full(len(year.town.households.tenure), NOBODY)
    home_of[p.household[remains[shares]]] = homes[shares]
    child = p.is_here(year.start) & (p.age(year.start) < _MAJORITY) & (p.second < 0)
    child &= (p.mother >= 0) & (p.father >= 0) & (home_of[p.household] >= 0)
    p.second[child] = home_of[p.household[child]]


def _departures(year: _Year) -> None:
    """Grown children leave their parents, most of them for another town."""
    p = year.town.persons
    age = p.age(year.start)
    parent = np.where(p.mother >= 0, p.mother, p.father)
    at_home = year.free() & (parent >= 0) & (age >= _MAJORITY)
    at_home &= p.household == p.household[np.maximum(parent, 0)]
    who = year.happens(np.flatnonzero(at_home), _LEAVES_HOME)
    day = year.days(len(who))
    year.chronicle.note("leaves_home", who, day)
    out = year.rng.random(len(who)) < _LEAVES_TOWN
    _gone(year, who[out], day[out])
    _new_homes(year, who[~out], day[~out])


def _unions(year: _Year) -> None:
    """Single adults who live alone pair by age; she, or he, moves in with the other."""
    p = year.town.persons
    free = year.free()
    size = np.bincount(
        p.household[p.is_here(year.start)], minlength=len(year.town.households.tenure)
    )
    age = p.age(year.start)
    single = free & (p.partner < 0) & (size[p.household] == 1) & (age > 19) & (age < 60)
    who = year.happens(np.flatnonzero(single), _UNION)
    women, men = (who[p.sex[who] == s] for s in (WOMAN, 1 - WOMAN))
    pairs = min(len(women), len(men))
    women = np.sort(year.rng.permutation(women)[:pairs])
    men = np.sort(year.rng.permutation(men)[:pairs])
    women, men = women[np.argsort(-age[women])], men[np.argsort(-age[men])]
    day = year.days(pairs)
    year.town.move(women, p.dwelling[men], day)
    p.household[women] = p.household[men]
    p.partner[women], p.partner[men] = men, women
    p.spouse[women], p.spouse[men] = men, women
    weds = year.rng.random(pairs) < 0.5
    p.usage_from[women[weds]] = day[weds]
    year.touch(np.concatenate((women, men)))
    year.chronicle.note("union", women, day)


def _whole_households(year: _Year, chance: NDArray[np.float64]) -> tuple[Ints, Ints, Ints]:
    """Members of untouched households drawn by tenure: persons, their households, days."""
    p, tenure = year.town.persons, year.town.households.tenure
    drawn = year.rng.random(len(tenure)) < chance[tenure]
    on = year.days(len(tenure))
    present = p.is_here(year.start)
    busy = np.zeros(len(tenure), bool)
    busy[p.household[present & year.touched]] = True
    who = np.flatnonzero(present & ~year.touched & drawn[p.household] & ~busy[p.household])
    return who, p.household[who], on[p.household[who]]


def _outings(year: _Year) -> None:
    who, _, day = _whole_households(year, _MOVES_OUT)
    _gone(year, who, day)
    year.chronicle.note("out", who, day)


def _removals(year: _Year) -> None:
    who, household, day = _whole_households(year, _MOVES_WITHIN)
    if not len(who):
        return
    moving, at = np.unique(household, return_inverse=True)
    iris = year.town.households.iris
    iris[moving] = iris[year.rng.integers(0, len(iris), len(moving))]
    year.town.move(who, year.town.dwellings(iris[moving], moving)[at], day)
    year.touch(who)
    year.chronicle.note("within", who, day)


def _jobs(year: _Year) -> None:
    """Adults who change jobs; their households change places on the ladder of incomes."""
    p = year.town.persons
    age = p.age(year.start)
    who = np.flatnonzero(p.is_here(year.start) & (age >= _MAJORITY) & (age < 64))
    who = year.happens(who, _CHANGES_JOB)
    p.job[who] = year.rng.integers(0, _JOBS, len(who))
    day = year.days(len(who))
    year.chronicle.note("job", who, day)
    homes, first = np.unique(p.household[who], return_index=True)
    _trade_places(year, homes, day[first])


def _trade_places(year: _Year, homes: Ints, day: Ints) -> None:
    """`homes` exchange incomes within each neighbourhood, more often with near ones.

    So the incomes of a neighbourhood stay those that are published.
    """
    own = year.town.households
    order = homes[np.lexsort((own.declared[homes], own.iris[homes]))]
    count = np.unique(own.iris[order], return_counts=True)[1]
    size = np.repeat(count, count)
    place = np.arange(len(order)) + year.rng.normal(0, _LADDER, len(order)) * size
    moved = order[np.lexsort((place, own.iris[order]))]
    own.earn(moved, day[np.searchsorted(homes, moved)], order)


def _births(year: _Year) -> None:
    """Children of women of 18 to 44, more often in couples; one birth in sixty is of twins."""
    p = year.town.persons
    age = p.age(year.start)
    can = year.free() & (p.sex == WOMAN) & (age >= 18) & (age < 44) & ~_has_infant(year)
    shape = np.exp(-(((age - _FERTILITY_PEAK) / _FERTILITY_WIDTH) ** 2) / 2)
    chance = _FERTILITY_RATE * shape * np.where(p.partner >= 0, 1.0, _ALONE_FERTILITY)
    mothers = year.happens(np.flatnonzero(can), chance[can])
    day = year.days(len(mothers))
    twice = 1 + (year.rng.random(len(mothers)) < _TWINS)
    mothers, day = np.repeat(mothers, twice), np.repeat(day, twice)
    partner = p.partner[mothers]
    is_man = (partner >= 0) & (p.sex[np.maximum(partner, 0)] != WOMAN)
    babies = p.append(
        birth=day, sex=year.rng.integers(0, 2, len(day)), mother=mothers,
        father=np.where(is_man, partner, NOBODY), household=p.household[mothers],
        dwelling=p.dwelling[mothers], since=day, arrived=day,
        job=year.rng.integers(0, _JOBS, len(day)),
    )  # fmt: skip
    year.touched = np.concatenate((year.touched, np.ones(len(day), bool)))
    year.chronicle.note("birth", babies, day)


def _has_infant(year: _Year) -> Flags:
    """Women with a child born in the last sixteen months."""
    p = year.town.persons
    has = np.zeros(len(p), bool)
    infant = (p.birth > year.start - 480) & (p.mother >= 0)
    has[p.mother[infant]] = True
    return has


def _arrivals(year: _Year, homes: Archetypes, size: int) -> None:
    """Households move in until the town is as large as it was."""
    lacking = size - int(year.town.persons.is_here(year.end).sum())
    if lacking <= 0:
        return
    weight = (homes.type < COLLECTIVE) * np.where(
        homes.age[:, 0] < _NEWCOMERS_UNDER, _NEWCOMERS_WEIGHT, 0.6
    )
    mean = float((homes.size * weight).sum() / weight.sum())
    rows = year.rng.choice(len(weight), max(1, round(lacking / mean)), p=weight / weight.sum())
    rows = rows[np.cumsum(homes.size[rows]) <= max(lacking, int(homes.size[rows[0]]))]
    came = Archetypes(homes.type[rows], homes.tenure[rows], homes.age[rows], homes.sex[rows])
    day = year.days(len(rows))
    who = year.town.settle(came, year.town.households.copies(rows), day, year.rng)
    year.touched = np.concatenate((year.touched, np.ones(len(who), bool)))
    year.chronicle.note("in", who, year.town.persons.arrived[who])
