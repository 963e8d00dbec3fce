"""Two drawings of ranks: a band per category, a band per commune; wide and for a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from parvis.core.palmares.sentences import ordinal, places
from parvis.core.palmares.standing import Band, Rival

_TOP, _LINE, _THICK, _TICK = 26.0, 36.0, 14.0, 5.0
_NARROW_LINE, _DOT_LINE = 48.0, 14.0
_LABEL = 74.0
"""Room that a label takes beside its band."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One rank of the axis."""

    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One band: from `x` on, `width` wide, its middle at `at`; its name and what it says."""

    name: str
    label: str
    y: float
    x: float
    width: float
    at: float
    label_x: float
    anchor: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a template draws; `half` is the middle of the group."""

    width: float
    height: float
    ticks: tuple[Tick, ...]
    strips: tuple[Strip, ...]
    half: float
    tie: tuple[float, float] | None = None


def categories(names: Sequence[str], bands: Sequence[Band], *, is_narrow: bool) -> Drawing:
    """One line per category; on a phone the name stands above its band."""
    left, right = (6.0, 332.0) if is_narrow else (206.0, 652.0)
    line = _NARROW_LINE if is_narrow else _LINE
    n = bands[0].n
    strips = []
    for row, (name, band) in enumerate(zip(names, bands, strict=True)):
        y = _TOP + 19 + row * line
        x, end, at = (_x(rank, n, left, right) for rank in (band.low, band.high, band.middle))
        is_left = end + _LABEL > right
        label_x, anchor = (x - 9, "end") if is_left else (end + 9, "")
        if is_narrow:
            label_x, anchor = right, "end"
        strips.append(Strip(name, places(band), y, x, max(end - x, 3.0), at, label_x, anchor))
    height = _TOP + line * len(bands) + 6
    return Drawing(right + 8, height, _ticks(n, left, right), tuple(strips),
                   _x((n + 1) / 2, n, left, right))  # fmt: skip


def rivals(name: str, band: Band, others: Sequence[tuple[str, Rival]], *, is_narrow: bool
           ) -> Drawing:  # fmt: skip
    """One line per commune, the best first; the commune's own band runs down the drawing."""
    left, right = (110.0, 332.0) if is_narrow else (190.0, 652.0)
    lines = [(label, rival.band, "tied" if rival.is_tied else "") for label, rival in others]
    lines.append((name, band, "us"))
    lines.sort(key=lambda line: (line[1].middle, line[1].rank))
    n = band.n
    strips = []
    for row, (label, own, kind) in enumerate(lines):
        y = _TOP + 12 + row * _DOT_LINE
        x, end, at = (_x(rank, n, left, right) for rank in (own.low, own.high, own.middle))
        strips.append(Strip(label, places(own), y, x, end - x, at, left - 10, "end", kind))
    start, stop = (_x(rank, n, left, right) for rank in (band.low, band.high))
    half, tie = _x((n + 1) / 2, n, left, right), (start, max(stop - start, 3.0))
    height = _TOP + 12 + _DOT_LINE * len(lines)
    return Drawing(right + 8, height, _ticks(n, left, right), tuple(strips), half, tie)


def _x(rank: float, n: int, left: float, right: float) -> float:
    return round(left + (right - left) * (rank - 1) / max(n - 1, 1), 1)


def _ticks(n: int, left: float, right: float) -> tuple[Tick, ...]:
    """First, last and three between, each once."""
    ranks = sorted({1, *(max(1, round(n * quarter / 4)) for quarter in (1, 2, 3)), n})
    anchors = {1: "", n: "end"}
    return tuple(Tick(_x(rank, n, left, right), ordinal(rank), anchors.get(rank, "mid"))
                 for rank in ranks)  # fmt: skip
