"""What a person should look at: the pairs worth most, and a sample that measures the linkage."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from parvis.core.people.dates import birth_date
from parvis.core.people.estimates import Estimate, probability
from parvis.core.people.roles import PersonRole, sex

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

QUEUE = 300
"""Pairs of the queue: what a person reviews in a day."""
SAMPLE = 60
"""Pairs drawn in each stratum."""
STRATA = (0.0, 0.02, 0.2, 0.5, 0.8, 0.98, 0.9999)
"""Where each stratum of probabilities begins."""

_LEAST_DOUBT = 1e-3
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Drawn:
    """A pair of the sample by its rank, its stratum, and how many pairs it stands for."""

    rank: int
    stratum: int
    weight: float


@dataclass(frozen=True, slots=True)
class Judged:
    """A sampled pair that somebody judged. `is_linked`: the linkage put it together."""

    stratum: int
    weight: float
    is_linked: bool
    is_same: bool


def gains(odds: Floats, size_left: Ints, size_right: Ints, is_linked: NDArray[np.bool_]) -> Floats:
    """What ruling on each pair may change: doubt, times the pairs of records that hang on it."""
    chance = probability(odds)
    hanging = np.where(is_linked, size_left - 1, size_left * size_right)
    return np.asarray(chance * (1 - chance) * np.maximum(hanging, 1))


def worth_most(gain: Floats, odds: Floats, count: int = QUEUE) -> Ints:
    """The ranks of the pairs to look at first; pairs that leave no doubt are not among them."""
    chance = probability(odds)
    doubtful = np.flatnonzero(chance * (1 - chance) > _LEAST_DOUBT)
    order = np.lexsort((doubtful, -gain[doubtful]))
    return doubtful[order][:count]


def draw_sample(odds: Floats, seed: int) -> list[Drawn]:
    """Pairs drawn at random within strata of probability, each with its weight."""
    rng = np.random.default_rng(seed)
    stratum = np.searchsorted(STRATA, probability(odds), side="right") - 1
    drawn = []
    for at in range(len(STRATA)):
        inside = np.flatnonzero(stratum == at)
        taken = rng.choice(inside, min(SAMPLE, len(inside)), replace=False)
        drawn += [Drawn(int(rank), at, len(inside) / len(taken)) for rank in np.sort(taken)]
    return drawn


def measured_quality(judged: Sequence[Judged]) -> tuple[Estimate, Estimate]:
    """Precision and recall among compared pairs, from a judged sample: unbiased in its strata.

    Ratio estimators with their linearised variance, stratum by stratum (Cochran, "Sampling
    Techniques", 3rd ed., 6.11); the agreement of a stratum is given half a pair each way, so that
    one where all agree does not pass for certain.
    """
    linked = np.array([j.is_linked for j in judged], dtype=float)
    same = np.array([j.is_same for j in judged], dtype=float)
    return (
        _ratio(judged, linked * same, linked),
        _ratio(judged, linked * same, same),
    )


_AGES = ((18, "moins de 18 ans"), (30, "18 à 29 ans"), (60, "30 à 59 ans"), (200, "60 ans et plus"))
_SEXES = {"F": "femmes", "M": "hommes"}


def groups_of(traits: Mapping[PersonRole, str], year: int) -> list[str]:
    """The groups a person is of, in French, as far as their record tells: sex, age, birth abroad
    (an INSEE code of birth place that begins with 99), IRIS or neighbourhood."""
    groups = []
    if spelled := sex(traits.get(PersonRole.SEX, "")):
        groups.append(_SEXES[spelled])
    if born := birth_date(traits.get(PersonRole.BIRTH_DATE, "")):
        age = year - int(born[:4])
        groups.append(next(label for limit, label in _AGES if age < limit))
    if re.fullmatch(r"99\d{3}", traits.get(PersonRole.BIRTH_PLACE, "").strip()):
        groups.append("nées à l’étranger")
    if district := traits.get(PersonRole.DISTRICT, "").strip():
        groups.append(f"quartier {district}")
    return groups


def _ratio(judged: Sequence[Judged], above: Floats, below: Floats) -> Estimate:
    weight = np.array([j.weight for j in judged])
    stratum = np.array([j.stratum for j in judged], dtype=np.int64)
    total = float((weight * below).sum())
    if not total:
        return Estimate(1.0, 0.0, 1.0)
    value = float((weight * above).sum()) / total
    residual = above - value * below
    spread = 0.0
    for at in np.unique(stratum):
        inside = stratum == at
        count = int(inside.sum())
        population = float(weight[inside].sum())
        agreed = (np.square(residual[inside]).sum() + 0.5) / (count + 1)
        mean = float(residual[inside].mean())
        left_out = max(1 - count / population, 0.0)
        spread += population**2 * left_out * max(agreed - mean**2, 0.0) / count
    margin = _Z * sqrt(spread) / total
    return Estimate(value, max(value - margin, 0.0), min(value + margin, 1.0))
