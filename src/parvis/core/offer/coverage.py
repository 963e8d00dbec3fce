"""Whom a service reaches, place by place, against what age and circumstances predict.

Users of each place and age over its residents; places that stand apart beyond chance are found by a
logistic model with a random effect per place (Breslow and Clayton, JASA 88, 1993), its spread by
expectation-maximisation. What circumstances predict of a place is learnt from the others only: a
place that stands apart would else explain itself. Only published counts go in: what comes out says
no more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtr

from parvis.core.metrics.intervals import wilson
from parvis.core.offer.access import Floats, Ints

STEPS, ROUNDS = 50, 60
"""Newton's steps for the effects; rounds for their spread."""
_TIGHT = 1e-9
_WEAK = 0.5
"""Prior spread of the effect of one standard deviation of a circumstance, in log odds."""
_LEAST_KNOWN = 0.05
"""Information given to a gap of zero, so that a place without any user has a finite one."""
FALSE_DISCOVERY = 0.05


@dataclass(frozen=True, slots=True)
class Reached:
    """Published counts by place and age: arrays of one entry per cell known on both sides.

    `places` and `ages` name the ranks in `place` and `age`. `circumstances`: by title, one value
    per place, NaN where not known. `margin`: standard deviation of `residents` as a share of them,
    where they are an estimate: what it could explain is never said of a place. `blend`, where some
    cells hold several ages at once: the share of residents of each age in each cell, (cells, ages).
    """

    places: tuple[str, ...]
    ages: tuple[str, ...]
    place: Ints
    age: Ints
    users: Floats
    residents: Floats
    circumstances: Mapping[str, Floats]
    margin: float = 0.0
    blend: Floats | None = None

    @property
    def by_age(self) -> Floats:
        """The share of each age in each cell, (cells, ages)."""
        return np.eye(len(self.ages))[self.age] if self.blend is None else self.blend


@dataclass(frozen=True, slots=True)
class Place:
    """What is said of one place. Shares in [0, 1], with 95 % intervals.

    `expected`: the share that the ages of its residents, and the circumstances told, predict.
    `ratio`: odds of being a user over those expected. `low_chance`: the probability that the place
    is below what is expected. `is_low`, `is_high`: apart beyond chance, false discoveries
    counted.
    """

    name: str
    users: float
    residents: float
    share: float
    interval: tuple[float, float]
    expected: float
    ratio: float
    ratio_interval: tuple[float, float]
    low_chance: float
    is_low: bool
    is_high: bool


@dataclass(frozen=True, slots=True)
class _Fit:
    """Fixed effects (columns of the design) and their covariance; effects of places and their
    standard errors."""

    fixed: Floats
    covariance: Floats
    effects: Floats
    errors: Floats


def judge_places(reached: Reached) -> list[Place]:
    """Every place of `reached`, the least reached first against what is expected."""
    users = np.minimum(reached.users, reached.residents)
    ages = reached.by_age
    alone = _fit(reached.place, users, reached.residents, ages, len(reached.ages))
    fitted, effects, errors = ages @ alone.fixed, alone.effects, alone.errors
    design = _design(reached, ages)
    if design.shape[1] > ages.shape[1]:
        fitted, effects, errors = _predicted(reached, users, design)
    errors = np.hypot(errors, _unsure(reached, users))
    chances = ndtr(effects / errors)
    low = _discoveries(chances)
    high = _discoveries(1 - chances)
    found = [
        _place(reached, users, fitted, rank, (effects[rank], errors[rank], chances[rank]),
               is_low=bool(low[rank]), is_high=bool(high[rank]))
        for rank in range(len(reached.places))
    ]  # fmt: skip
    return sorted(found, key=lambda place: place.ratio)


def _predicted(reached: Reached, users: Floats, design: Floats
               ) -> tuple[Floats, Floats, Floats]:  # fmt: skip
    """Each place against what the others predict of it: fixed part by cell, effects, errors.

    That a prediction is unsure counts as an error; gaps are drawn to zero by their common spread.
    """
    fitted = np.zeros(len(users))
    gaps, errors = np.zeros(len(reached.places)), np.zeros(len(reached.places))
    for rank in range(len(reached.places)):
        mine, others = reached.place == rank, reached.place != rank
        _, places = np.unique(reached.place[others], return_inverse=True)
        fit = _fit(places, users[others], reached.residents[others], design[others],
                   len(reached.ages))  # fmt: skip
        fitted[mine] = design[mine] @ fit.fixed
        middle = np.average(design[mine], axis=0, weights=reached.residents[mine])
        gaps[rank], known = _gap(users[mine], reached.residents[mine], fitted[mine])
        errors[rank] = 1 / known + float(middle @ fit.covariance @ middle)
    spread = _spread(gaps, errors)
    drawn = spread / (spread + errors)
    return fitted, gaps * drawn, np.sqrt(errors * drawn)


def _spread(gaps: Floats, errors: Floats) -> float:
    """The variance of the true gaps, given those seen and their error variances."""
    variance = 0.25
    for _ in range(ROUNDS):
        drawn = variance / (variance + errors)
        variance = max(float(np.mean((gaps * drawn) ** 2 + errors * drawn)), 1e-4)
    return variance


def _gap(users: Floats, residents: Floats, fitted: Floats) -> tuple[float, float]:
    """The log odds of a place over those predicted, and how much is known of it (information)."""
    gap = 0.0
    for _ in range(STEPS):
        share = expit(fitted + gap)
        known = float((residents * share * (1 - share)).sum()) + _LEAST_KNOWN
        step = (float((users - residents * share).sum()) - _LEAST_KNOWN * gap) / known
        gap += float(np.clip(step, -2, 2))
        if abs(step) < _TIGHT:
            break
    return gap, known


def _unsure(reached: Reached, users: Floats) -> Floats:
    """By place, the standard error in log odds that an estimated number of residents adds."""
    count = len(reached.places)
    there, residents = (np.bincount(reached.place, values, count)
                        for values in (users, reached.residents))  # fmt: skip
    added: Floats = reached.margin / np.maximum(1 - there / residents, 0.05)
    return added


def _design(reached: Reached, ages: Floats) -> Floats:
    """One column per age, then each circumstance known everywhere, in standard deviations."""
    columns = [ages]
    for values in reached.circumstances.values():
        spread = float(np.std(values))
        if np.isfinite(values).all() and spread > 0:
            columns.append((((values - values.mean()) / spread)[reached.place])[:, None])
    return np.hstack(columns)


def _fit(place: Ints, users: Floats, residents: Floats, design: Floats, ages: int) -> _Fit:
    """Fixed effects and effects by place (posterior, Laplace); `ages` are the first columns."""
    places = np.eye(int(place.max()) + 1)[place]
    whole = np.hstack([design, places])
    fixed = design.shape[1]
    beta, variance = np.zeros(whole.shape[1]), 0.25
    beta[:ages] = _logit(users.sum() / residents.sum())
    covariance = np.eye(len(beta))
    for _ in range(ROUNDS):
        penalty = np.full(len(beta), 1 / variance)
        penalty[:fixed] = 1 / _WEAK**2
        penalty[:ages] = 1e-6
        beta, covariance = _newton(beta, whole, users, residents, penalty)
        effects, spread = beta[fixed:], np.diag(covariance)[fixed:]
        before, variance = variance, max(float(np.mean(effects**2 + spread)), 1e-4)
        if abs(variance - before) < _TIGHT:
            break
    errors = np.sqrt(np.diag(covariance)[fixed:])
    return _Fit(beta[:fixed], covariance[:fixed, :fixed], beta[fixed:], errors)


def _newton(beta: Floats, whole: Floats, users: Floats, residents: Floats, penalty: Floats
            ) -> tuple[Floats, Floats]:  # fmt: skip
    """The mode of the penalised likelihood and the inverse of its curvature."""
    for _ in range(STEPS):
        share = expit(whole @ beta)
        weight = np.maximum(residents * share * (1 - share), 1e-9)
        curvature = whole.T @ (whole * weight[:, None]) + np.diag(penalty)
        step = np.linalg.solve(curvature, whole.T @ (users - residents * share) - penalty * beta)
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < _TIGHT:
            break
    covariance: Floats = np.linalg.inv(curvature)
    return beta, covariance


def _logit(share: float) -> float:
    return float(np.log(max(share, 1e-9) / max(1 - share, 1e-9)))


def _discoveries(chances: Floats) -> Sequence[bool]:
    """Which places are announced: those whose mean chance of being on the wrong side is small.

    `chances` are posterior; that there are several places is in their common spread (Bayesian
    false discovery rate: Müller, Parmigiani and Rice, Bayesian Statistics 8, 2007).
    """
    order = np.argsort(chances)
    running = np.cumsum(chances[order]) / np.arange(1, len(chances) + 1)
    found = np.zeros(len(chances), dtype=bool)
    found[order[: int((running <= FALSE_DISCOVERY).sum())]] = True
    told: list[bool] = found.tolist()
    return told


def _place(reached: Reached, users: Floats, fitted: Floats, rank: int,
           effect: tuple[float, float, float], *, is_low: bool, is_high: bool,
           ) -> Place:  # fmt: skip
    cells = reached.place == rank
    there, residents = float(users[cells].sum()), float(reached.residents[cells].sum())
    value, error, chance = effect
    return Place(
        name=reached.places[rank], users=there, residents=residents, share=there / residents,
        interval=wilson(round(there), round(residents)),
        expected=float((expit(fitted[cells]) * reached.residents[cells]).sum() / residents),
        ratio=float(np.exp(value)),
        ratio_interval=(float(np.exp(value - 1.96 * error)), float(np.exp(value + 1.96 * error))),
        low_chance=1 - float(chance), is_low=is_low, is_high=is_high,
    )  # fmt: skip
