"""What is planted is found again, and what is not is not: over many towns, by coverage.

Effects and sample sizes are those of `docs/synthetic-town.md`, written first.
"""

from collections import Counter

import numpy as np
import pytest

from parvis.core.population import planted
from parvis.site.bench.planted_effects import Trial, effects, nulls
from synthetic import trial

FIRST_SEED = 41_269
MANY, FEWEST_COVERED, MOST_ALARMS = 200, 180, 18
FEW, FEW_COVERED, FEW_ALARMS = 6, 4, 2


def _outcomes(seeds: int) -> tuple[Counter[str], Counter[str]]:
    covered: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        town = trial(seed=seed)
        covered.update({name: int(e.covers) for name, e in effects(town).items()})
        alarms.update({name: int(not e.covers) for name, e in nulls(town).items()})
    return covered, alarms


def test_half_a_dozen_towns_give_back_their_effects_and_keep_silent_on_nulls():
    covered, alarms = _outcomes(FEW)
    assert {n: c for n, c in covered.items() if c < FEW_COVERED} == {}
    assert {n: a for n, a in alarms.items() if a > FEW_ALARMS} == {}


@pytest.mark.long
def test_two_hundred_towns_give_back_their_effects_and_keep_silent_on_nulls():
    covered, alarms = _outcomes(MANY)
    assert {n: c for n, c in covered.items() if c < FEWEST_COVERED} == {}
    assert {n: a for n, a in alarms.items() if a > MOST_ALARMS} == {}


def test_segments_of_readers_are_told_apart():
    town = trial(persons=6_000, seed=FIRST_SEED)
    shares, truth = _reading(town)
    assert adjusted_rand(truth, k_means(shares, len(planted.SEGMENTS))) > 0.7


def _reading(town: Trial) -> tuple[np.ndarray, np.ndarray]:
    """Shares of the documents of each card of 20 loans and more, and its segment."""
    made, loans = town.town.planted.library, town.sheets["mediatheque_prets"]
    position = {p: k for k, p in enumerate(made.register.person[: len(made.segment)].tolist())}
    of = dict(zip(made.register.ids.tolist(), made.register.person.tolist(), strict=True))
    rows = np.array([position[of[c]] for c in loans.column("Carte").tolist()])
    kinds = np.array([planted.DOCUMENTS.index(d) for d in loans.column("Type de document")])
    counts = np.zeros((len(made.segment), len(planted.DOCUMENTS)))
    np.add.at(counts, (rows, kinds), 1)
    kept = counts.sum(axis=1) >= 20
    return counts[kept] / counts[kept].sum(axis=1, keepdims=True), made.segment[kept]


def k_means(points: np.ndarray, count: int) -> np.ndarray:
    """Groups of Lloyd's algorithm, started from the points farthest apart."""
    centres = [points[0]]
    for _ in range(count - 1):
        away = np.min([((points - c) ** 2).sum(axis=1) for c in centres], axis=0)
        centres.append(points[int(np.argmax(away))])
    place = np.array(centres)
    for _ in range(50):
        group = ((points[:, None] - place) ** 2).sum(axis=2).argmin(axis=1)
        place = np.array([points[group == k].mean(axis=0) for k in range(count)])
    return group


def adjusted_rand(truth: np.ndarray, found: np.ndarray) -> float:
    """Agreement of two partitions, 0 by chance and 1 if equal (Hubert and Arabie, 1985)."""
    table = np.zeros((truth.max() + 1, found.max() + 1))
    np.add.at(table, (truth, found), 1)
    pairs = [(n * (n - 1) / 2).sum() for n in (table, table.sum(axis=0), table.sum(axis=1))]
    total = len(truth) * (len(truth) - 1) / 2
    expected = pairs[1] * pairs[2] / total
    return float((pairs[0] - expected) / ((pairs[1] + pairs[2]) / 2 - expected))
