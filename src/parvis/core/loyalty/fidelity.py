"""Who comes back to a service, year after year, among those still entitled to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.loyalty.cohorts import FEWEST, Return, triangle
from parvis.core.loyalty.competing import CENSORED, incidences

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
STOPPED, AGED_OUT, MOVED = 1, 2, 3
_SET_YEARS, _NEVER = 365.25, 10_000
Share = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Ended:
    """By so many years after the first use: the share that stopped, that aged out, that moved away,
    each with its 95 % band. The three compete: they add up to all that ended."""

    years: int
    stopped: Share
    aged_out: Share
    moved: Share


@dataclass(frozen=True, slots=True)
class Fidelity:
    """The cohorts of a service, from the year `first` on, and what ends the relation."""

    first: int
    people: int
    returns: tuple[Return, ...]
    ended: tuple[Ended, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """Who used the service in each year from `first` on (people, years), and who still might have.

    `by_age`: those that age does not bar. `leaving`: the year, counted from `first`, in which each
    moved away; beyond any for who did not.
    """

    first: int
    names: tuple[str, ...]
    used: Flags
    by_age: Flags
    leaving: Ints

    @property
    def entitled(self) -> Flags:
        """Who might still have come, each year: of age, and living here at its beginning."""
        found: Flags = self.by_age & (np.arange(self.used.shape[1]) <= self.leaving[:, None])
        return found


def years_of(
    who: Sequence[str], when: Sequence[date], born: Mapping[str, date], age_limit: int | None,
    left: Mapping[str, int],
) -> Years:  # fmt: skip
    """Uses by whole calendar year of the people `who` used a service `when`.

    `age_limit`: the age from which one is no longer entitled, None where there is none; a person
    whose birth is not known stays entitled. `left`: the year in which people moved away, where it
    is known. Refused under 11 people or two years.
    """
    names, person = np.unique(np.array(who, dtype=object), return_inverse=True)
    years = np.array([day.year for day in when], np.int64)
    if names.size < FEWEST or np.unique(years).size < 2:
        raise Refused("loyalty.short", people=int(names.size), fewest=FEWEST)
    first, last = int(years.min()), int(years.max())
    used = np.zeros((names.size, last - first + 1), bool)
    used[person, years - first] = True
    known = tuple(names.tolist())
    leaving = np.array([left.get(name, _NEVER) for name in known], np.int64) - first
    return Years(first, known, used, _by_age(known, born, age_limit, first, used.shape[1]), leaving)


def fidelity_of(years: Years) -> Fidelity:
    """The returns of each cohort among those still entitled, and what ends the relation."""
    returns = tuple(triangle(years.used, years.entitled))
    return Fidelity(years.first, len(years.names), returns, tuple(_ended(years)))


def _by_age(
    names: Sequence[str], born: Mapping[str, date], age_limit: int | None, first: int, span: int
) -> Flags:
    found = np.ones((len(names), span), bool)
    if age_limit is None:
        return found
    for rank, name in enumerate(names):
        if name in born:
            ages = [(date(first + n, 1, 1) - born[name]).days / _SET_YEARS for n in range(span)]
            found[rank] = np.array(ages) < age_limit
    return found


def _ended(years: Years) -> list[Ended]:
    """Years from the first use to the year without any, or without right; the last is censored."""
    used, span = years.used, years.used.shape[1]
    start = used.argmax(axis=1)
    end = span - 1 - used[:, ::-1].argmax(axis=1)
    going = end == span - 1
    after = np.minimum(end + 1, span - 1)
    of_age = years.by_age[np.arange(len(used)), after]
    causes = np.where(years.leaving <= after, MOVED, np.where(of_age, STOPPED, AGED_OUT))
    causes = np.where(going, CENSORED, causes).astype(np.int64)
    durations = np.where(going, end - start, end - start + 1).astype(np.float64)
    found = incidences(durations, causes)
    nothing = (0.0, 0.0, 0.0)
    at = [tuple(found[c].at(n) if c in found else nothing for c in (STOPPED, AGED_OUT, MOVED))
          for n in range(1, span)]  # fmt: skip
    return [Ended(n, *three) for n, three in enumerate(at, 1)]
