"""The working clock of a request: it runs while the town has it in hand, and only then."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from calendars import OFFICE, opening
from casework_histories import histories
from parvis.core.calendar.opening import span
from parvis.core.casework.clocks import Hand, due_at, in_hand, warnings_at, worked, worked_by_case
from parvis.core.casework.lifecycle import RUNNING, Event, Happening, replay

PARIS = opening(OFFICE, "FR")
HOUR = timedelta(hours=1)


def at(text: str) -> datetime:
    """A wall clock of January in Paris, an hour ahead of UTC."""
    return (datetime.fromisoformat(f"2026-01-{text}") - HOUR).replace(tzinfo=UTC)


def told(*happenings: tuple[Happening, str]) -> list[Event]:
    whole = ((Happening.REGISTERED, "05T09:00"), *happenings)
    return [Event(n, what, at(when)) for n, (what, when) in enumerate(whole, 1)]


WAITING = ((Happening.CITIZEN_ASKED, "05T10:00"), (Happening.CITIZEN_ANSWERED, "07T11:00"))


def test_waiting_for_the_citizen_does_not_count() -> None:
    hand = in_hand(told(*WAITING))
    assert worked(hand, PARIS, at("07T12:00")) == 2 * HOUR
    assert due_at(hand, PARIS, 3 * HOUR) == at("07T14:30")


def test_waiting_for_a_contractor_counts() -> None:
    hand = in_hand(told((Happening.STARTED, "05T09:10"), (Happening.PARTNER_ASKED, "05T09:30")))
    assert worked(hand, PARIS, at("05T11:00")) == 2 * HOUR


def test_nothing_is_due_while_the_clock_is_stopped() -> None:
    hand = in_hand(told(WAITING[0]))
    assert due_at(hand, PARIS, 3 * HOUR) is None
    assert warnings_at(hand, PARIS, 3 * HOUR, (0.5, 0.8)) == []


def test_a_promise_broken_before_the_closing_stays_broken() -> None:
    hand = in_hand(told((Happening.CLOSED, "06T17:00")))
    assert due_at(hand, PARIS, 3 * HOUR) == at("05T12:00")
    assert due_at(hand, PARIS, 40 * HOUR) is None


def test_a_promise_kept_to_the_second_is_kept() -> None:
    hand = in_hand(told((Happening.CLOSED, "05T12:00")))
    assert due_at(hand, PARIS, 3 * HOUR) is None
    second = timedelta(seconds=1)
    assert due_at(hand, PARIS, 3 * HOUR - second) == at("05T12:00") - second


def test_a_reopened_request_runs_on_from_where_it_was() -> None:
    events = told((Happening.CLOSED, "05T10:00"), (Happening.REOPENED, "09T10:00"))
    assert due_at(in_hand(events), PARIS, 2 * HOUR) == at("09T11:00")


def test_one_is_warned_before_and_not_after() -> None:
    hand = in_hand(told())
    promise = 7 * HOUR
    warned = warnings_at(hand, PARIS, promise, (0.5, 0.9))
    due = due_at(hand, PARIS, promise)
    assert warned[0] == at("05T14:00")
    assert due is not None
    assert warned == sorted(warned)
    assert warned[-1] < due == at("06T09:00")


@settings(deadline=None)
@given(histories(), st.integers(0, 5_000), st.integers(1, 60))
def test_what_is_due_is_when_the_promise_has_been_worked(
    events: list[Event], minutes: int, hours: int
) -> None:
    hand, promise = in_hand(events), hours * HOUR
    now = events[-1].at + timedelta(minutes=minutes)
    due, spent = due_at(hand, PARIS, promise), worked(hand, PARIS, now)
    is_late = due is not None and due < now
    assert is_late or spent <= promise
    assert not is_late or spent >= promise
    assert (hand.since is not None) == (replay(events).state in RUNNING)


@settings(deadline=None)
@given(histories(), st.integers(0, 3_000))
def test_time_in_hand_and_time_out_of_it_make_the_whole(events: list[Event], more: int) -> None:
    now = events[-1].at + timedelta(minutes=more)
    hand = in_hand(events)
    spans = (*hand.ended, (hand.since or now, now))
    edges = [events[0].at, *(edge for pair in spans for edge in pair), now]
    out_of_hand = Hand(tuple(zip(edges[::2], edges[1::2], strict=True)), None)
    whole = Hand(((events[0].at, now),), None)
    total = worked(hand, PARIS, now) + worked(out_of_hand, PARIS, now)
    assert total == worked(whole, PARIS, now)


@settings(deadline=None)
@given(histories(), st.integers(0, 3_000), st.integers(0, 3_000))
def test_a_clock_never_runs_backwards(events: list[Event], early: int, more: int) -> None:
    hand = in_hand(events)
    sooner = events[-1].at + timedelta(minutes=early)
    later = sooner + timedelta(minutes=more)
    gained = worked(hand, PARIS, later) - worked(hand, PARIS, sooner)
    assert timedelta() <= gained <= later - sooner
    assert hand.since is not None or not gained


@settings(deadline=None)
@given(st.lists(histories(), min_size=1, max_size=5))
def test_clocks_by_the_million_are_those_of_each_request(many: list[list[Event]]) -> None:
    now = max(events[-1].at for events in many)
    hands = [in_hand(events) for events in many]
    rows = [
        (rank, start.timestamp(), end.timestamp())
        for rank, hand in enumerate(hands)
        for start, end in (*hand.ended, *([(hand.since, now)] if hand.since else []))
    ]
    cases, starts, ends = (np.array(c, dtype=np.int64) for c in zip(*rows, strict=True))
    line = PARIS.between(*span(np.concatenate([starts, ends])))
    found = worked_by_case(line, cases, starts, ends, len(many)).tolist()
    assert found == [worked(hand, PARIS, now).total_seconds() for hand in hands]
