"""The one choke point: a `DisclosedTable` is built here and nowhere else."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from parvis.core.metrics.definition import Metric
from parvis.core.metrics.query import Period
from parvis.core.release import Input

_SEAL = object()


class Hidden(StrEnum):
    """Why a cell is not shown."""

    THRESHOLD = "threshold"
    SECONDARY = "secondary"
    DOMINANCE = "dominance"
    NOT_REACHED = "not_reached"


@dataclass(frozen=True, slots=True)
class Cell:
    """One protected figure. `value` None: `hidden` says why. `n` is what the value rests on."""

    keys: tuple[str, ...]
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    hidden: Hidden | None = None


@dataclass(frozen=True, slots=True)
class DisclosedTable:
    """Figures that may leave: the only type that screens, CSV, PDF and API accept."""

    metric: Metric
    authority: str
    by: tuple[str, ...]
    where: tuple[tuple[str, str], ...]
    period: Period | None
    cells: tuple[Cell, ...]
    total: Cell
    release: str
    published_at: datetime
    inputs: tuple[Input, ...]
    threshold: int
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("a DisclosedTable is built by core.privacy.disclosure only")

    @property
    def hidden(self) -> int:
        """How many cells are not shown."""
        return sum(c.hidden is not None for c in self.cells)
