"""Pairs of `person` weighed: their codes, the evidence to learn from, their log-odds."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parvis.core.people.clusters import Weighed, inner_pairs
from parvis.core.people.comparison import ComparedField
from parvis.core.people.model import Evidence, LinkModel, decode
from parvis.engines.duckdb.connect import both_threads
from parvis.engines.duckdb.linker.compare import code_sql

Ints = NDArray[np.int64]

_SAMPLE, _SEED = 250_000, 20_260
"""Pairs drawn from the whole file to learn how strangers agree, and the seed of the draw."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of persons: `left` < `right`, how many keys they share, the code of each."""

    left: Ints
    right: Ints
    hits: Ints
    codes: Ints

    def where(self, kept: NDArray[np.bool_]) -> "Pairs":
        """Only the pairs `kept`."""
        return Pairs(self.left[kept], self.right[kept], self.hits[kept], self.codes[kept])

    def are_all(self, persons: int) -> bool:
        """Whether they are every pair of `persons` persons."""
        return len(self.codes) == persons * (persons - 1) // 2


_NONE = Pairs(*(np.empty(0, np.int64) for _ in range(4)))


def compared_pairs(connection: duckdb.DuckDBPyConnection, fields: Sequence[ComparedField]) -> Pairs:
    """The pairs of the table `pairs`, compared."""
    return _coded(connection, fields, "pairs")


def given_pairs(
    connection: duckdb.DuckDBPyConnection,
    fields: Sequence[ComparedField],
    left: Ints,
    right: Ints,
    person: str = "person",
) -> Pairs:
    """The pairs (left, right) of the table `person`, compared, in an order of their own.

    They are copied first: threads that read an array of ours wait for one another.
    """
    if not len(left):
        return _NONE
    connection.register("given", pa.table({"l": left, "r": right}))
    connection.execute("""
        CREATE TEMP TABLE wanted AS SELECT l::INTEGER AS l, r::INTEGER AS r, 0 AS hits FROM given
    """)
    connection.unregister("given")
    try:
        return _coded(connection, fields, "wanted", person)
    finally:
        connection.execute("DROP TABLE wanted")


def inside(
    connection: duckdb.DuckDBPyConnection,
    fields: Sequence[ComparedField],
    compared: Pairs,
    label: Ints,
) -> Pairs:
    """Every pair of the components that `label` tells; found among those compared where all are."""
    if compared.are_all(len(label)):
        return compared.where(label[compared.left] == label[compared.right])
    return given_pairs(connection, fields, *inner_pairs(label))


def _coded(
    connection: duckdb.DuckDBPyConnection,
    fields: Sequence[ComparedField],
    pairs: str,
    person: str = "person",
) -> Pairs:
    ((rows,),) = connection.execute(f"SELECT count(*) FROM {pairs}").fetchall()
    with _parts_as_written(connection), both_threads(connection, rows):
        found = connection.execute(
            f"SELECT l.p AS l, r.p AS r, hits, {code_sql(fields)} AS code FROM {pairs} s"
            f" JOIN {person} l ON l.p = s.l JOIN {person} r ON r.p = s.r"
        ).fetchnumpy()
    columns = (np.asarray(found[name], dtype=np.int64) for name in ("l", "r", "hits", "code"))
    return Pairs(*columns)


@contextmanager
def _parts_as_written(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """The engine looks for no common part of what is computed meanwhile: it takes longer than to
    compare few pairs, and never finds any, for it does not look into a CASE."""
    connection.execute("SET disabled_optimizers = 'common_subexpressions'")
    try:
        yield
    finally:
        connection.execute("RESET disabled_optimizers")


def gather_evidence(
    connection: duckdb.DuckDBPyConnection,
    fields: tuple[ComparedField, ...],
    compared: Pairs,
    copies: Pairs,
    strong: Ints,
) -> Evidence:
    """What the model learns from. `copies`: heads against themselves, `strong[i]` times more."""
    persons = int(connection.execute("SELECT count(*) FROM person").fetchall()[0][0])
    pairs = persons * (persons - 1) / 2
    is_whole = compared.are_all(persons)
    everyone = compared.codes if is_whole else _drawn(connection, fields, persons)
    seen = np.concatenate([compared.codes, copies.codes])
    weight = np.concatenate([np.ones(len(compared.codes)), strong.astype(float)])
    codes, inverse = np.unique(seen, return_inverse=True)
    counts = np.bincount(inverse, weight, minlength=len(codes)).astype(float)
    overall, told = _overall(decode(everyone, len(fields)), fields)
    total = max(pairs + float(strong.sum()), 1.0)
    return Evidence(fields, codes, counts, decode(codes, len(fields)), overall, told, total)


def _drawn(
    connection: duckdb.DuckDBPyConnection, fields: Sequence[ComparedField], persons: int
) -> Ints:
    rng = np.random.default_rng(_SEED)
    left = rng.integers(0, persons, _SAMPLE)
    right = (left + rng.integers(1, persons, _SAMPLE)) % persons
    return given_pairs(connection, fields, left, right).codes


def _overall(
    levels: Ints, fields: Sequence[ComparedField]
) -> tuple[tuple[NDArray[np.float64], ...], NDArray[np.float64]]:
    counts = [
        np.bincount(levels[:, at], minlength=len(f.levels) + 1)[1:].astype(float)
        for at, f in enumerate(fields)
    ]
    told = np.array([c.sum() / max(len(levels), 1) for c in counts])
    return tuple(c / max(c.sum(), 1.0) for c in counts), told


def weigh(pairs: Pairs, model: LinkModel) -> Weighed:
    """The log-odds of each pair."""
    codes, inverse = np.unique(pairs.codes, return_inverse=True)
    odds = model.log_odds(decode(codes, len(model.fields)))
    return Weighed(pairs.left, pairs.right, odds[inverse])
