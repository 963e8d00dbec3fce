"""Weighted surveys: what unequal weights cost, and the interval that says so."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.metrics.intervals import Z95

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WeightedShare:
    """A share of weights, its 95 % interval, and the design effect that widens it.

    `effective` is the size of the simple sample that would be as sure as this one of `n`.
    """

    value: float
    low: float
    high: float
    n: int
    design_effect: float

    @property
    def effective(self) -> float:
        """n / design effect."""
        return self.n / self.design_effect


def design_effect(weights: Floats) -> float:
    """How many times more answers unequal `weights` need for the same sureness; 1 if all equal.

    n times the sum of squares over the square of the sum: Kish, "Survey Sampling" (Wiley, 1965),
    section 11.7. Weights are positive and there is at least one.
    """
    return float(weights.size * (weights @ weights) / weights.sum() ** 2)


def weighted_share(is_one: NDArray[np.bool_], weights: Floats) -> WeightedShare:
    """The weighted share of those who answer yes, by Wilson's interval at the effective size.

    Source: Korn and Graubard, "Confidence intervals for proportions with small expected number of
    positive counts estimated from survey data", Survey Methodology 24 (1998), on the effective
    sample size.
    """
    value = float(weights[is_one].sum() / weights.sum())
    effect = design_effect(weights)
    low, high = wilson_at(value, weights.size / effect)
    return WeightedShare(value, low, high, weights.size, effect)


def wilson_at(share: float, size: float) -> tuple[float, float]:
    """Wilson's interval of a share of a sample whose size need not be whole."""
    z2 = Z95 * Z95
    centre = (share * size + z2 / 2) / (size + z2)
    half = Z95 * float(np.sqrt(share * (1 - share) * size + z2 / 4)) / (size + z2)
    return max(0.0, centre - half), min(1.0, centre + half)
