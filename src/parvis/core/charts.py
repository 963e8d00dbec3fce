"""What a chart says, before anyone draws it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Drawing(StrEnum):
    """How a figure is drawn: columns along time, lying bars, points with intervals."""

    TIME = "time"
    BARS = "bars"
    DOTS = "dots"


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar or one point. `value` None: protected, drawn as such.

    `said` is the value in words, written beside it; `tick` its short name under an axis
    (lines separated by a newline), kept first where room lacks if `is_major`; `reference`
    the figure behind it (planned behind served); `is_pale` sets it back behind the others.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    said: str = ""
    tick: str = ""
    is_major: bool = False
    reference: float | None = None
    is_pale: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing to make: `id` unique on its page, `title` its subject, `desc` its finding.

    Points may start their scale at `start`, and have a line at `mark_at` to be compared to.
    """

    id: str
    title: str
    desc: str
    marks: tuple[Mark, ...]
    is_share: bool = False
    start: float = 0.0
    mark_at: float | None = None


class Charts(Protocol):
    """Draws a chart as HTML: two SVG, wide and narrow, coloured by classes only."""

    def bars_over_time(self, chart: Chart) -> str:
        """A bar per period, in the order given; `reference` as a stone bar behind."""
        ...

    def bars_by_category(self, chart: Chart) -> str:
        """A lying bar per category, its name and its value in words."""
        ...

    def dots(self, chart: Chart) -> str:
        """A point and its interval per category."""
        ...

    def warm_up(self) -> None:
        """Start the engine, so that the first reader does not wait for it."""
        ...
