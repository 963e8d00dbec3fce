"""Charts drawn on the server: Vega-Lite specifications rendered to SVG by vl-convert."""

from parvis.engines.charts.drawing import (
    bars_by_category,
    bars_over_time,
    dots,
    heat,
    pyramid,
    warm_up,
)
from parvis.engines.charts.maps import choropleth

__all__ = [
    "bars_by_category", "bars_over_time", "choropleth", "dots", "heat", "pyramid", "warm_up",
]  # fmt: skip
