"""What goes with satisfaction: R² shared exactly among its drivers, never called a cause.

Averaging over all orders: Lindeman, Merenda and Gold, "Introduction to Bivariate and Multivariate
Analysis" (1980), p. 119; Grömping, "Relative importance for linear regression in R", Journal of
Statistical Software 17 (2006). It is the Shapley value of R².
"""

from dataclasses import dataclass
from math import factorial

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused

Floats = NDArray[np.float64]
MOST = 15
"""Drivers beyond which every subset is too many."""
_DRAWS = 400
_LEAST_VARIANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Drivers:
    """Of each driver: the part of R² it carries, with its 95 % bootstrap interval, and the sign of
    its correlation with the outcome. `explained` is R²; the parts add up to it."""

    parts: Floats
    low: Floats
    high: Floats
    signs: Floats
    explained: float


def drivers(table: Floats, outcome: Floats, weights: Floats, seed: int) -> Drivers:
    """Share the R² of `outcome` (n) among the columns of `table` (n, p), answers weighted.

    Refused where there are more than `MOST` drivers, or as few answers as drivers, or where a
    column says nothing or repeats others.
    """
    size, count = table.shape
    if count > MOST:
        raise Refused("drivers.too_many", count=count, most=MOST)
    everything = np.column_stack([table, outcome])
    whole = _covariance(everything, weights)
    if size <= count + 1 or _conditioned(whole) < _LEAST_VARIANCE:
        raise Refused("drivers.same")
    draws = np.stack([_covariance(everything, weights * drawn) for drawn in _redrawn(size, seed)])
    parts = shares_of_r2(np.concatenate([whole[None], draws]))
    low, high = np.quantile(parts[1:], [0.025, 0.975], axis=0)
    return Drivers(parts[0], low, high, np.sign(whole[:-1, -1]), float(parts[0].sum()))


def shares_of_r2(covariances: Floats) -> Floats:
    """LMG parts (m, p) of each of `covariances` (m, p + 1, p + 1), the outcome last."""
    count = covariances.shape[1] - 1
    explained = np.zeros((1 << count, covariances.shape[0]))
    _explain(covariances, 0, 0, explained)
    explained /= covariances[:, -1, -1]
    masks = np.arange(1 << count)
    sizes = np.array([mask.bit_count() for mask in range(1 << count)])
    weight = np.array([factorial(k) * factorial(count - 1 - k) for k in range(count)])
    weight = weight / factorial(count)
    parts = np.empty((covariances.shape[0], count))
    for place in range(count):
        without = masks[(masks >> place) & 1 == 0]
        gain = explained[without | (1 << place)] - explained[without]
        parts[:, place] = weight[sizes[without]] @ gain
    return parts


def _explain(rest: Floats, mask: int, first: int, explained: Floats) -> None:
    """Note the variance of the outcome that the drivers of `mask` explain, then add one more.

    `rest` (m, k, k): covariance, given them, of the drivers from `first` on and of the outcome.
    """
    for place in range(rest.shape[1] - 1):
        pivot = rest[:, place, place]
        row = rest[:, place, place + 1 :]
        left = rest[:, place + 1 :, place + 1 :] - row[:, :, None] * row[:, None, :] / pivot[
            :, None, None]  # fmt: skip
        grown = mask | 1 << (first + place)
        explained[grown] = explained[mask] + row[:, -1] ** 2 / pivot
        _explain(left, grown, first + place + 1, explained)


def _covariance(values: Floats, weights: Floats) -> Floats:
    share = weights / weights.sum()
    centred = values - share @ values
    found: Floats = (centred * share[:, None]).T @ centred
    return found


def _conditioned(covariance: Floats) -> float:
    """The least variance of a driver that others do not give, all scaled to 1."""
    spread = np.sqrt(np.diag(covariance))
    if spread.min() == 0:
        return 0.0
    scaled = covariance / np.outer(spread, spread)
    return float(np.linalg.eigvalsh(scaled[:-1, :-1]).min())


def _redrawn(size: int, seed: int) -> Floats:
    """How often each answer is drawn, in each bootstrap sample."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(size, np.full(size, 1 / size), _DRAWS).astype(np.float64)
