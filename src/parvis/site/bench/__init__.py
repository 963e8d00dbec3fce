"""Benchmarks: each figure beside its yardstick, measured in the same run on the same machine."""

from parvis.site.bench.figures import Figure, table
from parvis.site.bench.suite import run

__all__ = ["Figure", "run", "table"]
