"""From where to where: bands between two columns of values, as SVG without script."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from parvis.core.charts import Chart, Mark, Size
from parvis.engines.charts.specs import LETTER, NARROW, WIDE

TALL, HEAD, GAP = 300, 26, 10
BAR = 10
LONGEST = {Size.WIDE: 26, Size.NARROW: 13}
"""In letters: the names beside the columns."""


@dataclass(frozen=True, slots=True)
class _End:
    """One value of a column: its name, what it sends or receives, where it stands."""

    name: str
    total: float
    top: float
    height: float


def box(chart: Chart, size: Size) -> tuple[int, int]:
    """Width and height of the drawing."""
    return (WIDE if size is Size.WIDE else NARROW), HEAD + TALL


def single(chart: Chart, size: Size) -> str:
    """One drawing: who stays in pale, who moves in full, each band as thick as it is numerous."""
    width, height = box(chart, size)
    root = _root(chart, size, width, height)
    room = (min(_longest(chart), LONGEST[size]) + 1) * LETTER
    left, right = room, width - room
    marks = [mark for mark in chart.marks if mark.value]
    froms = _column([(mark.label, mark.value or 0.0) for mark in marks])
    tos = _column([(mark.column, mark.value or 0.0) for mark in marks])
    for shape, kind in _bands(marks, froms, tos, left + BAR, right - BAR):
        SubElement(root, "path", {"d": shape, "class": kind})
    for ends, x, at, anchor in (
        (froms, left, left - 6, "end"), (tos, right - BAR, right + 6, "start"),
    ):  # fmt: skip
        for end in ends.values():
            _end(root, end, x, at, anchor, LONGEST[size])
    for said, x, anchor in zip(
        chart.rows, (left + BAR, right - BAR), ("end", "start"), strict=False
    ):
        _text(root, said, x, HEAD / 2, "strong", anchor)
    return ElementTree.tostring(root, encoding="unicode")


def _root(chart: Chart, size: Size, width: int, height: int) -> Element:
    base = f"{chart.id}-{size[0]}"
    root = Element("svg", {
        "class": f"c {size}", "viewBox": f"0 0 {width} {height}", "role": "img",
        "aria-labelledby": f"{base}-t {base}-d",
    })  # fmt: skip
    SubElement(root, "title", {"id": f"{base}-t"}).text = chart.title
    SubElement(root, "desc", {"id": f"{base}-d"}).text = chart.desc
    return root


def _longest(chart: Chart) -> int:
    return max((len(name) for mark in chart.marks for name in (mark.label, mark.column)), default=0)


def _column(parts: list[tuple[str, float]]) -> dict[str, _End]:
    """The values of a column from the most numerous, heights in proportion."""
    totals: dict[str, float] = {}
    for name, value in parts:
        totals[name] = totals.get(name, 0.0) + value
    scale = (TALL - GAP * max(len(totals) - 1, 0)) / (sum(totals.values()) or 1.0)
    found, top = {}, float(HEAD)
    for name in sorted(totals, key=lambda name: -totals[name]):
        found[name] = _End(name, totals[name], top, totals[name] * scale)
        top += totals[name] * scale + GAP
    return found


def _bands(
    marks: list[Mark], froms: dict[str, _End], tos: dict[str, _End], left: float, right: float
) -> Iterator[tuple[str, str]]:
    """The band of each pair; on each side in the order of the other column, so that few cross."""
    starts = {name: end.top for name, end in froms.items()}
    stops = {name: end.top for name, end in tos.items()}
    placed = sorted(marks, key=lambda m: (froms[m.label].top, tos[m.column].top))
    begins = {}
    for mark in placed:
        begins[mark.label, mark.column] = starts[mark.label]
        starts[mark.label] += _thick(mark, froms[mark.label])
    for mark in sorted(marks, key=lambda m: (tos[m.column].top, froms[m.label].top)):
        one, other = _thick(mark, froms[mark.label]), _thick(mark, tos[mark.column])
        y1, y2 = begins[mark.label, mark.column], stops[mark.column]
        stops[mark.column] += other
        yield _band(left, y1, one, right, y2, other), "stay" if mark.is_pale else "move"


def _thick(mark: Mark, end: _End) -> float:
    return end.height * (mark.value or 0.0) / end.total


def _band(x1: float, y1: float, one: float, x2: float, y2: float, other: float) -> str:
    middle = (x1 + x2) / 2
    return (
        f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
        f"V{y2 + other:.1f}C{middle:.1f} {y2 + other:.1f} {middle:.1f} {y1 + one:.1f} "
        f"{x1:.1f} {y1 + one:.1f}Z"
    )


def _end(root: Element, end: _End, x: float, at: float, anchor: str, room: int) -> None:
    SubElement(root, "path", {
        "d": f"M{x:.1f} {end.top:.1f}h{BAR}v{max(end.height, 1):.1f}h-{BAR}Z", "class": "ink",
    })  # fmt: skip
    name = end.name if len(end.name) <= room else f"{end.name[: room - 1]}…"
    _text(root, name, at, end.top + end.height / 2, "name", anchor)


def _text(root: Element, said: str, x: float, y: float, kind: str, anchor: str) -> None:
    SubElement(root, "text", {
        "x": f"{x:.0f}", "y": f"{y + 5:.0f}", "class": kind, "text-anchor": anchor,
    }).text = said  # fmt: skip
