"""Charts drawn on the server: Vega-Lite specifications rendered to SVG by vl-convert, and kept."""

from parvis.engines.charts.shelf import Shelf

__all__ = ["Shelf"]
