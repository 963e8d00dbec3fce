"""Whom a service reaches, place by place, against what age and circumstances predict.

Users of each place and age over its residents; places that stand apart beyond chance are found by a
logistic model with a random effect per place (Breslow and Clayton, JASA 88, 1993), its spread by
expectation-maximisation. Only published counts go in: what comes out says no more than they do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit
from scipy.stats import norm

from parvis.core.metrics.intervals import wilson
from parvis.core.offer.access import Floats, Ints

STEPS, ROUNDS = 50, 60
"""Newton's steps for the effects; rounds for their spread."""
_TIGHT = 1e-9
_WEAK = 0.5
"""Prior spread of the effect of one standard deviation of a circumstance, in log odds."""
FALSE_DISCOVERY = 0.05


@dataclass(frozen=True, slots=True)
class Reached:
    """Published counts by place and age: arrays of one entry per cell known on both sides.

    `places` and `ages` name the ranks in `place` and `age`. `circumstances`: by title, one value
    per place, NaN where not known. `margin`: standard deviation of `residents` as a share of them,
    where they are an estimate: what it could explain is never said of a place.
    """

    places: tuple[str, ...]
    ages: tuple[str, ...]
    place: Ints
    age: Ints
    users: Floats
    residents: Floats
    circumstances: Mapping[str, Floats]
    margin: float = 0.0


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


def judge_places(reached: Reached) -> list[Place]:
    """Every place of `reached`, the least reached first against what is expected."""
    users = np.minimum(reached.users, reached.residents)
    design = _design(reached)
    fitted, effects, errors = _fit(reached, users, design)
    errors = np.hypot(errors, _unsure(reached, users))
    chances = norm.cdf(effects / errors)
    low = _discoveries(chances)
    high = _discoveries(1 - chances)
    found = [
        _place(reached, users, fitted, rank, (effects[rank], errors[rank], chances[rank]),
               is_low=bool(low[rank]), is_high=bool(high[rank]))
        for rank in range(len(reached.places))
    ]  # fmt: skip
    return sorted(found, key=lambda place: place.ratio)


def _unsure(reached: Reached, users: Floats) -> Floats:
    """By place, the standard error in log odds that an estimated number of residents adds."""
    count = len(reached.places)
    there, residents = (np.bincount(reached.place, values, count)
                        for values in (users, reached.residents))  # fmt: skip
    added: Floats = reached.margin / np.maximum(1 - there / residents, 0.05)
    return added


def _design(reached: Reached) -> Floats:
    """One column per age, then each circumstance known everywhere, in standard deviations."""
    columns = [np.eye(len(reached.ages))[reached.age]]
    for values in reached.circumstances.values():
        spread = float(np.std(values))
        if np.isfinite(values).all() and spread > 0:
            columns.append((((values - values.mean()) / spread)[reached.place])[:, None])
    return np.hstack(columns)


def _fit(reached: Reached, users: Floats, design: Floats) -> tuple[Floats, Floats, Floats]:
    """Fixed part by cell, effect by place and its standard error (posterior, Laplace)."""
    places = np.eye(len(reached.places))[reached.place]
    whole = np.hstack([design, places])
    fixed, ages = design.shape[1], len(reached.ages)
    beta, variance = np.zeros(whole.shape[1]), 0.25
    beta[:ages] = _logit(users.sum() / reached.residents.sum())
    covariance = np.eye(len(beta))
    for _ in range(ROUNDS):
        penalty = np.full(len(beta), 1 / variance)
        penalty[:fixed] = 1 / _WEAK**2
        penalty[:ages] = 1e-6
        beta, covariance = _newton(beta, whole, users, reached.residents, penalty)
        effects, spread = beta[fixed:], np.diag(covariance)[fixed:]
        before, variance = variance, max(float(np.mean(effects**2 + spread)), 1e-4)
        if abs(variance - before) < _TIGHT:
            break
    errors = np.sqrt(np.diag(covariance)[fixed:])
    return design @ beta[:fixed], beta[fixed:], errors


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
