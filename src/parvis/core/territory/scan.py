"""Where events gather more than chance explains: the spatial scan statistic.

Kulldorff, "A spatial scan statistic", Communications in Statistics - Theory and Methods 26 (1997),
pp. 1481-1496: circular windows, Poisson model, p-value by Monte Carlo (Dwass, 1957).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
DRAWS = 999
"""Of the null hypothesis: the p-value is then a multiple of one thousandth."""
MOST_SHARE = 0.5
"""A window holds at most half of the population: beyond, it is the rest that lacks."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """The areas where events most surely gather; `ratio` is their rate over that of the others."""

    areas: tuple[int, ...]
    observed: float
    expected: float
    ratio: float
    p_value: float

    @property
    def is_said(self) -> bool:
        """Whether chance does not explain it."""
        return self.p_value < 0.05


def most_likely_cluster(
    events: Floats, population: Floats, centres: Floats, *, seed: int, draws: int = DRAWS
) -> Cluster | None:
    """The most likely cluster of `events` (shape n) where `population` lives; None without any.

    `centres` (shape n x 2) are in one unit of length. Under the null hypothesis the events fall on
    areas in proportion to their population, their total given.
    """
    total = float(events.sum())
    if total <= 0 or float(population.sum()) <= 0 or len(events) < 3:
        return None
    share = population / population.sum()
    windows = _windows(share, centres)
    expected = windows @ (share * total)
    observed = windows @ events
    ratios = _log_ratios(observed, expected, total)
    best = int(np.argmax(ratios))
    if ratios[best] <= 0:
        return None
    rng = np.random.default_rng(seed)
    simulated = rng.multinomial(round(total), share, draws).astype(np.float64) @ windows.T
    highest = _log_ratios(simulated, expected, total).max(axis=1)
    p_value = (1 + int((highest >= ratios[best] - 1e-9).sum())) / (draws + 1)
    inside, due = float(observed[best]), float(expected[best])
    rest = (total - inside) / (total - due) if total > due else np.inf
    return Cluster(
        areas=tuple(int(i) for i in np.flatnonzero(windows[best])),
        observed=inside,
        expected=due,
        ratio=inside / due / rest if rest else np.inf,
        p_value=p_value,
    )


def _windows(share: Floats, centres: Floats) -> Floats:
    """Each area with its nearest ones, added one by one up to MOST_SHARE; a row per window."""
    found: set[tuple[int, ...]] = set()
    gaps = np.hypot(*(centres[:, None, :] - centres[None, :, :]).transpose(2, 0, 1))
    for order in np.argsort(gaps, axis=1, kind="stable"):
        for count in range(1, len(order)):
            if share[order[:count]].sum() > MOST_SHARE:
                break
            found.add(tuple(sorted(order[:count].tolist())))
    windows = np.zeros((len(found), len(share)))
    for rank, areas in enumerate(sorted(found)):
        windows[rank, list(areas)] = 1.0
    return windows


def _log_ratios(observed: Floats, expected: Floats, total: float) -> Floats:
    """Log likelihood ratios of windows with more events than expected; 0 for the others."""
    outside, due = total - observed, total - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(observed > 0, observed * np.log(observed / expected), 0.0)
        rest = np.where(outside > 0, outside * np.log(outside / due), 0.0)
    ratios: Floats = np.where(observed > expected, inside + rest, 0.0)
    return ratios
