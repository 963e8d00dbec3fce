"""From a chart to one of its drawings."""

import re
from collections.abc import Callable
from typing import Any

import vl_convert

from parvis.core.charts import Chart, Drawable, Drawing, Map, Mark, Size
from parvis.engines.charts import curves, flows, maps, specs, tables
from parvis.engines.charts.svg import clean

FRENCH_NUMBERS = {
    "decimal": ",",
    "thousands": "\u202f",
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u202f%",
    "minus": "\u2212",
}
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
Builder = Callable[[Chart, int], dict[str, Any]]
BUILDERS: dict[Drawing, Builder] = {
    Drawing.TIME: specs.over_time,
    Drawing.BARS: specs.by_category,
    Drawing.DOTS: specs.dots,
    Drawing.PYRAMID: tables.pyramid,
    Drawing.HEAT: tables.heat,
    Drawing.CALENDAR: tables.heat,
    Drawing.COHORT: tables.heat,
    Drawing.CURVE: curves.curve,
}


def single(kind: Drawing, chart: Drawable, size: Size) -> str:
    """One drawing of `chart`, as SVG."""
    if isinstance(chart, Map):
        return maps.single(chart, size)
    if kind is Drawing.FLOW:
        return flows.single(chart, size)
    drawn = vl_convert.vegalite_to_svg(_plain(_spec(kind, chart, size)),
                                       format_locale=FRENCH_NUMBERS)  # fmt: skip
    return clean(drawn, chart, size)


def box(kind: Drawing, chart: Drawable, size: Size) -> tuple[int, int]:
    """Width and height that the drawing will have; long texts may add a little."""
    if isinstance(chart, Map):
        return maps.box(chart, size)
    if kind is Drawing.FLOW:
        return flows.box(chart, size)
    spec = _spec(kind, chart, size)
    if "autosize" in spec:
        return round(spec["width"]), round(spec["height"])
    around = spec["padding"]
    return (
        round(spec["width"] + around["left"] + around["right"]),
        round(spec["height"] + around["top"] + around["bottom"]),
    )


def _spec(kind: Drawing, chart: Chart, size: Size) -> dict[str, Any]:
    return BUILDERS[kind](chart, specs.WIDE if size is Size.WIDE else specs.NARROW)


def warm_up() -> None:
    """Draw one small chart: the engine takes about 0.6 s to start."""
    chart = Chart("warm-up", "", "", (Mark("", 1.0, tick="1"), Mark("", 2.0)))
    single(Drawing.TIME, chart, Size.NARROW)


def _plain(part: Any) -> Any:
    """The specification without characters beyond the basic plane (emoji), shown as a square.

    Vega cuts long labels by halves of UTF-16: half a character stops the engine, and with it the
    process. The table under the figure keeps the name whole.
    """
    if isinstance(part, str):
        return _BEYOND.sub("\u25a1", part)
    if isinstance(part, dict):
        return {key: _plain(value) for key, value in part.items()}
    return [_plain(each) for each in part] if isinstance(part, list) else part
