"""The working clock of requests: how long the town has had each in hand, and when it is due.

Nothing is stored: a clock is recomputed from the events and the opening hours, so that a
correction of either corrects every figure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from parvis.core.calendar.opening import UNKNOWN, Opening, Timeline, span
from parvis.core.calendar.zones import DAY, Ints
from parvis.core.casework.lifecycle import RUNNING, Event, Standing, after
from parvis.core.errors import Refused

_HORIZONS = (35, 280, 2_240, 17_920, 143_360)
"""Days looked ahead for the end of a delay, in turn; past the last, it is said to have none."""


@dataclass(frozen=True, slots=True)
class Hand:
    """When the town had a request in hand: spans that ended, and since when it has it now."""

    ended: tuple[tuple[datetime, datetime], ...]
    since: datetime | None


def in_hand(events: Iterable[Event]) -> Hand:
    """When the clock of a history ran.

    It stops while the citizen is waited for, and once the request is closed, handed over or
    merged; it runs again when that ends.
    """
    ended: list[tuple[datetime, datetime]] = []
    standing: Standing | None = None
    since: datetime | None = None
    for event in events:
        standing = after(standing, event)
        if standing.state in RUNNING:
            since = since or event.at
        elif since is not None:
            ended.append((since, event.at))
            since = None
    return Hand(tuple(ended), since)


def worked(hand: Hand, opening: Opening, now: datetime) -> timedelta:
    """Working time spent with the request in hand, until `now`."""
    spans = [*hand.ended, *([(hand.since, max(hand.since, now))] if hand.since else [])]
    return timedelta(seconds=sum(_seconds(opening, start, end) for start, end in spans))


def due_at(hand: Hand, opening: Opening, promise: timedelta) -> datetime | None:
    """When `promise` of working time runs out, or ran out; None while the clock is stopped."""
    left = round(promise.total_seconds())
    for start, end in hand.ended:
        spent = _seconds(opening, start, end)
        if spent > left:
            return _after(opening, start, left)
        left -= spent
    return None if hand.since is None else _after(opening, hand.since, left)


def warnings_at(
    hand: Hand, opening: Opening, promise: timedelta, shares: Sequence[float]
) -> list[datetime]:
    """When to warn, before and not after: once each of `shares` of the promise is spent.

    None is due while the clock is stopped; those already spent are in the past.
    """
    found = (due_at(hand, opening, promise * share) for share in shares)
    return [instant for instant in found if instant is not None]


def _seconds(opening: Opening, start: datetime, end: datetime) -> int:
    instants = _instants(start, end)
    line = opening.between(*span(instants))
    return int(line.elapsed(instants[:1], instants[1:])[0])


def _after(opening: Opening, start: datetime, seconds: int) -> datetime:
    (due,) = hours_after(opening, _instants(start), np.array([seconds])).tolist()
    return datetime.fromtimestamp(due, UTC)


def _instants(*times: datetime) -> Ints:
    return np.array([int(time.timestamp()) for time in times], dtype=np.int64)


def worked_by_case(line: Timeline, cases: Ints, starts: Ints, ends: Ints, count: int) -> Ints:
    """Seconds worked on each of `count` requests, by the million.

    A span in hand goes from one of `starts` to one of `ends`, for the request of that rank in
    `cases`; a request may have several, or none.
    """
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, cases, line.elapsed(starts, ends))
    return total


def hours_after(opening: Opening, starts: Ints, seconds: Ints) -> Ints:
    """The instants by which `seconds` are worked from `starts`; Refused if that never comes."""
    first, last = span(starts)
    for ahead in _HORIZONS:
        reached = opening.between(first, last + timedelta(days=ahead)).after(starts, seconds)
        if (reached != UNKNOWN).all():
            return reached
    raise Refused("clock.never")


def working_days_after(opening: Opening, days: Ints, counts: Ints) -> Ints:
    """The working days `counts` after `days`, the day itself not counted; Refused if none."""
    first, last = span(days * DAY)
    for ahead in _HORIZONS:
        line = opening.between(first, last + timedelta(days=ahead))
        reached = line.working_day(days, counts)
        if (reached != UNKNOWN).all():
            return reached
    raise Refused("clock.never")
