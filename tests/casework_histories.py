"""Histories of requests, told or drawn at random."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from parvis.core.casework.lifecycle import NEUTRAL, Event, Happening, after, possible, replay

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def history(*happenings: Happening) -> list[Event]:
    """These happenings an hour apart, after a registration."""
    whole = (Happening.REGISTERED, *happenings)
    return [Event(n, what, START + timedelta(hours=n)) for n, what in enumerate(whole, 1)]


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Any history that the table allows."""
    events = history()
    standing = replay(events)
    for rank in range(2, draw(st.integers(2, 14))):
        choices = sorted(possible(standing.state) | NEUTRAL)
        gap = timedelta(minutes=draw(st.integers(0, 5_000)))
        event = Event(rank, draw(st.sampled_from(choices)), standing.last.at + gap)
        standing = after(standing, event)
        events.append(event)
    return events
