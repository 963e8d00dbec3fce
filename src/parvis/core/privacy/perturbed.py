"""A figure once its counts of persons are perturbed: values, ratios and intervals follow."""

from dataclasses import dataclass
from math import sqrt

from parvis.core.metrics.definition import Kind, Metric
from parvis.core.metrics.figures import Figure, Part, estimate
from parvis.core.metrics.intervals import Z95
from parvis.core.metrics.query import SIDED
from parvis.core.privacy.cellkey import VARIANCE, Perturbation

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
    noise is that of whole persons, each bringing the mean. A ratio has its two terms perturbed
    apart. Of a share, the side for is perturbed, and the whole has the noise that it has elsewhere:
    two sides that added up would be one more answer about the same persons.
    """
    count = noise.count(coordinates, figure.base.persons)
    rows = _moved(figure.base, count)
    if rows is None:
        return None
    if not figure.parts:
        return Perturbed(figure.value, figure.low, figure.high, round(rows))
    moved = (
        [_moved(figure.parts[0], count)]
        if figure.parts == (figure.base,)
        else [
            _moved(part, noise.count(name, part.persons))
            for part, name in zip(figure.parts, _names(figure, metric, coordinates), strict=True)
        ]
    )
    amounts = [amount for amount in moved if amount is not None]
    if len(amounts) < len(moved):
        return None
    if metric.kind is Kind.SHARE:
        amounts = _of_whole(amounts[0], rows)
    n = sum(amounts) if metric.kind in (Kind.SHARE, Kind.DISTINCT) else rows
    return Perturbed(*_with_noise(figure, metric, amounts), round(n))


def _of_whole(side: float, whole: float) -> list[float]:
    """The two sides of a share, of which one and the whole are known."""
    return [min(side, whole), max(0.0, whole - side)]


def _names(figure: Figure, metric: Metric, coordinates: str) -> list[str]:
    """Where the noise of each part is drawn; the sides of a share differ by their persons."""
    if metric.kind is Kind.SHARE:
        return [coordinates] * len(figure.parts)
    return [coordinates + _BELOW * rank for rank in range(len(figure.parts))]


def _moved(part: Part, count: int | None) -> float | None:
    """The amount of a part whose persons became `count`; whole if it was."""
    persons = part.persons.count
    if not persons:
        return part.amount if not part.amount else None
    if count is None:
        return None
    amount = part.amount * count / persons
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
    spread = Z95 * _spread(figure, metric, amounts, value)
    below = sqrt(spread**2 + (value - (value if low is None else low)) ** 2)
    above = sqrt(spread**2 + ((value if high is None else high) - value) ** 2)
    top = 1.0 if metric.kind in SIDED else float("inf")
    floor = 0.0 if value >= 0 else float("-inf")
    return value, max(floor, value - below), min(top, value + above)


def _spread(figure: Figure, metric: Metric, amounts: list[float], value: float) -> float:
    """How far the noise of the parts carries the value: one standard deviation."""
    if metric.kind is Kind.SHARE:
        side, whole = _deviation(figure.parts[0]), _deviation(figure.base)
        all_moved = [_of_whole(amounts[0] + side, sum(amounts)),
                     _of_whole(amounts[0], sum(amounts) + whole)]  # fmt: skip
    else:
        deviations = [_deviation(part) for part in figure.parts]
        if len(deviations) == 1:
            return abs(deviations[0])
        all_moved = [
            [*amounts[:rank], amounts[rank] + deviation, *amounts[rank + 1 :]]
            for rank, deviation in enumerate(deviations)
        ]
    reached = (estimate(metric, moved)[0] for moved in all_moved)
    return sqrt(sum((there - value) ** 2 for there in reached if there is not None))


def _deviation(part: Part) -> float:
    """One standard deviation of the noise of a part, in its own unit."""
    count = part.persons.count
    return part.amount / count * _DEVIATION if count else 0.0


_DEVIATION = sqrt(VARIANCE)
