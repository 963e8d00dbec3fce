"""Differences of shares in points, with their intervals."""

from parvis.core.french import between, points
from parvis.core.loyalty.experiment import Effect


def span_said(low: float, high: float) -> str:
    """The interval of a difference: "entre −2 points et +3 points"."""
    return between(points(low), points(high))


def gap_said(effect: Effect) -> str:
    """A difference with its interval."""
    return f"{points(effect.value)} ({span_said(effect.low, effect.high)})"
