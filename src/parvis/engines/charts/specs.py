"""Vega-Lite specifications, one per kind of chart. Sizes are units of the view box (pixels)."""

import json
from dataclasses import asdict
from math import ceil
from typing import Any

from parvis.core.charts import Chart, Mark
from parvis.engines.charts.inks import INKS

Spec = dict[str, Any]

WIDE, NARROW = 640, 340
TIME_HEIGHT = 250
TICK_ROOM = 46
"""Width that a label under a time axis needs."""
MOST_INTERVALS = 36
"""Beyond so many bars, intervals would be a hatching: the table gives them."""
ROW, ROW_TALL = 30, 46
"""Height of a category beside its bar, and above it."""
BAR = 18
GAP = 14
LETTER = 7.2
"""A generous width of a letter at 13.5 px, in Liberation Sans."""
LONGEST_BESIDE = 34
HIDDEN_SHARE = 0.07
"""Size of a protected mark, as a share of the scale: it says nothing of the value."""
FONT_SIZE = 13.5


def over_time(chart: Chart, width: int) -> Spec:
    """Bars along an axis of periods, grid behind, baseline at zero."""
    ticks = _ticks(chart.marks, width)
    x = {"field": "i", "type": "ordinal", "scale": _in_order(chart), "axis": _time_axis(ticks)}
    layers = [_column(chart, "reference", "ref", 0.92)] if _has_reference(chart) else []
    layers.append(_column(chart, "value", "us", 0.46 if layers else 0.78))
    layers += [_hidden_columns(), *_intervals(chart, "y")]
    return {
        **page(chart, width, TIME_HEIGHT),
        "autosize": {"type": "fit", "contains": "padding"},
        "encoding": {"x": x},
        "layer": layers,
    }


def by_category(chart: Chart, width: int) -> Spec:
    """Lying bars with their names and values in words."""
    lay = _Rows(chart, width)
    bar = {
        "mark": {"type": "bar", "height": BAR},
        "encoding": {"x": lay.scale("value"), "x2": {"datum": 0}, "y": lay.middle, **_INK},
    }
    ground = [lay.behind()] if _has_reference(chart) else []
    return lay.spec([*ground, bar, lay.hidden(), *lay.words(), *_intervals(chart, "x", lay)])


def dots(chart: Chart, width: int) -> Spec:
    """Points with their intervals, on a light vertical grid."""
    lay = _Rows(chart, width)
    point = {
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 1},
        "encoding": {"x": lay.scale("value"), "y": lay.middle, **_INK},
    }
    ground = lay.rules("grid", _quarters(chart)) if lay.is_beside else []
    ground += lay.rules("axisline", [] if chart.mark_at is None else [chart.mark_at])
    ground += [lay.before()] if _has_reference(chart) else []
    intervals = _intervals(chart, "x", lay)
    return lay.spec([*ground, *intervals, lay.hidden(), point, *lay.words()])


class _Rows:
    """Where the rows of a chart by category stand: names left or above, words right."""

    def __init__(self, chart: Chart, width: int) -> None:
        self.chart, self.width = chart, width
        longest = max(len(mark.label) for mark in chart.marks)
        self.is_beside = width == WIDE and longest <= LONGEST_BESIDE
        self.row = ROW if self.is_beside else ROW_TALL
        self.left = longest * LETTER + GAP if self.is_beside else 0.0
        said = max(len(mark.said) for mark in chart.marks)
        self.right = width - min(said * LETTER + GAP, width / 2)
        self.middle = {"field": "y", "type": "quantitative", "scale": None, "axis": None}

    def scale(self, field: str) -> Spec:
        """The horizontal encoding of `field`, zero at the left."""
        most = self.chart.share_top if self.chart.is_share else top(self.chart)
        scale = {
            "domain": [self.chart.start, most],
            "range": [self.left, self.right],
            "nice": False,
        }
        return {"field": field, "type": "quantitative", "scale": scale, "axis": None}

    def spec(self, layers: list[Spec]) -> Spec:
        sheet = page(self.chart, self.width, self.row * len(self.chart.marks))
        offset = self.row / 2 if self.is_beside else self.row - BAR / 2 - 6
        for row in sheet["data"]["values"]:
            row["y"] = row["i"] * self.row + offset
            row["y_name"] = row["y"] if self.is_beside else row["i"] * self.row + 8
        return {**sheet, "layer": layers}

    def words(self) -> list[Spec]:
        """The names and the values as texts."""
        name_y = {**self.middle, "field": "y_name"}
        return [
            _text("label", "name", {"x": {"value": 0}, "y": name_y}, "left"),
            _text("said", "strong", {"x": {"value": self.width}, "y": self.middle}, "right"),
        ]

    def hidden(self) -> Spec:
        """A dashed frame where a value is protected."""
        end = self.left + HIDDEN_SHARE * (self.right - self.left)
        ends = {"x": {"value": self.left}, "x2": {"value": end}, "y": self.middle}
        return {
            "transform": [{"filter": "datum.value == null"}],
            "mark": {"type": "bar", "height": BAR, "color": INKS["secret"]},
            "encoding": ends,
        }

    def behind(self) -> Spec:
        """The reference of each row, as a taller stone bar."""
        return {
            "mark": {"type": "bar", "height": BAR + 6, "color": INKS["ref"]},
            "encoding": {"x": self.scale("reference"), "x2": {"datum": 0}, "y": self.middle},
        }

    def before(self) -> Spec:
        """The reference of each row, as an open point."""
        return {
            "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1,
                     "color": INKS["hollow"]},
            "encoding": {"x": self.scale("reference"), "y": self.middle},
        }  # fmt: skip

    def rules(self, ink: str, values: list[float]) -> list[Spec]:
        """Vertical lines at `values` of the scale."""
        place = self.scale("at")
        mark = {"type": "rule", "color": INKS[ink]}
        data = {"values": [{"at": value} for value in values]}
        return [{"data": data, "mark": mark, "encoding": {"x": place}}] if values else []


_INK = {
    "color": {"condition": {"test": "datum.is_pale", "value": INKS["pale"]}, "value": INKS["us"]}
}
"""The town's own figures; those set back in a lighter ink."""


def _quarters(chart: Chart) -> list[float]:
    """The quarters of a scale of shares, whose end is said under the title."""
    return [chart.share_top * quarter / 4 for quarter in range(5)] if chart.is_share else []


def page(chart: Chart, width: int, height: float) -> Spec:
    """What every specification starts with: sizes, the marks as rows, no decoration."""
    rows = [{"i": i, **asdict(mark)} for i, mark in enumerate(chart.marks)]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": width,
        "height": height,
        "padding": {"left": 2, "right": 2, "top": 8, "bottom": 2},
        "background": None,
        "data": {"values": rows},
        "config": {"aria": False, "view": {"stroke": None}},
    }


def _in_order(chart: Chart) -> Spec:
    """Periods as given: Vega would put those without a value last."""
    return {"domain": list(range(len(chart.marks)))}


def _time_axis(ticks: dict[int, str]) -> Spec:
    names = ",".join(f"{i}:{_lines(text)}" for i, text in ticks.items())
    return {
        **_AXIS,
        "labelAngle": 0,
        "labelExpr": f"({{{names}}})[datum.value] || ''",
        "labelOverlap": False,
        "domainColor": INKS["axisline"],
        "labelPadding": 6,
    }


_AXIS: Spec = {
    "labelColor": INKS["label"],
    "labelFontSize": FONT_SIZE,
    "labelFont": "Liberation Sans",
    "ticks": False,
    "title": None,
}


def _value_axis(chart: Chart) -> Spec:
    return {
        **_AXIS,
        "format": ".0%" if chart.is_share else ",~r",
        "gridColor": INKS["grid"],
        "domain": False,
        "tickCount": 4,
        "labelPadding": 8,
    }


def _column(chart: Chart, field: str, ink: str, band: float) -> Spec:
    most = {"scale": {"domainMin": 0, "domainMax": 1}} if chart.is_share else {}
    y = {"field": field, "type": "quantitative", "axis": _value_axis(chart), **most}
    return {
        "mark": {"type": "bar", "color": INKS[ink], "width": {"band": band}},
        "encoding": {"y": y},
    }


def _hidden_columns() -> Spec:
    return {
        "transform": [{"filter": "datum.value == null"}],
        "mark": {"type": "bar", "color": INKS["secret"], "width": {"band": 0.6}},
        "encoding": {
            "y": {"value": {"expr": f"height * {1 - HIDDEN_SHARE}"}},
            "y2": {"value": {"expr": "height"}},
        },
    }


def _intervals(chart: Chart, channel: str, lay: _Rows | None = None) -> list[Spec]:
    """The interval of each mark: a thin line with caps; none where marks are too many."""
    if len(chart.marks) > MOST_INTERVALS or all(mark.low is None for mark in chart.marks):
        return []
    across = {"y": lay.middle} if lay else {}
    low = lay.scale("low") if lay else {"field": "low", "type": "quantitative"}
    ends = {channel: low, f"{channel}2": {"field": "high"}}
    caps = [_cap(end, channel, lay) for end in ("low", "high")]
    rule = {"mark": {"type": "rule", "color": INKS["ci"]}, "encoding": {**ends, **across}}
    known = [{"filter": "datum.low != null && datum.high != null"}]
    return [{"transform": known, "layer": [rule, *caps]}]


def _cap(end: str, channel: str, lay: _Rows | None) -> Spec:
    place = lay.scale(end) if lay else {"field": end, "type": "quantitative"}
    orient = "horizontal" if channel == "y" else "vertical"
    encoding = {channel: place, **({"y": lay.middle} if lay else {})}
    mark = {"type": "tick", "orient": orient, "size": 7, "thickness": 1, "color": INKS["ci"]}
    return {"mark": mark, "encoding": encoding}


def _text(field: str, ink: str, at: Spec, align: str) -> Spec:
    mark = {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "fontSize": FONT_SIZE,
        "font": "Liberation Sans",
        "color": INKS[ink],
    }
    return {"mark": mark, "encoding": {**at, "text": {"field": field}}}


def _ticks(marks: tuple[Mark, ...], width: int) -> dict[int, str]:
    """The labels that have room: all, or the major ones, thinned evenly."""
    room = (width - 60) // TICK_ROOM
    named = [(i, mark) for i, mark in enumerate(marks) if mark.tick]
    majors = [(i, mark) for i, mark in named if mark.is_major]
    chosen = majors if len(named) > room and len(majors) > 1 else named
    step = max(1, ceil(len(chosen) / room))
    return {i: mark.tick for i, mark in chosen[::step]}


def _lines(text: str) -> str:
    lines = text.replace("'", "’").splitlines()
    quoted = [json.dumps(line, ensure_ascii=False) for line in lines]
    return f"[{','.join(quoted)}]"


def _has_reference(chart: Chart) -> bool:
    return any(mark.reference is not None for mark in chart.marks)


def top(chart: Chart) -> float:
    """The largest figure drawn, zero included; 1 where all are zero or protected."""
    drawn = (x for mark in chart.marks for x in (mark.value, mark.high, mark.reference))
    return max((0.0, *(x for x in drawn if x is not None))) or 1.0
