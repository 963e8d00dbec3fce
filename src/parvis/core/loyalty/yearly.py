"""What goes with not coming back, where time is counted in years: odds of stopping each year.

Discrete-time hazard, one row per person and year at risk: Singer and Willett, "It's about time",
Journal of Educational Statistics 18 (1993). Cox's model is for finer time (see `cox`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.loyalty.cox import FEWEST_ENDS
from parvis.core.metrics.intervals import Z95

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_STEPS, _NEAR, _TOO_STEEP = 50, 1e-10, 20.0


@dataclass(frozen=True, slots=True)
class Odds:
    """Log odds (intercept first) and their standard errors."""

    logs: Floats
    errors: Floats

    @property
    def intervals(self) -> Floats:
        """Value, low and high of each log odds, one row each."""
        half = Z95 * self.errors
        return np.column_stack([self.logs, self.logs - half, self.logs + half])


def odds_of_stopping(table: Floats, stopped: Flags) -> Odds:
    """Fit the log odds of `stopped` on the columns of `table` (rows, p), by Newton's method.

    Refused under five ends per factor, or where a factor never varies or tells stopping for sure.
    """
    if min(stopped.sum(), (~stopped).sum()) < FEWEST_ENDS * table.shape[1]:
        raise Refused("loyalty.few_ends", ends=int(stopped.sum()), factors=table.shape[1])
    features = np.column_stack([np.ones(len(table)), table])
    logs = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-features @ logs))
        information = features.T @ (features * (chance * (1 - chance))[:, None])
        if np.linalg.cond(information) > 1e12 or np.abs(logs).max() > _TOO_STEEP:
            raise Refused("loyalty.no_variation")
        step = np.linalg.solve(information, features.T @ (stopped - chance))
        logs = logs + step
        if np.abs(step).max() < _NEAR:
            break
    return Odds(logs, np.sqrt(np.diag(np.linalg.inv(information))))
