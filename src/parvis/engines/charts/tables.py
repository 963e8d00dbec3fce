"""Drawings of tables with two dimensions, and of pyramids: Vega-Lite specifications."""

from typing import Any

from parvis.core.charts import Chart, Mark
from parvis.engines.charts.inks import INKS
from parvis.engines.charts.specs import FONT_SIZE, GAP, LETTER, LONGEST_BESIDE, WIDE, page, top

Spec = dict[str, Any]
CELL, CELL_NARROW = 34, 30
STEPS = 5
"""Of the ramp: more is always further from the page."""
HEAD = 22
MIDDLE = 118
FIGURE = 44
"""Width kept for a number beyond a bar."""
"""Width of the names of bands between the two sides of a pyramid."""
BAND, BEHIND = 11, 19
ROW = 27


def heat(chart: Chart, width: int) -> Spec:
    """Rows by columns, each cell filled with its step of the ramp, its value written where it fits.

    On a narrow page the rows are named above them.
    """
    columns = list(chart.columns or dict.fromkeys(mark.column for mark in chart.marks))
    rows = list(chart.rows or dict.fromkeys(mark.label for mark in chart.marks))
    is_wide = width == WIDE
    longest = min(max(map(len, rows)), LONGEST_BESIDE) * LETTER + GAP
    left = longest if is_wide else 0.0
    step = (width - left) / len(columns)
    tall = CELL if is_wide else CELL_NARROW + HEAD
    heads = HEAD * max(name.count("\n") + 1 for name in columns)
    height = heads + tall * len(rows)
    spec = page(chart, width, height)
    limits = _limits(chart)
    for cell, mark in zip(spec["data"]["values"], chart.marks, strict=True):
        cell["x"] = left + columns.index(mark.column) * step
        cell["y"] = heads + rows.index(mark.label) * tall + (0 if is_wide else HEAD)
        cell["step"] = _step(mark.value, limits)
        cell["written"] = mark.said if len(mark.said) * LETTER < step else ""
    inside = CELL if is_wide else CELL_NARROW
    ends = {"x": _at("x"), "x2": {"field": "x2"}, "y": _at("y"), "y2": {"field": "y2"}}
    for cell in spec["data"]["values"]:
        cell["x2"], cell["y2"] = cell["x"] + step - 2, cell["y"] + inside - 2
    layers = [
        {
            "transform": [{"filter": f"datum.step == {rank}"}],
            "mark": {"type": "rect", "color": INKS["secret" if not rank else f"r{rank}"]},
            "encoding": ends,
        }
        for rank in range(STEPS + 1)
    ]
    return {**spec, "layer": [*layers, *_written(step, inside), *_names(
        rows, columns, left, step, heads, tall, is_wide)]}  # fmt: skip


def _written(step: float, inside: float) -> list[Spec]:
    """The values: pale on the two darkest steps, ink on the others."""
    middle = {
        "x": {"field": "cx", "type": "quantitative", "scale": None, "axis": None},
        "y": {"field": "cy", "type": "quantitative", "scale": None, "axis": None},
    }
    place = [
        {"calculate": f"datum.x + {(step - 2) / 2}", "as": "cx"},
        {"calculate": f"datum.y + {(inside - 2) / 2}", "as": "cy"},
    ]
    return [
        {
            "transform": [{"filter": test}, *place],
            "mark": _text(ink, "center"),
            "encoding": {**middle, "text": {"field": "written"}},
        }
        for test, ink in (("datum.step > 3", "onr"), ("datum.step <= 3", "offr"))
    ]


def _names(
    rows: list[str], columns: list[str], left: float, step: float, heads: float, tall: float,
    is_wide: bool,
) -> list[Spec]:  # fmt: skip
    named = [
        {"t": name, "x": 0.0, "y": heads + rank * tall + (CELL / 2 if is_wide else HEAD / 2)}
        for rank, name in enumerate(rows)
    ]
    headed = [
        {"t": line, "x": left + (rank + 0.5) * step, "y": HEAD / 2 + HEAD * place}
        for rank, name in enumerate(columns)
        for place, line in enumerate(name.split("\n"))
    ]
    return [
        {
            "data": {"values": values},
            "mark": _text(ink, align),
            "encoding": {"x": _at("x"), "y": _at("y"), "text": {"field": "t"}},
        }
        for values, ink, align in ((named, "name", "left"), (headed, "label", "center"))
    ]


def _at(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _text(ink: str, align: str) -> Spec:
    return {
        "type": "text", "align": align, "baseline": "middle", "fontSize": FONT_SIZE,
        "font": "Liberation Sans", "color": INKS[ink],
    }  # fmt: skip


def _limits(chart: Chart) -> tuple[float, float]:
    known = [mark.value for mark in chart.marks if mark.value is not None]
    return (min(known, default=0.0), max(known, default=0.0))


def _step(value: float | None, limits: tuple[float, float]) -> int:
    """0 for what is protected, else 1 to 5 in equal steps from the least to the most."""
    if value is None:
        return 0
    low, high = limits
    share = (value - low) / (high - low) if high > low else 0.0
    return min(STEPS, 1 + int(share * STEPS))


def pyramid(chart: Chart, width: int) -> Spec:
    """Bands from the youngest at the bottom: the reference in stone, the town's own in front."""
    bands = list(dict.fromkeys(mark.label for mark in chart.marks))
    sides = list(dict.fromkeys(mark.column for mark in chart.marks))[:2]
    middle = MIDDLE
    half = (width - middle) / 2
    height = HEAD + ROW * len(bands) + HEAD
    spec = page(chart, width, height)
    for cell, mark in zip(spec["data"]["values"], chart.marks, strict=True):
        towards = -1 if mark.column == sides[0] else 1
        base = half if towards < 0 else half + middle
        cell["base"] = base
        cell["y"] = HEAD + ROW * (len(bands) - 0.5 - bands.index(mark.label))
        for field in ("value", "reference", "low", "high"):
            known = getattr(mark, field)
            cell[f"x_{field}"] = None if known is None else base + towards * known / top(
                chart) * (half - FIGURE)  # fmt: skip
    layers = [_lying("x_reference", BEHIND, {"value": INKS["ref"]}),
              _lying("x_value", BAND, _INK), *_spans()]  # fmt: skip
    return {**spec, "layer": [*layers, *_around(chart, bands, sides, half, middle)]}


_INK = {"condition": {"test": "datum.is_pale", "value": INKS["pale"]}, "value": INKS["us"]}


def _lying(field: str, thick: int, colour: Spec) -> Spec:
    return {
        "transform": [{"filter": f"datum.{field} != null"}],
        "mark": {"type": "bar", "height": thick},
        "encoding": {"x": _at("base"), "x2": {"field": field}, "y": _at("y"), "color": colour},
    }


def _spans() -> list[Spec]:
    known = [{"filter": "datum.x_low != null && datum.x_high != null"}]
    rule = {
        "mark": {"type": "rule", "color": INKS["ci"]},
        "encoding": {"x": _at("x_low"), "x2": {"field": "x_high"}, "y": _at("y")},
    }
    return [{"transform": known, **rule}]


def _around(
    chart: Chart, bands: list[str], sides: list[str], half: float, middle: float
) -> list[Spec]:
    """The names of bands in the middle, of sides above, and what the two inks are, below."""
    names = [
        {"t": band, "x": half + middle / 2, "y": HEAD + ROW * (len(bands) - 0.5 - rank)}
        for rank, band in enumerate(bands)
    ]
    heads = [
        {"t": side, "x": half - GAP / 2 if rank == 0 else half + middle + GAP / 2, "y": HEAD / 2}
        for rank, side in enumerate(sides)
    ]
    said = [
        {"t": mark.said, "x": _outside(mark, sides, half, middle, top(chart)),
         "y": HEAD + ROW * (len(bands) - 0.5 - bands.index(mark.label)),
         "side": sides.index(mark.column)}
        for mark in chart.marks if mark.column in sides
    ]  # fmt: skip
    return [
        _words(names, "name", "center", "true"),
        *(_words(heads[rank:rank + 1], "strong", align, "true")
          for rank, align in enumerate(("right", "left")[: len(heads)])),
        *(_words(said, "label", align, f"datum.side == {rank}")
          for rank, align in enumerate(("right", "left"))),
    ]  # fmt: skip


def _outside(mark: Mark, sides: list[str], half: float, middle: float, most: float) -> float:
    """Beyond the longer of the two bars, or inside it where the page ends."""
    longest = max(x for x in (mark.value, mark.reference, mark.high, 0.0) if x is not None)
    length = longest / most * (half - FIGURE)
    return half - length - 5 if mark.column == sides[0] else half + middle + length + 5


def _words(values: list[Spec], ink: str, align: str, test: str) -> Spec:
    return {
        "data": {"values": values},
        "transform": [{"filter": test}],
        "mark": _text(ink, align),
        "encoding": {"x": _at("x"), "y": _at("y"), "text": {"field": "t"}},
    }
