"""Wall clocks and instants, by the million: the offsets of a time zone over some years.

Instants are whole seconds since 1970-01-01 UTC; wall clocks are the same count as if they
showed UTC. Days are counted from 1970-01-01.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused

Ints = NDArray[np.int64]
DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days from 1970-01-01 to `day`."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day `number` days after 1970-01-01."""
    return date.fromordinal(number + _EPOCH)


@dataclass(frozen=True, slots=True, eq=False)
class Offsets:
    """Seconds ahead of UTC: `ahead[i]` holds from instant `since[i]` to the next one excluded."""

    since: Ints
    ahead: Ints

    def to_local(self, instants: Ints) -> Ints:
        """What wall clocks show at `instants`."""
        local: Ints = instants + self.ahead[self._rank(self.since, instants)]
        return local

    def to_instants(self, local: Ints) -> Ints:
        """The instants at which wall clocks show `local`.

        A time that the spring change skips is taken as much later; of one that the autumn
        change repeats, the first is meant.
        """
        changes = self.since.copy()
        changes[1:] += np.maximum(self.ahead[1:], self.ahead[:-1])
        instants: Ints = local - self.ahead[self._rank(changes, local)]
        return instants

    @staticmethod
    def _rank(changes: Ints, times: Ints) -> NDArray[np.intp]:
        return np.maximum(np.searchsorted(changes, times, side="right") - 1, 0)


def zone_named(name: str) -> ZoneInfo:
    """The time zone `name` of the IANA base; Refused if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused("calendar.timezone", name=name) from error


@lru_cache(maxsize=32)
def offsets(zone: ZoneInfo, first_year: int, last_year: int) -> Offsets:
    """The offsets of `zone` from the start of `first_year` to the end of `last_year`."""
    start, end = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
    midnights = [(day - _EPOCH) * DAY for day in range(start, end + 2)]
    ahead = [_ahead(zone, instant) for instant in midnights]
    since, kept = [midnights[0]], [ahead[0]]
    for rank in range(1, len(midnights)):
        if ahead[rank] != ahead[rank - 1]:
            since.append(_change(zone, midnights[rank - 1], midnights[rank]))
            kept.append(ahead[rank])
    return Offsets(np.array(since, dtype=np.int64), np.array(kept, dtype=np.int64))


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first instant at which the offset is that of `after`, by bisection."""
    target = _ahead(zone, after)
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _ahead(zone, middle) == target else (middle, after)
    return after


def _ahead(zone: ZoneInfo, instant: int) -> int:
    offset = datetime.fromtimestamp(instant, UTC).astimezone(zone).utcoffset()
    return round(offset.total_seconds()) if offset is not None else 0
