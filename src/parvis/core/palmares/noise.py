"""How far a published figure may be from what it measures, and rates of small communes shrunk.

Every function takes counts over the communes of one criterion and gives centres and standard
deviations, NaN where a figure is missing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, pdtrc, xlogy

from parvis.core.palmares.sheet import Floats

Strata = NDArray[np.intp]

SAMPLED_FROM, SAMPLED_SHARE, CLUSTERING = 10_000, 0.4, 2.0
"""The census draws 40 % of the dwellings of communes of 10,000 inhabitants or more, over five years
(Insee); below, everybody is counted. Whole households are drawn: the variance is about doubled."""
SECRET_CAP = 5
"""Counts of offences are not published under about six a year (SSMSI)."""
_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """What is believed of a figure: its centre and its standard deviation, one per commune."""

    centre: Floats
    deviation: Floats


def events(counts: Floats, exposed: Floats, strata: Strata) -> Measured:
    """Rates of events, each shrunk towards its stratum: Gamma prior, Poisson counts.

    The prior has the mean of the stratum and the variance that chance does not explain (method of
    moments; R. Marshall, Applied Statistics 40, 1991).
    """
    centre, deviation = np.full((2, len(counts)), np.nan)
    known = np.isfinite(counts) & np.isfinite(exposed) & (exposed > 0)
    for stratum in np.unique(strata[known]):
        rows = known & (strata == stratum)
        n, d = counts[rows], exposed[rows]
        mean = n.sum() / d.sum()
        between = (d * (n / d - mean) ** 2).sum() / d.sum() - mean / d.mean()
        if mean > 0:
            prior = min(mean / between if between > 0 else np.inf, 1e9)
            shape = mean * prior + n
            centre[rows], deviation[rows] = shape / (prior + d), np.sqrt(shape) / (prior + d)
        else:
            centre[rows], deviation[rows] = 0.0, 0.0
    return Measured(centre, deviation)


def shares(parts: Floats, wholes: Floats, strata: Strata) -> Measured:
    """Shares seen on some cases, shrunk towards their stratum: Beta prior, binomial counts."""
    centre, deviation = np.full((2, len(parts)), np.nan)
    known = np.isfinite(parts) & np.isfinite(wholes) & (wholes > 0)
    for stratum in np.unique(strata[known]):
        rows = known & (strata == stratum)
        k, n = np.minimum(parts[rows], wholes[rows]), wholes[rows]
        mean = k.sum() / n.sum()
        chance = mean * (1 - mean)
        between = (n * (k / n - mean) ** 2).sum() / n.sum() - chance / n.mean()
        prior = min(max(chance / between - 1, 0.5) if between > 0 else np.inf, 1e9)
        centre[rows] = (k + mean * prior) / (n + prior)
        deviation[rows] = np.sqrt(centre[rows] * (1 - centre[rows]) / (n + prior + 1))
    return Measured(centre, deviation)


def sampled(values: Floats, wholes: Floats, people: Floats) -> Measured:
    """Shares of the census: the sampling error of large communes, none where all are counted."""
    share = np.clip(values, 0, 1)
    variance = share * (1 - share) / np.maximum(wholes, 1)
    factor = CLUSTERING * (1 - SAMPLED_SHARE) / SAMPLED_SHARE
    deviation = np.where(people >= SAMPLED_FROM, np.sqrt(factor * variance), 0.0)
    return Measured(values, np.where(np.isnan(values), np.nan, deviation))


def rounded(values: Floats, step: float) -> Measured:
    """Values known to half a step either way: uniform, of variance step² / 12."""
    deviation = step / np.sqrt(12)
    return Measured(values, np.where(np.isnan(values), np.nan, deviation))


def withheld(counts: Floats, exposed: Floats, is_secret: NDArray[np.bool_], strata: Strata
             ) -> Measured:  # fmt: skip
    """Counts withheld for being small, NaN elsewhere: between 0 and `SECRET_CAP`.

    In each stratum the rate is the one under which as many communes as were published would
    exceed the cap; each withheld count is Poisson with it, given that it does not.
    """
    centre, deviation = np.full((2, len(counts)), np.nan)
    fit = (np.isfinite(counts) | is_secret) & np.isfinite(exposed) & (exposed > 0)
    for stratum in np.unique(strata[fit & is_secret]):
        rows = fit & (strata == stratum)
        rate = _rate(exposed[rows], int(np.isfinite(counts[rows]).sum()))
        hidden = rows & is_secret
        mean, square = _truncated(rate * exposed[hidden])
        centre[hidden] = mean / exposed[hidden]
        deviation[hidden] = np.sqrt(np.maximum(square - mean**2, 0)) / exposed[hidden]
    return Measured(centre, deviation)


def _rate(exposed: Floats, published: int) -> float:
    """The rate per unit exposed that makes `published` the expected number above the cap."""
    low, high = 0.0, 20 * SECRET_CAP / float(np.median(exposed))
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        if pdtrc(SECRET_CAP, middle * exposed).sum() < published + 0.5:
            low = middle
        else:
            high = middle
    return low


def _truncated(expected: Floats) -> tuple[Floats, Floats]:
    """Mean and mean square of Poisson counts given that they do not exceed the cap."""
    outcomes = np.arange(SECRET_CAP + 1)
    counts = outcomes[:, None]
    weights = np.exp(xlogy(counts, expected) - expected - gammaln(counts + 1))
    total = weights.sum(axis=0)
    mean: Floats = (outcomes[:, None] * weights).sum(axis=0) / total
    square: Floats = (outcomes[:, None] ** 2 * weights).sum(axis=0) / total
    return mean, square
