"""How much to order: the quantile of what may come, by what a shortage costs against a waste.

The newsvendor: order where the chance of being short equals waste / (waste + shortage)
(Arrow, Harris and Marschak, Econometrica 19, 1951). And when a forecast no longer holds.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from parvis.core.errors import Refused
from parvis.core.offer.access import Floats

COVERAGE = 0.9
"""Share of the days that the interval of a forecast promises to hold."""
_HALF = float(ndtri((1 + COVERAGE) / 2))


@dataclass(frozen=True, slots=True)
class Costs:
    """What a unit thrown away costs, and what a unit missing does, in the same money."""

    waste: float
    shortage: float

    def __post_init__(self) -> None:
        if not (self.waste > 0 and self.shortage > 0):
            raise Refused("order.costs", waste=self.waste, shortage=self.shortage)

    @property
    def quantile(self) -> float:
        """The share of days on which the order should be enough."""
        return self.shortage / (self.shortage + self.waste)


def order_of(forecast: Floats, low: Floats, high: Floats, costs: Costs) -> Floats:
    """Whole units to order, given forecasts and their intervals of 90 %; none below zero.

    Below and above the forecast, what may come is taken for half of a normal law whose 5 % and
    95 % are the ends of the interval: a forecast need not be in its middle.
    """
    z = float(ndtri(costs.quantile))
    spread = np.where(z >= 0, high - forecast, forecast - low) / _HALF
    wanted: Floats = np.maximum(np.ceil(forecast + z * np.maximum(spread, 0.0) - 1e-9), 0.0)
    return wanted


def cost_of(ordered: Floats, served: Floats, costs: Costs) -> float:
    """What orders cost in waste and shortage, once what was served is known."""
    over, short = np.maximum(ordered - served, 0), np.maximum(served - ordered, 0)
    return float(costs.waste * over.sum() + costs.shortage * short.sum())


@dataclass(frozen=True, slots=True)
class Drift:
    """Whether forecasts still hold: `bias` is the mean error over the mean served, since the drift
    if there is one; `held` the share of days within the interval; `since` the first day (a rank) of
    a lasting drift, None if none.
    """

    bias: float
    held: float
    since: int | None


def drift_of(served: Floats, forecast: Floats, low: Floats, high: Floats, slack: float = 0.5,
             alarm: float = 8.0) -> Drift:  # fmt: skip
    """Page's cumulative sums of standardised errors, both ways (Biometrika 41, 1954).

    With this slack and alarm, forecasts that hold raise a false alarm about once in 2,500 days
    (normal errors; Siegmund's approximation). Days not served are NaN and are passed over.
    """
    known = np.isfinite(served) & np.isfinite(forecast)
    error = (served - forecast)[known]
    if not error.size:
        return Drift(0.0, float("nan"), None)
    spread = np.maximum((high - low)[known] / (2 * _HALF), 1e-9)
    held = float(((served >= low) & (served <= high))[known].mean())
    bias = float(error.sum() / max(served[known].sum(), 1e-9))
    ranks = np.flatnonzero(known)
    for sign in (1, -1):
        since = _alarm(sign * error / spread, slack, alarm)
        if since is not None:
            lasting = float(error[since:].sum() / max(served[known][since:].sum(), 1e-9))
            return Drift(lasting, held, int(ranks[since]))
    return Drift(bias, held, None)


def _alarm(errors: Floats, slack: float, alarm: float) -> int | None:
    """Where the sum that crosses the alarm began to grow; None if none does."""
    total, begun = 0.0, 0
    for rank, error in enumerate(errors.tolist()):
        if total <= 0:
            total, begun = 0.0, rank
        total += error - slack
        if total > alarm:
            return begun
    return None
