"""From rows in one spelling to persons: block, compare, learn, group."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from parvis.core.people.clusters import RULED, Weighed, components, sewn
from parvis.core.people.comparison import GIVEN, ComparedField, Grade
from parvis.core.people.estimates import Quality, missed_by_blocking, quality
from parvis.core.people.model import LinkModel, decode, learn
from parvis.core.people.report import BoundedKey
from parvis.core.ports import Progress
from parvis.engines.duckdb.linker import weighing
from parvis.engines.duckdb.linker.blocking import block
from parvis.engines.duckdb.linker.weighing import Pairs

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ruled:
    """Pairs of heads that people ruled on: the same person or not."""

    left: Ints
    right: Ints
    is_same: NDArray[np.bool_]

    def added_to(self, pairs: Weighed) -> Weighed:
        """The pairs, those ruled on weighing as ruled and no longer by evidence."""
        if not len(self.left):
            return pairs
        count = 1 + int(max(pairs.right.max(initial=0), self.right.max()))
        own, theirs = self.left * count + self.right, pairs.left * count + pairs.right
        kept = pairs.where(~np.isin(theirs, own))
        return Weighed(
            np.concatenate([kept.left, self.left]),
            np.concatenate([kept.right, self.right]),
            np.concatenate([kept.odds, np.where(self.is_same, RULED, -RULED)]),
        )


NO_RULING = Ruled(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, bool))


def _unlike(pairs: Pairs, fields: Sequence[ComparedField], person: Ints) -> int:
    """Pairs put together under two first names."""
    if GIVEN not in fields:
        return 0
    levels = decode(pairs.codes, len(fields))[:, fields.index(GIVEN)]
    differs = np.array([False, *(level.grade is Grade.DIFFERENT for level in GIVEN.levels)])
    return int((differs[levels] & (person[pairs.left] == person[pairs.right])).sum())


@dataclass(frozen=True, slots=True)
class Decided:
    """The person of each head, which heads keep their copies, and how all that is known.

    `pairs` were compared; `weighed` are the same with their log-odds, rulings included.
    """

    person: Ints
    keeps_copies: NDArray[np.bool_]
    model: LinkModel
    quality: Quality
    pairs: Pairs
    weighed: Weighed
    bounded: tuple[BoundedKey, ...]
    cut: int


def decide(
    connection: duckdb.DuckDBPyConnection,
    fields: tuple[ComparedField, ...],
    progress: Progress,
    ruled: Ruled = NO_RULING,
) -> Decided:
    """The persons of the table `person`."""
    progress(0.3, "Paires à comparer")
    bounded = block(connection)
    progress(0.45, "Comparaison")
    compared = weighing.compared_pairs(connection, fields)
    heads = connection.execute("SELECT p, copies FROM person ORDER BY p").fetchnumpy()
    count, copies = len(heads["p"]), np.asarray(heads["copies"], dtype=np.int64)
    repeated = np.flatnonzero(copies > 1)
    own = weighing.given_pairs(connection, fields, repeated, repeated)
    progress(0.7, "Apprentissage")
    evidence = weighing.gather_evidence(connection, fields, compared, own, copies[own.left] - 1)
    model = learn(evidence)
    progress(0.8, "Personnes")
    believed, alone = weighing.weigh(compared, model), weighing.weigh(own, model)
    weighed = ruled.added_to(believed)
    label, cut = components(count, weighed)
    pairs = weighing.inside(connection, fields, compared, label)
    inner = ruled.added_to(weighing.weigh(pairs, model))
    inner = inner.where(label[inner.left] == label[inner.right])
    person, seams = sewn(label, inner)
    keeps = np.ones(count, dtype=bool)
    keeps[alone.left[alone.odds <= 0]] = False
    together = person[compared.left] == person[compared.right]
    missed = missed_by_blocking(believed.odds[together], compared.hits[together])
    found = quality(inner, person, seams, believed, missed, _unlike(pairs, fields, person))
    return Decided(person, keeps, model, found, compared, weighed, bounded, cut)
