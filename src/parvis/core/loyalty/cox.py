"""What goes with stopping sooner: Cox's proportional hazards, ties as Efron, and the check of them.

Sources: Cox, JRSS B 34 (1972); Efron, JASA 72 (1977); test of proportionality: Grambsch and
Therneau, Biometrika 81 (1994).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincc

from parvis.core.errors import Refused
from parvis.core.metrics.intervals import Z95
from parvis.core.metrics.survival import kaplan_meier

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
FEWEST_ENDS = 5
"""Ends per factor below which nothing is fitted (events per variable)."""
_STEPS, _NEAR = 30, 1e-10
DOUBTFUL = 0.05


@dataclass(frozen=True, slots=True)
class Hazards:
    """Log hazard ratios with their covariance; `log_likelihood` is partial.

    `proportional`: the p-value, for each factor, of the test that its ratio is the same all along;
    below `DOUBTFUL` the ratio is not said.
    """

    logs: Floats
    covariance: Floats
    log_likelihood: float
    proportional: Floats

    @property
    def errors(self) -> Floats:
        """Standard errors."""
        found: Floats = np.sqrt(np.diag(self.covariance))
        return found

    @property
    def ratios(self) -> Floats:
        """Hazard ratios, low and high, one row per factor."""
        half = Z95 * self.errors
        return np.exp(np.column_stack([self.logs, self.logs - half, self.logs + half]))


@dataclass(frozen=True, slots=True)
class _Panel:
    """Subjects sorted by falling duration. `last[i]` counts those at risk at the i-th end;
    `group` numbers its instant; `fraction` is Efron's, of the ends of that instant."""

    table: Floats
    ends: Ints
    last: Ints
    group: Ints
    fraction: Floats


def hazards(table: Floats, durations: Floats, ended: Flags) -> Hazards:
    """Fit `table` (n, p) to the durations; `ended` False: still going when last seen.

    Refused under `FEWEST_ENDS` ends per factor, or where a factor never varies among subjects.
    """
    if ended.sum() < FEWEST_ENDS * table.shape[1]:
        raise Refused("loyalty.few_ends", ends=int(ended.sum()), factors=table.shape[1])
    means = table.mean(axis=0)
    panel = _panel(table - means, durations, ended)
    logs = np.zeros(table.shape[1])
    for _ in range(_STEPS):
        value, slope, curve, _ = _moments(panel, logs)
        if np.linalg.cond(curve) > 1e12:
            raise Refused("loyalty.no_variation")
        step = np.linalg.solve(curve, slope)
        logs = logs + step
        if np.abs(step).max() < _NEAR:
            break
    value, _, curve, residuals = _moments(panel, logs)
    covariance = np.linalg.inv(curve).astype(np.float64)
    instants = durations[np.argsort(-durations, kind="stable")][panel.ends]
    curve_of_all = kaplan_meier(durations[ended], durations[~ended])
    before = np.concatenate([[1.0], curve_of_all.surviving])
    clock: Floats = 1 - before[np.searchsorted(curve_of_all.times, instants)]
    return Hazards(logs, covariance, value, _proportional(residuals, covariance, clock))


def _panel(table: Floats, durations: Floats, ended: Flags) -> _Panel:
    order = np.argsort(-durations, kind="stable")
    times, known = durations[order], ended[order]
    ends = np.flatnonzero(known)
    instants = times[ends]
    last = np.searchsorted(-times, -instants, side="right") - 1
    _, group, count = np.unique(-instants, return_inverse=True, return_counts=True)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    fraction = (np.arange(ends.size) - first[group]) / count[group]
    return _Panel(table[order], ends, last, group, fraction)


def _moments(panel: _Panel, logs: Floats) -> tuple[float, Floats, Floats, Floats]:
    """Partial log-likelihood, its slope, the information, and Schoenfeld's residuals."""
    table, ends = panel.table, panel.ends
    risk = np.exp(table @ logs)
    first = risk[:, None] * table
    second = first[:, :, None] * table[:, None, :]
    at = panel.fraction
    s0, s1, s2 = (
        np.cumsum(part, axis=0)[panel.last] - _scaled(at, _of_instant(panel, part[ends]))
        for part in (risk, first, second)
    )
    mean = s1 / s0[:, None]
    value = float((np.log(risk[ends]) - np.log(s0)).sum())
    curve = (s2 / s0[:, None, None]).sum(axis=0) - mean.T @ mean
    residuals = table[ends] - _of_instant(panel, mean) / _count(panel)[:, None]
    return value, table[ends].sum(axis=0) - mean.sum(axis=0), curve, residuals


def _of_instant(panel: _Panel, part: Floats) -> Floats:
    """The sum of `part` over the ends of each end's instant."""
    starts = np.flatnonzero(np.diff(panel.group, prepend=-1))
    found: Floats = np.add.reduceat(part, starts, axis=0)[panel.group]
    return found


def _count(panel: _Panel) -> Floats:
    return np.bincount(panel.group)[panel.group].astype(np.float64)


def _scaled(by: Floats, part: Floats) -> Floats:
    found: Floats = by.reshape(-1, *([1] * (part.ndim - 1))) * part
    return found


def _proportional(residuals: Floats, covariance: Floats, clock: Floats) -> Floats:
    """P-value for each factor: do its scaled residuals follow time, as the share already ended?"""
    count = residuals.shape[0]
    scaled = count * residuals @ covariance
    clock = clock - clock.mean()
    spread = count * np.diag(covariance) * (clock @ clock)
    statistic = (clock @ scaled) ** 2 / spread
    return np.asarray(gammaincc(0.5, statistic / 2), dtype=np.float64)
