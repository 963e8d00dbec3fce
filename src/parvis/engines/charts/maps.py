"""Maps as SVG, without script: contours, five steps, hatching where one cannot conclude."""

from textwrap import wrap
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from parvis.core.charts import Map, Place, Size
from parvis.engines.charts.specs import LETTER, NARROW, WIDE

DRAWN = 372
"""Width of the contours on a wide page; names stand beside them."""
LINE = 24
FIRST = 14
TIE = 14
HATCH = 7
LEGEND, NOTE = 30, 17
"""Height of a legend of one line, and of each line more."""


def single(chart: Map, size: Size) -> str:
    """One drawing of `chart`: names tied to their areas, or listed under a narrow map."""
    return _wide(chart) if size is Size.WIDE else _narrow(chart)


def box(chart: Map, size: Size) -> tuple[int, int]:
    """Width and height of the drawing."""
    if size is Size.WIDE:
        return WIDE, round(_wide_height(chart))
    return NARROW, round(_narrow_height(chart))


def _wide_height(chart: Map) -> float:
    rows = LINE * len(chart.places) + FIRST
    return max(chart.height * DRAWN / chart.width, rows) + _foot(chart, WIDE)


def _narrow_height(chart: Map) -> float:
    return _narrow_top(chart) + LINE * len(chart.places) + _foot(chart, NARROW)


def _foot(chart: Map, width: float) -> float:
    """What the legend takes, on as many lines as it needs."""
    return LEGEND + NOTE * (len(_lines(chart, width)) - 1)


def _lines(chart: Map, width: float) -> list[str]:
    return wrap(chart.legend, int(width / LETTER), break_long_words=False) or [""]


def _narrow_top(chart: Map) -> float:
    return chart.height * NARROW / chart.width + LINE


def _wide(chart: Map) -> str:
    scale = DRAWN / chart.width
    rows = sorted(chart.places, key=lambda place: place.y)
    height = _wide_height(chart)
    root = _root(chart, "wide", WIDE, height)
    _areas(root, chart, scale)
    gap = (height - _foot(chart, WIDE) - FIRST) / max(1, len(rows))
    for rank, place in enumerate(rows):
        y = FIRST + rank * gap
        bend = (
            f"M{place.x * scale:.0f} {place.y * scale:.0f}L{DRAWN + TIE} {y:.0f}H{DRAWN + 2 * TIE}"
        )
        SubElement(root, "path", {"d": bend, "class": "tie"})
        _dot(root, place, scale)
        _row(root, place, DRAWN + 2 * TIE + 5, WIDE, y)
    _legend(root, _lines(chart, WIDE), height - 8)
    return ElementTree.tostring(root, encoding="unicode")


def _narrow(chart: Map) -> str:
    scale = NARROW / chart.width
    top = _narrow_top(chart)
    height = _narrow_height(chart)
    root = _root(chart, "narrow", NARROW, height)
    _areas(root, chart, scale)
    for rank, place in enumerate(chart.places):
        number = SubElement(root, "text", {
            "x": f"{place.x * scale:.0f}", "y": f"{place.y * scale + 5:.0f}",
            "class": "mid strong halo", "text-anchor": "middle",
        })  # fmt: skip
        number.text = str(rank + 1)
        _row(root, place, 0, NARROW, top + LINE * rank, f"{rank + 1}. ")
    _legend(root, _lines(chart, NARROW), height - 8)
    return ElementTree.tostring(root, encoding="unicode")


def _root(chart: Map, size: str, width: float, height: float) -> Element:
    base = f"{chart.id}-{size[0]}"
    root = Element("svg", {
        "class": f"c {size}", "viewBox": f"0 0 {width:.0f} {height:.0f}", "role": "img",
        "aria-labelledby": f"{base}-t {base}-d",
    })  # fmt: skip
    SubElement(root, "title", {"id": f"{base}-t"}).text = chart.title
    SubElement(root, "desc", {"id": f"{base}-d"}).text = chart.desc
    patterns = SubElement(root, "defs")
    for name, shape in (("h", f"M0 0v{HATCH}"), ("s", "M2 2h1.5")):
        pattern = SubElement(patterns, "pattern", {
            "id": f"{base}-{name}", "width": str(HATCH), "height": str(HATCH),
            "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)",
        })  # fmt: skip
        SubElement(pattern, "path", {"d": shape, "class": f"{name}line"})
    root.set("data-p", base)
    return root


def _areas(root: Element, chart: Map, scale: float) -> None:
    base = root.attrib.pop("data-p")
    group = SubElement(root, "g", {"transform": f"scale({scale:.4f})"})
    for place in chart.places:
        kind = f"r{place.step} joint" if place.step else "secretarea"
        SubElement(group, "path", {"d": place.path, "class": kind})
        fill = "s" if not place.step else "h" if place.is_wide else ""
        if fill:
            SubElement(group, "path", {"d": place.path, "fill": f"url(#{base}-{fill})"})
    for place in sorted(chart.places, key=lambda each: each.is_chosen):
        if place.is_marked or place.is_chosen:
            kind = "chosen" if place.is_chosen else "outline"
            SubElement(group, "path", {"d": place.path, "class": kind, "fill": "none"})


def _dot(root: Element, place: Place, scale: float) -> None:
    SubElement(root, "circle", {
        "cx": f"{place.x * scale:.0f}", "cy": f"{place.y * scale:.0f}", "r": "3", "class": "ink",
    })  # fmt: skip


def _row(root: Element, place: Place, left: float, right: float, y: float, lead: str = "") -> None:
    room = int((right - left) / LETTER) - len(place.mark.said) - 1
    name = lead + place.mark.label
    texts = (
        (
            name if len(name) <= room else f"{name[: room - 1]}…",
            left,
            "strong" if place.is_chosen else "name",
            "start",
        ),
        (place.mark.said, right, "strong", "end"),
    )
    for said, x, kind, anchor in texts:
        text = SubElement(root, "text", {
            "x": f"{x:.0f}", "y": f"{y + 5:.0f}", "class": kind, "text-anchor": anchor,
        })  # fmt: skip
        text.text = said


def _legend(root: Element, lines: list[str], last: float) -> None:
    for rank, said in enumerate(lines):
        y = last - NOTE * (len(lines) - 1 - rank)
        text = SubElement(root, "text", {"x": "0", "y": f"{y:.0f}", "class": "note"})
        text.text = said
