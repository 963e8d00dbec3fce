"""An action without a draw: its town against comparable ones, and the placebos that must be null.

Difference in differences with one treated unit: the peers' own changes give the error. Sources:
Card and Krueger, American Economic Review 84 (1994); Conley and Taber, "Inference with difference
in differences with a small number of policy changes", Review of Economics and Statistics 93 (2011);
placebos in space and time: Abadie, Diamond and Hainmueller, JASA 105 (2010).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from parvis.core.errors import Refused

Floats = NDArray[np.float64]
FEWEST_PEERS = 8
"""Peers below which their changes do not tell how much towns change by themselves."""
FEWEST_BEFORE = 4
"""Periods before the action that a placebo in time takes."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The town's change less its peers', with its 95 % interval.

    `rank_p`: how many peers, given the same treatment on paper, move as much, over all. `placebo`:
    the same difference between two halves of the time before, which must hold 0.
    """

    value: float
    low: float
    high: float
    rank_p: float
    placebo: tuple[float, float, float]

    @property
    def is_credible(self) -> bool:
        """Whether the placebo in time is null: else no causal word."""
        return self.placebo[1] <= 0 <= self.placebo[2]

    @property
    def is_said(self) -> bool:
        """Whether an effect may be announced."""
        return self.is_credible and (self.low > 0 or self.high < 0)


def difference(town: Floats, peers: Floats, since: int) -> Difference:
    """Compare `town` (periods) with `peers` (peers, periods); the action begins at period `since`.

    Refused under `FEWEST_PEERS` peers, `FEWEST_BEFORE` periods before, or none after.
    """
    if peers.shape[0] < FEWEST_PEERS:
        raise Refused("effect.few_peers", n=peers.shape[0], fewest=FEWEST_PEERS)
    if since < FEWEST_BEFORE or since >= town.size:
        raise Refused("effect.few_periods", n=min(since, town.size), fewest=FEWEST_BEFORE)
    changes = _changes(np.vstack([town, peers]), since)
    gaps = np.abs(_gaps(changes))
    half = since // 2
    placebo = _difference(_changes(np.vstack([town, peers])[:, :since], half))
    return Difference(*_difference(changes), float((gaps >= gaps[0]).mean()), placebo)


def _changes(panel: Floats, since: int) -> Floats:
    found: Floats = panel[:, since:].mean(axis=1) - panel[:, :since].mean(axis=1)
    return found


def _gaps(changes: Floats) -> Floats:
    """Each unit's change less the mean of all others."""
    found: Floats = (changes - changes.mean()) * changes.size / (changes.size - 1)
    return found


def _difference(changes: Floats) -> tuple[float, float, float]:
    """The first unit's change less the others', with an interval for one more of their kind."""
    peers = changes[1:]
    value = float(changes[0] - peers.mean())
    spread = float(peers.std(ddof=1)) * float(np.sqrt(1 + 1 / peers.size))
    half = float(stdtrit(peers.size - 1, 0.975)) * spread
    return value, value - half, value + half
