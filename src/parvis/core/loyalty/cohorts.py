"""Who comes back, among those who still may: cohorts, newcomers, and breaks after an incident."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.loyalty.experiment import Effect, effect_on_share
from parvis.core.metrics.intervals import wilson

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
FEWEST = 11
"""People of a cohort below whom nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Return:
    """Of one cohort, so many periods later: who came back, among those still entitled.

    `share` is None where too few are still entitled.
    """

    cohort: int
    later: int
    entitled: int
    share: float | None
    low: float | None
    high: float | None


def triangle(used: Flags, entitled: Flags) -> list[Return]:
    """The returns of each cohort, period after period, within what has been seen.

    `used` and `entitled` (people, periods): whether each came, and might have come (still of age,
    still living here). The cohort of a person is the first period of use; people never seen are in
    none. A period where nobody of the cohort is entitled any more is left out.
    """
    came = used.any(axis=1)
    first = used.argmax(axis=1)
    found = []
    for cohort in range(used.shape[1]):
        mine = came & (first == cohort)
        for period in range(cohort + 1, used.shape[1]):
            may = mine & entitled[:, period]
            if may.any():
                back = int((used[:, period] & may).sum())
                found.append(_return(cohort, period - cohort, int(may.sum()), back))
    return found


def _return(cohort: int, later: int, entitled: int, back: int) -> Return:
    if entitled < FEWEST:
        return Return(cohort, later, entitled, None, None, None)
    return Return(cohort, later, entitled, back / entitled, *wilson(back, entitled))


def take_up(newcomers: int, users: int) -> tuple[float, float, float] | None:
    """The share of newcomers who used a service in their first year, and its interval."""
    return None if newcomers < FEWEST else (users / newcomers, *wilson(users, newcomers))


def after_incident(hit: Flags, came_back: Flags, entitled: Flags) -> Effect:
    """Return of those who met an incident less that of the others, among the still entitled.

    An association: what brought the incident may also keep people away. Refused where a group is
    too small.
    """
    groups = (entitled & hit, entitled & ~hit)
    back = tuple(int((came_back & group).sum()) for group in groups)
    sizes = tuple(int(group.sum()) for group in groups)
    return effect_on_share((back[0], back[1]), (sizes[0], sizes[1]))
