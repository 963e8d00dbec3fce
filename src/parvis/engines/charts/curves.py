"""The curve of those who still wait, with its band: a Vega-Lite specification."""

from collections.abc import Sequence
from typing import Any

from parvis.core.charts import Chart
from parvis.engines.charts.inks import INKS
from parvis.engines.charts.specs import FONT_SIZE, page

Spec = dict[str, Any]
LEFT, RIGHT, TOP, BOTTOM = 58, 24, 10, 34
TALL = 250
QUARTERS = (1.0, 0.75, 0.5, 0.25, 0.0)


def curve(chart: Chart, width: int) -> Spec:
    """Down from 100 %: the share still waiting along time; the interval of each step behind."""
    plot = _Plot(chart, width)
    return {**page(chart, width, TOP + TALL + BOTTOM), "layer": plot.layers()}


class _Plot:
    """Where the parts of a curve stand. A mark is a step: `at` of them are served by `value`."""

    def __init__(self, chart: Chart, width: int) -> None:
        self.width = width
        self.marks = [mark for mark in chart.marks if mark.at is not None]
        known = [x for m in self.marks for x in (m.value, m.high) if x is not None]
        self.most = max(known, default=1.0) or 1.0
        self.ticks = chart.ticks

    def x(self, value: float) -> float:
        """The place of a duration, in units of the drawing."""
        return LEFT + min(value / self.most, 1.0) * (self.width - LEFT - RIGHT)

    def y(self, waiting: float) -> float:
        """The place of a share still waiting."""
        return TOP + (1 - waiting) * TALL

    def layers(self) -> list[Spec]:
        """Band, grid, curve, the median's own lines, and the words of both axes."""
        return [*self._grid(), self._band(), *self._middle(), self._line(), *self._axes()]

    def _line(self) -> Spec:
        reached = [mark for mark in self.marks if mark.value is not None]
        points = [(0.0, 1.0), *((m.value or 0.0, 1 - (m.at or 0.0)) for m in reached)]
        values = [{"x": self.x(x), "y": self.y(y), "i": i} for i, (x, y) in enumerate(points)]
        mark = {"type": "line", "color": INKS["usline"], "strokeWidth": 2}
        return {"data": {"values": values}, "mark": mark, "encoding": {
            "x": _at("x"), "y": _at("y"), "order": {"field": "i"}}}  # fmt: skip

    def _band(self) -> Spec:
        """The interval of each step; open at the right where nobody knows when it ends."""
        bounded = [mark for mark in self.marks if mark.low is not None]
        values = [{"low": self.x(0), "high": self.x(0), "y": self.y(1.0)}]
        values += [
            {"low": self.x(m.low or 0.0), "high": self.x(self.most if m.high is None else m.high),
             "y": self.y(1 - (m.at or 0.0))}
            for m in bounded
        ]  # fmt: skip
        mark = {"type": "area", "orient": "horizontal", "color": INKS["pale"]}
        encoding = {"x": _at("low"), "x2": {"field": "high"}, "y": _at("y")}
        return {"data": {"values": values}, "mark": mark, "encoding": encoding}

    def _middle(self) -> list[Spec]:
        """From the axis of shares to the curve at one half, and down to the axis of time."""
        half = next((m for m in self.marks if m.at == 0.5 and m.value is not None), None)
        if half is None:
            return []
        x, y = self.x(half.value or 0.0), self.y(0.5)
        ends = [(LEFT, y, x, y), (x, y, x, self.y(0.0))]
        words = _words([{"t": half.said, "x": x + 8, "y": y - 12}], "strong", "left")
        return [_rules(ends, "ci"), words]

    def _grid(self) -> list[Spec]:
        lines = [(LEFT, self.y(q), self.width - RIGHT, self.y(q)) for q in QUARTERS[:-1]]
        axis = [(LEFT, self.y(0.0), self.width - RIGHT, self.y(0.0))]
        return [_rules(lines, "grid"), _rules(axis, "axisline")]

    def _axes(self) -> list[Spec]:
        shares = [{"t": f"{q * 100:.0f}\u202f%", "x": LEFT - 8, "y": self.y(q)} for q in QUARTERS]
        room = 1 if self.width > 400 else 2
        times = [{"t": said, "x": self.x(value), "y": self.y(0.0) + 18}
                 for value, said in self.ticks[::room]]  # fmt: skip
        return [_words(shares, "label", "right"), _words(times, "label", "center")]


def _rules(ends: Sequence[tuple[float, float, float, float]], ink: str) -> Spec:
    values = [dict(zip(("x", "y", "x2", "y2"), each, strict=True)) for each in ends]
    encoding = {"x": _at("x"), "y": _at("y"), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    mark = {"type": "rule", "color": INKS[ink]}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _words(values: list[Spec], ink: str, align: str) -> Spec:
    mark = {"type": "text", "align": align, "baseline": "middle", "fontSize": FONT_SIZE,
            "font": "Liberation Sans", "color": INKS[ink]}  # fmt: skip
    encoding = {"x": _at("x"), "y": _at("y"), "text": {"field": "t"}}
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _at(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}
