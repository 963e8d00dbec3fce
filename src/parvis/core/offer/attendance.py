"""Attendance as the town's own files say it, site by site and day by day: what is forecast from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from parvis.core.controls.outcome import Staged
from parvis.core.entries import Entries

MEALS, WHOLE = "repas", "Ensemble"
"""The unit of what is eaten; the one place of a service whose file names none."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """One file of `attendances/*.toml`: where a contract says who came.

    `site`, `day`, `quantity` and `planned` name its fields: "" where there is one place, where each
    row is one, or where nothing is planned. Where `mark` names a field, only rows on which it says
    one of `marks` count. `calendar` is the contract that lists the days of service by
    `calendar_day`, and those of a `strike`; "" for none. `unit` is the French of what is counted.
    """

    id: str
    title: str
    unit: str
    contract: str
    site: str
    day: str
    quantity: str
    planned: str
    calendar: str
    calendar_day: str
    strike: str
    mark: str = ""
    marks: tuple[str, ...] = ()

    @property
    def is_eaten(self) -> bool:
        """Whether what is counted is ordered and thrown away, as meals are."""
        return self.unit == MEALS

    @property
    def contracts(self) -> tuple[str, ...]:
        """The contracts whose deliveries are read."""
        return (self.contract, self.calendar) if self.calendar else (self.contract,)


def attendance_from(data: Mapping[str, Any], file: str) -> Attendance:
    """The attendance that a TOML file defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    calendar = entries.text("calendar", "")
    found = Attendance(
        id=entries.text("id"), title=entries.text("title"), unit=entries.text("unit"),
        contract=entries.text("contract"), site=entries.text("site", ""), day=entries.text("day"),
        quantity=entries.text("quantity", ""), planned=entries.text("planned", ""),
        calendar=calendar,
        calendar_day=entries.text("calendar_day", None if calendar else ""),
        strike=entries.text("strike", ""), mark=entries.text("mark", ""),
        marks=entries.texts("marks"),
    )  # fmt: skip
    entries.end()
    return found


@dataclass(frozen=True, slots=True)
class Came:
    """How many came to a site on a day; `planned` None where nothing was."""

    site: str
    day: date
    count: float
    planned: float | None


@dataclass(frozen=True, slots=True)
class Attended:
    """What the files say: who came, the days of service listed, and those of a strike."""

    came: Sequence[Came]
    service: frozenset[date]
    strikes: frozenset[date]


class Rolls(Protocol):
    """Reads attendance from the kept deliveries of one sector."""

    def attended(self, asked: Attendance, staged: Sequence[Staged]) -> Attended:
        """What came, day by day; Refused where nothing was delivered."""
        ...
