"""Did an action work? Two groups drawn by lot, compared as drawn (intention to treat)."""

from dataclasses import dataclass
from math import asin, exp, log, sin, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.metrics.intervals import Z95, newcombe

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
POWER = 0.8
FEWEST = 11
"""People in a group below which nothing is compared."""
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference, the group written to less the other, with its 95 % interval."""

    value: float
    low: float
    high: float
    treated: int
    control: int

    @property
    def is_said(self) -> bool:
        """Whether chance does not explain it."""
        return self.low > 0 or self.high < 0


def effect_on_share(successes: tuple[int, int], sizes: tuple[int, int]) -> Effect:
    """Difference of two shares, everybody counted in the group they were drawn into.

    Interval of Newcombe (see `core.metrics.intervals`). Refused under `FEWEST` people in a group.
    """
    _check(sizes)
    value = successes[0] / sizes[0] - successes[1] / sizes[1]
    low, high = newcombe(successes, sizes)
    return Effect(value, low, high, *sizes)


def effect_on_mean(outcome: Floats, is_treated: Flags, before: Floats | None = None) -> Effect:
    """Difference of two means, sharpened by what each person did `before` the drawing.

    CUPED: Deng, Xu, Kohavi and Walker, "Improving the sensitivity of online controlled experiments
    by utilizing pre-experiment data", WSDM (2013). The draw is not related to what came before, so
    taking it out changes no expectation and only narrows the interval.
    """
    sizes = int(is_treated.sum()), int((~is_treated).sum())
    _check(sizes)
    values = outcome if before is None else adjusted(outcome, before)
    arms = values[is_treated], values[~is_treated]
    value = float(arms[0].mean() - arms[1].mean())
    half = Z95 * sqrt(sum(float(arm.var(ddof=1)) / arm.size for arm in arms))
    return Effect(value, value - half, value + half, *sizes)


def effect_on_ratio(outcome: Floats, is_treated: Flags, before: Floats | None = None) -> Effect:
    """How many times the mean of those written to is that of the others; 1 is no effect.

    Same adjustment as `effect_on_mean`; interval by the delta method on the logarithm. Refused
    under `FEWEST` people in a group, or where a group did nothing at all.
    """
    sizes = int(is_treated.sum()), int((~is_treated).sum())
    _check(sizes)
    values = outcome if before is None else adjusted(outcome, before)
    arms = values[is_treated], values[~is_treated]
    means = [float(arm.mean()) for arm in arms]
    if min(means) <= 0:
        raise Refused("campaign.nothing_done")
    spread = sum(
        float(arm.var(ddof=1)) / arm.size / m**2 for arm, m in zip(arms, means, strict=True)
    )
    logs, half = log(means[0] / means[1]), Z95 * sqrt(spread)
    return Effect(exp(logs), exp(logs - half), exp(logs + half), *sizes)


def adjusted(outcome: Floats, before: Floats) -> Floats:
    """The outcome less what `before` foretold of it; as it was where `before` says nothing."""
    centred = before - before.mean()
    spread = float(centred @ centred)
    if spread == 0:
        return outcome
    slope = float(centred @ outcome) / spread
    found: Floats = outcome - slope * centred
    return found


def detectable(sizes: tuple[int, int], share: float) -> float:
    """The least rise of `share` that would be seen four times out of five, printed before sending.

    By the arcsine transform: Cohen, "Statistical Power Analysis for the Behavioral Sciences"
    (1988), chapter 6; two-sided test at 5 %. Infinite where no rise up to 1 would be.
    """
    _check(sizes)
    shift = (Z95 + _NORMAL.inv_cdf(POWER)) * sqrt(1 / sizes[0] + 1 / sizes[1])
    angle = asin(sqrt(share)) + shift / 2
    return sin(angle) ** 2 - share if angle <= asin(1) else float("inf")


def _check(sizes: tuple[int, int]) -> None:
    if min(sizes) < FEWEST:
        raise Refused("campaign.few", n=min(sizes), fewest=FEWEST)
