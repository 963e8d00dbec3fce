"""Who comes back to a service, year after year, among those still entitled to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.loyalty.cohorts import FEWEST, Return, triangle
from parvis.core.loyalty.competing import incidences

Ints = NDArray[np.int64]
STOPPED, AGED_OUT = 1, 2
_SET_YEARS = 365.25


@dataclass(frozen=True, slots=True)
class Ended:
    """By so many years after the first use: the share that stopped, and that aged out, each with
    its 95 % band. The two compete: they add up to all that ended."""

    years: int
    stopped: tuple[float, float, float]
    aged_out: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Fidelity:
    """The cohorts of a service, from the year `first` on, and what ends the relation."""

    first: int
    people: int
    returns: tuple[Return, ...]
    ended: tuple[Ended, ...]


def fidelity_of(
    who: Sequence[str], when: Sequence[date], born: Mapping[str, date], age_limit: int | None
) -> Fidelity:
    """The returns of the people `who` used a service `when`, in whole calendar years.

    `age_limit`: the age from which one is no longer entitled, None where there is none; a person
    whose birth is not known stays entitled. Refused under 11 people or two years.
    """
    names, person = np.unique(np.array(who, dtype=object), return_inverse=True)
    years = np.array([day.year for day in when], np.int64)
    if names.size < FEWEST or np.unique(years).size < 2:
        raise Refused("loyalty.short", people=int(names.size), fewest=FEWEST)
    first, last = int(years.min()), int(years.max())
    used = np.zeros((names.size, last - first + 1), bool)
    used[person, years - first] = True
    entitled = _entitled(names.tolist(), born, age_limit, first, used.shape[1])
    return Fidelity(first, int(names.size), tuple(triangle(used, entitled)),
                    tuple(_ended(used, entitled)))  # fmt: skip


def _entitled(
    names: Sequence[str], born: Mapping[str, date], age_limit: int | None, first: int, span: int
) -> NDArray[np.bool_]:
    found = np.ones((len(names), span), bool)
    if age_limit is None:
        return found
    for rank, name in enumerate(names):
        if name in born:
            ages = [(date(first + n, 1, 1) - born[name]).days / _SET_YEARS for n in range(span)]
            found[rank] = np.array(ages) < age_limit
    return found


def _ended(used: NDArray[np.bool_], entitled: NDArray[np.bool_]) -> list[Ended]:
    """Years from the first use to the year without any, or without right; the last is censored."""
    span = used.shape[1]
    start = used.argmax(axis=1)
    end = span - 1 - used[:, ::-1].argmax(axis=1)
    going = end == span - 1
    after = np.minimum(end + 1, span - 1)
    still = entitled[np.arange(len(used)), after]
    causes: Ints = np.where(going, 0, np.where(still, STOPPED, AGED_OUT)).astype(np.int64)
    durations = np.where(going, end - start, end - start + 1).astype(np.float64)
    found = incidences(durations, causes)
    nothing = (0.0, 0.0, 0.0)
    at = [tuple(found[c].at(n) if c in found else nothing for c in (STOPPED, AGED_OUT))
          for n in range(1, span)]  # fmt: skip
    return [Ended(n, *pair) for n, pair in enumerate(at, 1)]
