"""Scales fitted once on published values, then applied to what noise, secrets and wishes give.

The scale of a criterion does not move when one value does: thresholds and bounds are those of the
figures as published.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from parvis.core.errors import Refused
from parvis.core.palmares.noise import Strata
from parvis.core.palmares.normalisation import fifth_thresholds, step_thresholds, stepped
from parvis.core.palmares.sheet import Floats
from parvis.core.palmares.treatment import treated

FIFTHS, STEPS, PLACES, RANGE, SCORES = "fifths", "steps", "prank", "minmax", "zscore"
NODES = np.array([-1.2816, -0.5244, 0.0, 0.5244, 1.2816]) * 1.1414
"""Five values as likely as one another, of mean 0 and variance 1, that stand for a normal one."""


class Scale(Protocol):
    """From values of a criterion, more being better, to points from 0 to 100."""

    def points(self, x: Floats, strata: Strata) -> Floats:
        """NaN where `x` is."""
        ...


@dataclass(frozen=True, slots=True)
class Stepped:
    """Steps of 25 points, each stratum with its own thresholds."""

    thresholds: Mapping[int, Floats]

    def points(self, x: Floats, strata: Strata) -> Floats:
        """50 in a stratum where nothing differs."""
        found = np.full(x.shape, np.nan)
        for stratum, thresholds in self.thresholds.items():
            rows = (strata == stratum) & ~np.isnan(x)
            found[rows] = stepped(x[rows], thresholds)
        return found


@dataclass(frozen=True, slots=True)
class Curve:
    """A growing curve through the points of published values, straight between them."""

    values: Floats
    heights: Floats

    def points(self, x: Floats, strata: Strata) -> Floats:
        """Beyond the published values, the ends of the curve."""
        heights: Floats = np.interp(x, self.values, self.heights)
        return np.where(np.isnan(x), np.nan, heights)


def fitted(name: str, x: Floats, strata: Strata, is_treated: bool) -> Scale:
    """The scale `name` on the published values `x` of one criterion, more being better."""
    if name in (FIFTHS, STEPS):
        finder = fifth_thresholds if name == FIFTHS else step_thresholds
        return Stepped(_by_stratum(finder, x, strata))
    known = x[~np.isnan(x)]
    raised = treated(known[:, None])[:, 0] if is_treated else known
    values, first = np.unique(known, return_index=True)
    if name == PLACES:
        below = np.searchsorted(np.sort(known), values, side="left")
        return Curve(values, 100.0 * below / (known.size - 1))
    if name == RANGE:
        spread = raised.max() - raised.min()
        return Curve(values, 100 * (raised[first] - raised.min()) / spread)
    if name == SCORES:
        return Curve(values, 50 + 20 * (raised[first] - raised.mean()) / raised.std(ddof=1))
    raise Refused("palmares.method", option="scale", value=name,
                  known=", ".join((FIFTHS, STEPS, PLACES, RANGE, SCORES)))  # fmt: skip


def _by_stratum(finder: Callable[[Floats], Floats], x: Floats, strata: Strata
                ) -> dict[int, Floats]:  # fmt: skip
    known = ~np.isnan(x)
    return {int(stratum): finder(x[known & (strata == stratum)])
            for stratum in np.unique(strata[known])}  # fmt: skip


def moments(scale: Scale, centre: Floats, deviation: Floats, strata: Strata
            ) -> tuple[Floats, Floats]:  # fmt: skip
    """Mean and variance of the points of normal values; of one value where it is sure."""
    mean = scale.points(centre, strata)
    variance = np.where(np.isnan(mean), np.nan, 0.0)
    moved = np.flatnonzero(np.nan_to_num(deviation) > 0)
    if moved.size:
        drawn = centre[moved, None] + deviation[moved, None] * NODES
        where = np.repeat(strata[moved], NODES.size)
        points = scale.points(drawn.ravel(), where).reshape(drawn.shape)
        mean[moved], variance[moved] = points.mean(axis=1), points.var(axis=1)
    return mean, variance
