"""What the events of a request add up to: everything its record says that is not personal.

The record is only a shortcut: the same events replayed give the same record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from parvis.core.casework.lifecycle import Event, Happening, Standing, State, after
from parvis.core.errors import Refused

KEPT = ("category", "sector", "team", "assignee", "because", "merged_into", "demarche")
"""Details of an event that the record repeats; `assignee` is a reference, "" for nobody."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event and its details: codes, references and counts, never a word of a person."""

    event: Event
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Projection:
    """The record that a history leads to."""

    standing: Standing
    closed_at: datetime | None = None
    kept: Mapping[str, Any] = field(default_factory=dict)


def projected(told: Iterable[Told]) -> Projection:
    """The record that a whole history leads to; Refused if it is not one."""
    projection: Projection | None = None
    for one in told:
        projection = then(projection, one)
    if projection is None:
        raise Refused("casework.no_history")
    return projection


def then(projection: Projection | None, told: Told) -> Projection:
    """The record after one more event; None stands for a request that is not yet there."""
    standing = after(projection.standing if projection else None, told.event)
    before = projection or Projection(standing)
    known = {name: told.detail[name] for name in KEPT if name in told.detail}
    return replace(
        before,
        standing=standing,
        closed_at=_closed_at(before.closed_at, standing, told.event),
        kept={**before.kept, **known},
    )


def _closed_at(before: datetime | None, standing: Standing, event: Event) -> datetime | None:
    if event.what is Happening.CLOSED:
        return event.at
    return before if standing.state in (State.CLOSED, State.MERGED) else None
