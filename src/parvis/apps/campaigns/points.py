"""Differences of shares in points, with their intervals."""

from parvis.core.french import MINUS, NBSP, between, number
from parvis.core.loyalty.experiment import Effect

_POINTS = 100


def points(value: float) -> str:
    """A difference of shares, in points: "+3,2 points", with its sign."""
    found = round(value * _POINTS, 1)
    sign = "+" if found > 0 else MINUS if found < 0 else ""
    return f"{sign}{number(abs(found), 1)}{NBSP}{'points' if abs(found) >= 2 else 'point'}"


def span_said(low: float, high: float) -> str:
    """The interval of a difference: "entre −2 points et +3 points"."""
    return between(points(low), points(high))


def gap_said(effect: Effect) -> str:
    """A difference with its interval."""
    return f"{points(effect.value)} ({span_said(effect.low, effect.high)})"
