"""What ends a relation first: stopping, or no longer being entitled to it (age, moving away).

Kaplan and Meier's curve would count those who aged out or moved as if they might still stop. The
cumulative incidence of Aalen and Johansen does not. Sources: Aalen and Johansen, Scandinavian
Journal of Statistics 5 (1978); variance: Dinse and Larson, Biometrika 73 (1986), as in Marubini and
Valsecchi, "Analysing Survival Data" (1995), section 10.4.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.metrics.intervals import Z95

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
CENSORED = 0
"""Cause of those for whom nothing had happened yet when last seen."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """The share ended by one cause by each of `times`, with its 95 % band (log-log scale)."""

    times: Floats
    share: Floats
    low: Floats
    high: Floats

    def at(self, time: float) -> tuple[float, float, float]:
        """Share, low and high at `time`; zeros before the first event."""
        rank = int(np.searchsorted(self.times, time, side="right")) - 1
        if rank < 0:
            return 0.0, 0.0, 0.0
        return float(self.share[rank]), float(self.low[rank]), float(self.high[rank])


def incidences(durations: Floats, causes: Ints) -> dict[int, Incidence]:
    """The cumulative incidence of each cause (1, 2, ...); 0 is censored.

    Those censored at an instant are at risk until after its events.
    """
    times, place = np.unique(durations, return_inverse=True)
    ended = np.bincount(place[causes != CENSORED], minlength=times.size)
    at_risk = durations.size - np.concatenate([[0], np.cumsum(np.bincount(place))[:-1]])
    surviving = np.cumprod(1 - ended / at_risk)
    before = np.concatenate([[1.0], surviving[:-1]])
    known = np.unique(causes[causes != CENSORED]).tolist()
    kept = ended > 0
    found = {}
    for cause in known:
        events = np.bincount(place[causes == cause], minlength=times.size)
        share = np.cumsum(before * events / at_risk)
        variance = _variance(share, before, ended, events, at_risk)
        low, high = _band(share, variance)
        found[cause] = Incidence(times[kept], share[kept], low[kept], high[kept])
    return found


def _variance(share: Floats, before: Floats, ended: Ints, events: Ints, at_risk: Ints) -> Floats:
    """Of `share` at each time: [F(t) - F(tj)]² and its product with the steps, summed over tj."""
    n = at_risk.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(n > ended, ended / (n * (n - ended)), 0.0)
    step = before * events / n**2
    own = np.cumsum(before**2 * events * (n - events) / n**3)
    square = share**2 * np.cumsum(hazard) - 2 * share * np.cumsum(hazard * share)
    square = square + np.cumsum(hazard * share**2)
    cross = share * np.cumsum(step) - np.cumsum(step * share)
    found: Floats = np.maximum(square + own - 2 * cross, 0.0)
    return found


def _band(share: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """Within [0, 1], by the normal law of log(-log F)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(share)
        spread = np.exp(Z95 * np.sqrt(variance) / (share * np.abs(logs)))
        low, high = share**spread, share ** (1 / spread)
    inside = (share > 0) & (share < 1)
    return np.where(inside, low, share), np.where(inside, high, share)
