"""What a control found, and the lines of its worklist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from parvis.core.controls.definition import Control
from parvis.core.ingest.contract import Contract


class State(StrEnum):
    """CLEAR: all holds. RAISED: something does not. UNREADY: a side has nothing to look at."""

    CLEAR = "clear"
    RAISED = "raised"
    UNREADY = "unready"


@dataclass(frozen=True, slots=True)
class Staged:
    """Kept deliveries of one contract, the first received first: (number, typed rows)."""

    contract: Contract
    deliveries: tuple[tuple[int, Path], ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`lines` at fault among `judged`; `left`, `right` and `gap` are the exact sums over them."""

    state: State
    judged: int = 0
    lines: int = 0
    left: Decimal = Decimal(0)
    right: Decimal = Decimal(0)
    gap: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file: the number of its delivery, its physical line."""

    delivery: int
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a worklist. `id` is the same as long as the keys are; `places` are the first
    row of each side that has one."""

    id: str
    keys: tuple[str, ...]
    left: Decimal
    right: Decimal
    gap: Decimal
    shown: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]


class Auditor(Protocol):
    """Judges controls over typed rows; opened for as long as one run needs it."""

    def judge(self, control: Control, *, today: date, dismissed: Sequence[str]) -> Outcome:
        """What `control` finds, lines whose id is in `dismissed` left out."""
        ...

    def lines(
        self,
        control: Control,
        *,
        today: date,
        dismissed: Sequence[str],
        offset: int,
        limit: int,
    ) -> list[Line]:
        """Part of the worklist, the largest gaps first."""
        ...

    def months(self, control: Control) -> list[tuple[date, int]]:
        """How many rows each month of a VOLUME control has, the first month first."""
        ...

    def close(self) -> None:
        """Give back what the run took."""
        ...


class Auditors(Protocol):
    """Opens auditors; `spill` is a folder of the identified side."""

    def __call__(self, staged: Sequence[Staged], *, spill: Path) -> Auditor: ...
