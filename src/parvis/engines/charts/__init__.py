"""Charts drawn on the server: Vega-Lite specifications rendered to SVG by vl-convert."""

from parvis.engines.charts.drawing import bars_by_category, bars_over_time, dots, warm_up

__all__ = ["bars_by_category", "bars_over_time", "dots", "warm_up"]
