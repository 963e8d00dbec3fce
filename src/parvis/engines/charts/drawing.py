"""From a chart to its two drawings; the same chart is drawn once."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import vl_convert

from parvis.core.charts import Chart, Mark
from parvis.engines.charts import specs, tables
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
KEPT_DRAWINGS = 512
"""About 10 kB each: a town's every chart under its usual filters."""

Builder = Callable[[Chart, int], dict[str, Any]]


def bars_over_time(chart: Chart) -> str:
    """Columns along time, as HTML."""
    return _both(specs.over_time, chart)


def bars_by_category(chart: Chart) -> str:
    """Lying bars, as HTML."""
    return _both(specs.by_category, chart)


def dots(chart: Chart) -> str:
    """Points and intervals, as HTML."""
    return _both(specs.dots, chart)


def heat(chart: Chart) -> str:
    """Rows by columns, darker where there is more, as HTML."""
    return _both(tables.heat, chart)


def pyramid(chart: Chart) -> str:
    """Bands on two sides, the reference behind, as HTML."""
    return _both(tables.pyramid, chart)


def warm_up() -> None:
    """Draw one small chart: the engine takes about 0.6 s to start."""
    bars_over_time(Chart("warm-up", "", "", (Mark("", 1.0, tick="1"), Mark("", 2.0))))


@lru_cache(maxsize=KEPT_DRAWINGS)
def _both(build: Builder, chart: Chart) -> str:
    return "\n".join(_draw(build, chart, size) for size in ("wide", "narrow"))


def _draw(build: Builder, chart: Chart, size: str) -> str:
    width = specs.WIDE if size == "wide" else specs.NARROW
    drawn = vl_convert.vegalite_to_svg(_plain(build(chart, width)), format_locale=FRENCH_NUMBERS)
    return clean(drawn, chart, size)


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
