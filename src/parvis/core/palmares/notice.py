"""When to remind that a town may not advertise its record: the months before a local election.

Source: code électoral, article L. 52-1: from the first day of the sixth month before the month of
general elections, no advertising campaign on the record of an authority concerned by the ballot.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from parvis.core.entries import Entries

MONTHS = 6


@dataclass(frozen=True, slots=True)
class Election:
    """A ballot: its first and last days, and the text that sets them."""

    title: str
    first_on: date
    last_on: date
    source: str

    @property
    def from_on(self) -> date:
        """The first day of the sixth month before the month of the ballot."""
        months = self.first_on.year * 12 + self.first_on.month - 1 - MONTHS
        return date(months // 12, months % 12 + 1, 1)


def elections_from(data: Mapping[str, Any], file: str) -> tuple[Election, ...]:
    """The elections written in `data`; Refused naming the entry of `file` that is wrong."""
    entries = Entries(data, file)
    found = tuple(_election(table) for table in entries.tables("election"))
    entries.end()
    return found


def _election(table: Entries) -> Election:
    election = Election(table.text("title"), _day(table, "first"), _day(table, "last"),
                        table.text("source"))  # fmt: skip
    table.end()
    return election


def _day(table: Entries, entry: str) -> date:
    text = table.text(entry)
    try:
        return date.fromisoformat(text)
    except ValueError:
        table.refuse("definition.not_among", entry, value=text, expected="AAAA-MM-JJ")


def election_near(day: date, elections: Iterable[Election]) -> Election | None:
    """The election before which `day` falls, ballot days included; None outside the period."""
    near = [one for one in elections if one.from_on <= day <= one.last_on]
    return min(near, key=lambda one: one.last_on, default=None)
