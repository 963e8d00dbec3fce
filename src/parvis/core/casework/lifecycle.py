"""The life of a request: eight fixed states, what leads from one to another, and replay.

Towns name the states as they like and configure steps, templates and routing; the table below
is the same everywhere. A withdrawn request is closed, with its reason in the event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from parvis.core.casework.words import HAPPENINGS, STATES
from parvis.core.errors import Refused


class State(StrEnum):
    """Where a request stands. Its clock runs in the states of `RUNNING` only."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    WAITING_CITIZEN = "waiting_citizen"
    WAITING_PARTNER = "waiting_partner"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    MERGED = "merged"


RUNNING = frozenset({State.RECEIVED, State.ASSIGNED, State.IN_PROGRESS, State.WAITING_PARTNER})
"""States in which the town owes something: waiting for a contractor does not stop its clock."""


class Happening(StrEnum):
    """What may happen to a request; those of `NEUTRAL` leave its state as it is.

    REOPENED: the citizen is not satisfied. RESTORED: an agent closed it by mistake.
    """

    REGISTERED = "registered"
    ASSIGNED = "assigned"
    STARTED = "started"
    CITIZEN_ASKED = "citizen_asked"
    CITIZEN_ANSWERED = "citizen_answered"
    PARTNER_ASKED = "partner_asked"
    PARTNER_ANSWERED = "partner_answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    RESTORED = "restored"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    MERGED = "merged"
    UNMERGED = "unmerged"
    ACKNOWLEDGED = "acknowledged"
    MESSAGE_RECEIVED = "message_received"
    MESSAGE_SENT = "message_sent"
    NOTED = "noted"
    CATEGORISED = "categorised"


NEUTRAL = frozenset({
    Happening.ACKNOWLEDGED,
    Happening.MESSAGE_RECEIVED,
    Happening.MESSAGE_SENT,
    Happening.NOTED,
    Happening.CATEGORISED,
})  # fmt: skip

TRANSITIONS: Mapping[Happening, Mapping[State, State]] = {
    Happening.ASSIGNED: {
        State.RECEIVED: State.ASSIGNED,
        State.ASSIGNED: State.ASSIGNED,
        State.IN_PROGRESS: State.ASSIGNED,
        State.WAITING_CITIZEN: State.WAITING_CITIZEN,
        State.WAITING_PARTNER: State.WAITING_PARTNER,
    },
    Happening.STARTED: {
        State.RECEIVED: State.IN_PROGRESS,
        State.ASSIGNED: State.IN_PROGRESS,
    },
    Happening.CITIZEN_ASKED: {
        State.RECEIVED: State.WAITING_CITIZEN,
        State.ASSIGNED: State.WAITING_CITIZEN,
        State.IN_PROGRESS: State.WAITING_CITIZEN,
        State.WAITING_PARTNER: State.WAITING_CITIZEN,
    },
    Happening.CITIZEN_ANSWERED: {State.WAITING_CITIZEN: State.IN_PROGRESS},
    Happening.PARTNER_ASKED: {
        State.ASSIGNED: State.WAITING_PARTNER,
        State.IN_PROGRESS: State.WAITING_PARTNER,
    },
    Happening.PARTNER_ANSWERED: {State.WAITING_PARTNER: State.IN_PROGRESS},
    Happening.CLOSED: {
        State.RECEIVED: State.CLOSED,
        State.ASSIGNED: State.CLOSED,
        State.IN_PROGRESS: State.CLOSED,
        State.WAITING_CITIZEN: State.CLOSED,
        State.WAITING_PARTNER: State.CLOSED,
    },
    Happening.REOPENED: {State.CLOSED: State.ASSIGNED},
    Happening.RESTORED: {State.CLOSED: State.ASSIGNED},
    Happening.TRANSFERRED: {
        State.RECEIVED: State.TRANSFERRED,
        State.ASSIGNED: State.TRANSFERRED,
        State.IN_PROGRESS: State.TRANSFERRED,
        State.WAITING_CITIZEN: State.TRANSFERRED,
    },
    Happening.RETURNED: {State.TRANSFERRED: State.RECEIVED},
    Happening.MERGED: {
        State.RECEIVED: State.MERGED,
        State.ASSIGNED: State.MERGED,
        State.IN_PROGRESS: State.MERGED,
        State.WAITING_CITIZEN: State.MERGED,
        State.WAITING_PARTNER: State.MERGED,
        State.CLOSED: State.MERGED,
    },
    Happening.UNMERGED: {State.MERGED: State.ASSIGNED},
}
"""From which state each happening leads where; what is not here is refused."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its rank in the history of the request from 1, and when."""

    rank: int
    what: Happening
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a request stands after its events: `since` is when it entered `state`."""

    state: State
    since: datetime
    last: Event
    reopenings: int = 0


def replay(events: Iterable[Event]) -> Standing:
    """The standing that a whole history leads to; Refused if it is not one."""
    standing: Standing | None = None
    for event in events:
        standing = after(standing, event)
    if standing is None:
        raise Refused("casework.no_history")
    return standing


def after(standing: Standing | None, event: Event) -> Standing:
    """The standing after one more event; None stands for a request that is not yet there.

    Refused if the event is not the next one, goes back in time, or cannot happen in this state.
    """
    _check_order(standing, event)
    if standing is None:
        return Standing(State.RECEIVED, event.at, event)
    if event.what in NEUTRAL:
        return replace(standing, last=event)
    reached = TRANSITIONS.get(event.what, {}).get(standing.state)
    if reached is None:
        raise _impossible(event.what, standing.state)
    return Standing(
        state=reached,
        since=standing.since if reached is standing.state else event.at,
        last=event,
        reopenings=standing.reopenings + (event.what is Happening.REOPENED),
    )


def _impossible(what: Happening, state: State) -> Refused:
    (state_fr, state_en), (what_fr, what_en) = STATES[state], HAPPENINGS[what]
    return Refused("casework.transition", state_fr=state_fr, state_en=state_en, what_fr=what_fr,
                   what_en=what_en)  # fmt: skip


def possible(state: State) -> frozenset[Happening]:
    """What may happen in this state, besides what is neutral."""
    return frozenset(what for what, table in TRANSITIONS.items() if state in table)


def _check_order(standing: Standing | None, event: Event) -> None:
    expected = 1 if standing is None else standing.last.rank + 1
    is_first = event.what is Happening.REGISTERED
    if event.rank != expected or is_first != (standing is None):
        raise Refused("casework.out_of_order", rank=event.rank, expected=expected)
    if standing is not None and event.at < standing.last.at:
        raise Refused("casework.back_in_time", rank=event.rank)
