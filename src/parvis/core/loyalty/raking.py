"""Weights that give a survey the margins of the population, and what they cost.

Iterative proportional fitting: Deming and Stephan, "On a least squares adjustment of a sampled
frequency table when the expected marginal totals are known", Annals of Math. Statistics 11 (1940).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.metrics.surveys import design_effect

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LARGEST = 5.0
"""No answer counts for more than this many average ones: beyond, a few people decide."""
_ROUNDS, _NEAR = 200, 1e-10


@dataclass(frozen=True, slots=True)
class Margin:
    """One known division of the population: `totals` people in each of the `labels`.

    `of` gives, for each answer, the rank of its label.
    """

    name: str
    labels: tuple[str, ...]
    totals: Floats
    of: Ints


@dataclass(frozen=True, slots=True)
class Raked:
    """The weights, of mean 1, how many rounds they took, and Kish's design effect."""

    weights: Floats
    rounds: int
    design_effect: float


def rake(margins: Sequence[Margin], base: Floats | None = None) -> Raked:
    """Weights under which every margin has the shares of the population.

    `base`: the weights to start from, all equal by default. Refused where a label of the population
    has no answer, where margins contradict one another, and where a weight exceeds `LARGEST`.
    """
    for margin in margins:
        _check(margin)
    size = margins[0].of.size
    weights = np.ones(size) if base is None else base / base.mean()
    for rounds in range(1, _ROUNDS + 1):
        before = weights
        for margin in margins:
            weights = weights * _factors(margin, weights)[margin.of]
        if np.abs(weights - before).max() < _NEAR:
            return _kept(margins, weights, rounds)
    raise Refused("survey.margins_clash", margins=", ".join(m.name for m in margins))


def _factors(margin: Margin, weights: Floats) -> Floats:
    """By how much each label's answers must weigh more."""
    found = np.bincount(margin.of, weights, margin.totals.size)
    wanted = margin.totals / margin.totals.sum() * weights.size
    factors: Floats = np.divide(wanted, found, out=np.ones(found.size), where=found > 0)
    return factors


def _check(margin: Margin) -> None:
    answers = np.bincount(margin.of, minlength=margin.totals.size)
    for rank in np.flatnonzero((answers == 0) & (margin.totals > 0))[:1].tolist():
        raise Refused("survey.nobody", margin=margin.name, label=margin.labels[rank])
    for rank in np.flatnonzero((answers > 0) & (margin.totals <= 0))[:1].tolist():
        raise Refused("survey.unknown_group", margin=margin.name, label=margin.labels[rank])


def _kept(margins: Sequence[Margin], weights: Floats, rounds: int) -> Raked:
    worst = int(weights.argmax())
    if weights[worst] > LARGEST:
        who = ", ".join(margin.labels[margin.of[worst]] for margin in margins)
        raise Refused("survey.weights_explode", weight=f"{weights[worst]:.0f}", who=who,
                      most=f"{LARGEST:.0f}")  # fmt: skip
    return Raked(weights, rounds, design_effect(weights))
