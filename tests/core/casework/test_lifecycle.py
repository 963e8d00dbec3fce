"""The life of a request: what may happen, what may not, and replay."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework_histories import START, histories, history
from parvis.core.casework.lifecycle import (
    NEUTRAL,
    TRANSITIONS,
    Event,
    Happening,
    Standing,
    State,
    after,
    possible,
    replay,
)
from parvis.core.casework.words import HAPPENINGS, STATES
from parvis.core.errors import Refused


def test_a_request_is_received_handled_and_closed() -> None:
    done = replay(history(Happening.ASSIGNED, Happening.STARTED, Happening.CLOSED))
    assert (done.state, done.since) == (State.CLOSED, START + timedelta(hours=4))


def test_a_dissatisfied_citizen_reopens_and_it_is_counted() -> None:
    again = replay(history(Happening.CLOSED, Happening.REOPENED, Happening.CLOSED,
                           Happening.REOPENED))  # fmt: skip
    assert (again.state, again.reopenings) == (State.ASSIGNED, 2)


def test_a_message_on_a_merged_request_is_kept_and_changes_nothing() -> None:
    before = replay(history(Happening.MERGED))
    later = replay(history(Happening.MERGED, Happening.MESSAGE_RECEIVED))
    assert (later.state, later.since) == (before.state, before.since)
    assert later.last.what is Happening.MESSAGE_RECEIVED


def test_the_second_agent_who_closes_is_told_so_in_one_sentence() -> None:
    with pytest.raises(Refused) as refused:
        replay(history(Happening.CLOSED, Happening.CLOSED))
    said = {language: refused.value.sentence(language) for language in ("fr", "en")}
    assert said["fr"].startswith("une demande close ne peut pas être close\u00a0: ")
    assert said["en"].startswith("a request that is closed cannot be closed: ")


def test_every_state_and_every_change_has_its_words() -> None:
    assert set(STATES) == set(State)
    assert set(HAPPENINGS) == set(TRANSITIONS)


def test_every_state_is_reached_and_leads_somewhere() -> None:
    reached = {state for table in TRANSITIONS.values() for state in table.values()}
    assert reached | {State.RECEIVED} == set(State)
    assert all(possible(state) for state in State)
    assert set(Happening) == set(TRANSITIONS) | NEUTRAL | {Happening.REGISTERED}


@settings(deadline=None)
@given(histories())
def test_a_history_replayed_by_parts_leads_to_the_same_standing(events: list[Event]) -> None:
    standing: Standing | None = None
    for event in events:
        standing = after(standing, event)
    assert replay(events) == standing
    assert replay(iter(events)) == standing


@settings(deadline=None)
@given(histories())
def test_what_is_not_in_the_table_is_always_refused(events: list[Event]) -> None:
    standing = replay(events)
    at = standing.last.at
    for what in set(Happening) - possible(standing.state) - NEUTRAL:
        with pytest.raises(Refused):
            after(standing, Event(standing.last.rank + 1, what, at))


@settings(deadline=None)
@given(histories(), st.data())
def test_an_event_out_of_order_is_refused(events: list[Event], data: st.DataObject) -> None:
    standing = replay(events)
    rank = data.draw(st.integers(-1, 30).filter(lambda n: n != standing.last.rank + 1))
    with pytest.raises(Refused) as refused:
        after(standing, Event(rank, Happening.NOTED, standing.last.at))
    assert refused.value.rule == "casework.out_of_order"


def test_an_event_before_the_last_one_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        replay([*history(), Event(2, Happening.NOTED, START)])
    assert refused.value.rule == "casework.back_in_time"


def test_a_history_begins_with_its_registration() -> None:
    with pytest.raises(Refused, match="enregistrement"):
        replay([])
    with pytest.raises(Refused):
        replay([Event(1, Happening.NOTED, START)])
