"""Agendas: written by one library, read back by the rules of RFC 5545."""

from datetime import UTC, date, datetime

from icalendar import Calendar

from parvis.core.calendar.agenda import Entry, as_icalendar

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MET = Entry(
    "appointment-3@parvis", "Rendez-vous : carte d’identité ; 🪪, \\ et suite",
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 45, "Mairie, 1 place Saint-Martin",
    "Apporter :\nune photo", "https://ville.example/suivi/7KQF/", 2,
)  # fmt: skip


def read(content: bytes) -> list:
    return Calendar.from_ical(content).walk("VEVENT")


def test_an_appointment_is_read_back_as_it_was_given() -> None:
    (event,) = read(as_icalendar([MET], "Vendôme", NOW))
    assert str(event["summary"]) == MET.title
    assert event.decoded("dtstart") == MET.starts
    assert (event.decoded("dtend") - event.decoded("dtstart")).total_seconds() == 45 * 60
    assert str(event["location"]) == MET.place
    assert str(event["description"]) == MET.text
    assert (int(event["sequence"]), str(event["status"])) == (2, "CONFIRMED")


def test_a_deadline_is_a_whole_day_and_a_cancelled_one_says_so() -> None:
    day = Entry("promise-1@parvis", "Réponse promise", date(2026, 4, 1), is_cancelled=True)
    (event,) = read(as_icalendar([day], "Vendôme", NOW))
    assert event.decoded("dtstart") == date(2026, 4, 1)
    assert str(event["status"]) == "CANCELLED"


def test_lines_are_short_and_end_as_the_rfc_asks() -> None:
    lines = as_icalendar([MET], "Territoires vendômois " * 9, NOW).split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
