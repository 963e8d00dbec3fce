"""A figure once its counts of persons are perturbed: values, ratios and intervals follow."""

from dataclasses import dataclass
from math import sqrt

from parvis.core.metrics.definition import Kind, Metric
from parvis.core.metrics.figures import Figure, Part, estimate
from parvis.core.metrics.intervals import Z95
from parvis.core.privacy.cellkey import VARIANCE, Persons, Perturbation

_BELOW = "/"
"""Added to the coordinates of a denominator: one noise for both would cancel out of the ratio."""


@dataclass(frozen=True, slots=True)
class Perturbed:
    """What may be shown of a figure, if nothing else hides it."""

    value: float | None
    low: float | None
    high: float | None
    n: int


def unperturbed(figure: Figure, metric: Metric) -> Perturbed:
    """The figure as it is: there is no person in it."""
    n = figure.base.persons.count if metric.kind is Kind.DISTINCT else figure.support.rows
    return Perturbed(figure.value, figure.low, figure.high, n)


def perturbed(
    figure: Figure, metric: Metric, noise: Perturbation, coordinates: str
) -> Perturbed | None:
    """The figure made of perturbed parts; None if one of them may not be shown.

    A part of m rows, euros or hours brought by n persons who become n' is multiplied by n' / n: the
    noise is that of whole persons, each bringing the mean. A share has its two sides perturbed, and
    a ratio its two terms, apart.
    """
    rows = _moved(figure.base, noise, coordinates)
    if rows is None:
        return None
    if not figure.parts:
        return Perturbed(figure.value, figure.low, figure.high, round(rows))
    names = [coordinates + _BELOW * rank for rank in range(len(figure.parts))]
    if metric.kind is Kind.SHARE:
        names = [coordinates] * len(figure.parts)
    moved = [_moved(part, noise, name) for part, name in zip(figure.parts, names, strict=True)]
    amounts = [amount for amount in moved if amount is not None]
    if len(amounts) < len(moved):
        return None
    n = sum(amounts) if metric.kind in (Kind.SHARE, Kind.DISTINCT) else rows
    return Perturbed(*_with_noise(figure, metric, amounts), round(n))


def _moved(part: Part, noise: Perturbation, coordinates: str) -> float | None:
    """The amount of a part with its persons perturbed; whole if it was."""
    if not part.persons.count:
        return part.amount if not part.amount else None
    count = noise.count(coordinates, part.persons)
    if count is None:
        return None
    amount = part.amount * count / part.persons.count
    return float(round(amount)) if part.amount.is_integer() else amount


def _with_noise(
    figure: Figure, metric: Metric, amounts: list[float]
) -> tuple[float | None, float | None, float | None]:
    """The estimate and its 95 % interval, widened by what the noise adds.

    The spread of the noise is carried by the first differences of the formula (delta method) and
    added in quadrature to that of the estimate; a value that is wholly counted has the noise alone.
    """
    value, low, high = estimate(metric, amounts)
    if value is None:
        return None, None, None
    spread = Z95 * sqrt(sum(_shift(metric, amounts, rank, part.amount, part.persons) ** 2
                            for rank, part in enumerate(figure.parts)))  # fmt: skip
    below = sqrt(spread**2 + (value - (value if low is None else low)) ** 2)
    above = sqrt(spread**2 + ((value if high is None else high) - value) ** 2)
    top = 1.0 if metric.kind is Kind.SHARE else float("inf")
    floor = 0.0 if value >= 0 else float("-inf")
    return value, max(floor, value - below), min(top, value + above)


def _shift(
    metric: Metric, amounts: list[float], rank: int, amount: float, persons: Persons
) -> float:
    """How far the value moves when one part does by one standard deviation of its noise."""
    if not persons.count:
        return 0.0
    moved = list(amounts)
    moved[rank] += amount / persons.count * sqrt(VARIANCE)
    here, there = estimate(metric, amounts)[0], estimate(metric, moved)[0]
    return 0.0 if here is None or there is None else there - here
