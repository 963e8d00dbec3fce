"""Do durations differ between groups? Mantel's log-rank test.

Source: Mantel, "Evaluation of survival data and two new rank order statistics arising in its
consideration", Cancer Chemotherapy Reports 50 (1966).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

from parvis.core.metrics.survival import Floats

_CHUNK = 65_536
"""Instants handled at once: groups by instants fit in memory whatever their number."""


@dataclass(frozen=True, slots=True)
class LogRank:
    """The statistic, its degrees of freedom and its p-value; ends of each group, observed and
    expected if the groups did not differ."""

    statistic: float
    degrees: int
    p_value: float
    observed: Floats
    expected: Floats


@dataclass(frozen=True, slots=True)
class Durations:
    """The durations of one group, sorted: of the cases that ended, and of all of them."""

    ended: Floats
    all: Floats


def log_rank(groups: Sequence[tuple[Floats, Floats]]) -> LogRank | None:
    """The test over groups, each as its ended and its still open durations.

    None if fewer than two groups have cases, or if nothing ended: there is nothing to compare.
    """
    sorted_ = [Durations(np.sort(e), np.sort(np.concatenate([e, o]))) for e, o in groups]
    present = [each for each in sorted_ if each.all.size]
    instants = np.unique(np.concatenate([np.empty(0), *(each.ended for each in sorted_)]))
    if len(present) < 2 or not instants.size:
        return None
    size = len(sorted_)
    expected, covariance = np.zeros(size), np.zeros((size, size))
    for start in range(0, len(instants), _CHUNK):
        more, spread = _moments(sorted_, instants[start : start + _CHUNK])
        expected += more
        covariance += spread
    observed = np.array([float(each.ended.size) for each in sorted_])
    gap = observed - expected
    # The rows of the covariance add up to zero: its pseudo-inverse is the usual test, which
    # leaves any one group out.
    statistic = float(gap @ np.linalg.pinv(covariance, hermitian=True) @ gap)
    degrees = len(present) - 1
    p_value = float(gammaincc(degrees / 2, statistic / 2))
    return LogRank(statistic, degrees, p_value, observed, expected)


def _moments(groups: Sequence[Durations], instants: Floats) -> tuple[Floats, NDArray[np.float64]]:
    """Expected ends of each group at `instants`, and their hypergeometric covariance, summed."""
    deaths = sum(_count(g.ended, instants, "right") - _count(g.ended, instants, "left")
                 for g in groups)  # fmt: skip
    at_risk = np.stack([g.all.size - _count(g.all, instants, "left") for g in groups])
    everyone = at_risk.sum(0)
    share = at_risk / everyone
    weight = deaths * (everyone - deaths) / np.maximum(everyone - 1, 1)
    covariance = np.diag((weight * share).sum(1)) - (weight * share) @ share.T
    return (share * deaths).sum(1), covariance


def _count(ordered: Floats, instants: Floats, side: str) -> Floats:
    found = np.searchsorted(ordered, instants, side="right" if side == "right" else "left")
    return found.astype(np.float64)
