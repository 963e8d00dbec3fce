"""What a chart says, before anyone draws it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Drawing(StrEnum):
    """How a figure is drawn.

    TIME: columns along months. BARS: lying bars. DOTS: points with intervals. PYRAMID: bands (first
    dimension) on two sides (second). HEAT: rows by columns. CALENDAR: months, as years by months of
    the year. COHORT: first month by months since then, as a share of the first. MAP: areas. CURVE:
    the share still waiting along time. FLOW: from each value (first dimension) to each (second).
    """

    TIME = "time"
    BARS = "bars"
    DOTS = "dots"
    PYRAMID = "pyramid"
    HEAT = "heat"
    CALENDAR = "calendar"
    COHORT = "cohort"
    MAP = "map"
    CURVE = "curve"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar or one point. `value` None: protected, drawn as such.

    `said` is the value in words, written beside it; `tick` its short name under an axis
    (lines separated by a newline), kept first where room lacks if `is_major`; `reference`
    the figure behind it (planned behind served); `is_pale` sets it back behind the others;
    `column` is its place across (lines separated by a newline), where there are columns; `at`, the
    share served by then, on a curve.
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
    column: str = ""
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing to make: `id` unique on its page, `title` its subject, `desc` its finding.

    Points may start their scale at `start`, and have a line at `mark_at` to be compared to. `rows`
    and `columns` give their order, where there are both; else it is that of the marks. `ticks` are
    the values to name along the axis of a curve; the `rows` of a flow, the names of its sides. A
    scale of shares ends at `share_top`.
    """

    id: str
    title: str
    desc: str
    marks: tuple[Mark, ...]
    is_share: bool = False
    start: float = 0.0
    mark_at: float | None = None
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    share_top: float = 1.0


@dataclass(frozen=True, slots=True)
class Place:
    """One area of a map: its outline (an SVG path), a point in it, its figure.

    `step` is its class, 1 to 5, 0 where protected; `is_wide`: its interval forbids to conclude;
    `is_marked`: it has a thick outline; `is_chosen`: a thicker one, its name in bold: the area
    that the page is about.
    """

    path: str
    x: float
    y: float
    mark: Mark
    step: int
    is_wide: bool = False
    is_marked: bool = False
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """A map to draw, `width` by `height`; `legend` says what steps and hatching are, in words."""

    id: str
    title: str
    desc: str
    width: float
    height: float
    places: tuple[Place, ...]
    legend: str


class Size(StrEnum):
    """The two drawings of a chart: for a page, and for a telephone."""

    WIDE = "wide"
    NARROW = "narrow"


Drawable = Chart | Map


class Charts(Protocol):
    """Draws a chart as HTML: two SVG, wide and narrow, coloured by classes only.

    What was drawn once is kept by what it says: a release, a question and rights that lead to the
    same figures lead to the same drawing, and to no other.
    """

    def kept(self, kind: Drawing, chart: Drawable, size: Size) -> str | None:
        """One drawing of `chart`; None where nobody has made it yet."""
        ...

    def drawn(self, kind: Drawing, chart: Drawable, size: Size) -> str:
        """The same, made if need be; who asks for it meanwhile waits for that one."""
        ...

    def box(self, kind: Drawing, chart: Drawable, size: Size) -> tuple[int, int]:
        """Width and height of a drawing, known before it is made."""
        ...

    def both(self, kind: Drawing, chart: Drawable) -> str:
        """The two drawings of `chart`."""
        ...

    def warm_up(self) -> None:
        """Start the engine, so that the first reader does not wait for it."""
        ...
