"""New records joining a sector already linked: only what they touch is thought over again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parvis.core.people.clusters import Weighed, connected, inner_pairs, persons
from parvis.core.people.records import RecordFile, told_by
from parvis.engines.duckdb.linker import weighing
from parvis.engines.duckdb.linker.compare import with_frequencies
from parvis.engines.duckdb.linker.sector import column_of, gather
from parvis.engines.duckdb.linker.spelling import spell
from parvis.engines.duckdb.linker.standing import KeyIndex, Standing, changing, index_of, write_run

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Joined:
    """The group of every record that is new or whose group was thought over again."""

    group: Mapping[str, int]
    compared: int


_MOST_NEW = 0.2
"""Share of new records beyond which frequencies and model are learnt anew."""


def join_files(files: Sequence[RecordFile], ready: Path) -> dict[str, int] | None:
    """The groups that the new records of `files` make or change.

    None where all has to be linked again: nothing is kept in `ready`, a known record changed or
    has gone, or too much is new.
    """
    with changing(ready) as standing:
        if standing is None:
            return None
        roles = gather(standing.connection, told_by(files))
        if tuple(roles) != standing.card.roles or not _only_more(standing):
            return None
        return dict(join(standing).group)


def _only_more(standing: Standing) -> bool:
    """Keep in `source` the new records alone, if that is all that changed, and not too many."""
    said = ", ".join(["id", *(column_of(role) for role in standing.card.roles)])
    ((gone, known),) = standing.connection.execute(f"""SELECT
        (SELECT count(*) FROM (SELECT {said} FROM record EXCEPT SELECT {said} FROM source)),
        (SELECT count(*) FROM record)""").fetchall()
    if gone:
        return False
    standing.connection.execute("""CREATE OR REPLACE TEMP TABLE source AS
        SELECT row_number() OVER (ORDER BY id) - 1 AS i, * EXCLUDE i FROM source
        WHERE id NOT IN (SELECT id FROM record)""")
    return 0 < _count(standing, "source") <= _MOST_NEW * int(known)


def join(standing: Standing) -> Joined:
    """Take in the records of the table `source` of the standing's connection.

    The model and the frequencies are those of the last whole linkage.
    """
    connection = standing.connection
    spell(connection, {column_of(role): role for role in standing.card.roles}, "source")
    with_frequencies(connection, "people", "fresh")
    old = _labels(standing)
    base = len(old)
    connection.execute(f"UPDATE fresh SET p = p + {base}")
    own = index_of(connection, standing.card.keys, "fresh")
    label = np.concatenate([old, base + np.arange(_count(standing, "fresh"))])
    left, right = _met(standing, own, len(label))
    _read_heads(standing, np.flatnonzero(np.isin(old, np.unique(old[left[left < base]]))))
    pairs = _weighed(standing, left, right)
    members, group = _thought_over(standing, label, pairs, base)
    joined = _kept(standing, members, group)
    write_run(connection, standing.folder, "fresh", own)
    return Joined(joined, len(pairs.odds))


def _labels(standing: Standing) -> Ints:
    found = standing.connection.execute("SELECT label FROM labels ORDER BY p").fetchnumpy()
    return np.asarray(found["label"], dtype=np.int64)


def _count(standing: Standing, table: str) -> int:
    ((count,),) = standing.connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)


def _met(standing: Standing, own: KeyIndex, count: int) -> tuple[Ints, Ints]:
    """Pairs of a known record with a new one, or of two new ones, each once, left < right."""
    who = own.places.astype(np.int64)
    first, known = standing.met_by(own.hashes, who)
    again, other = own.met_by(own.hashes, who)
    left, right = np.concatenate([known, again]), np.concatenate([first, other])
    keys = np.unique((left * count + right)[left < right])
    return keys // count, keys % count


def _read_heads(standing: Standing, known: Ints) -> None:
    """Make `met`: the `known` heads, all of the groups that new records may touch, and the new."""
    connection = standing.connection
    connection.register("known", standing.heads(known))
    connection.execute("""CREATE OR REPLACE TEMP TABLE met AS
        FROM known UNION ALL BY NAME FROM fresh""")
    connection.unregister("known")


def _weighed(standing: Standing, left: Ints, right: Ints) -> Weighed:
    """Pairs of `met`, weighed."""
    fields = standing.card.model.fields
    compared = weighing.given_pairs(standing.connection, fields, left, right, "met")
    return weighing.weigh(compared, standing.card.model)


def _thought_over(standing: Standing, label: Ints, pairs: Weighed, base: int) -> tuple[Ints, Ints]:
    """The heads of every group that a new record touches, and the person of each, by a head."""
    likely = pairs.where(pairs.odds > 0)
    reach = connected(len(label), label[likely.left], label[likely.right])[label]
    is_touched = np.zeros(len(label), dtype=bool)
    is_touched[reach[base:]] = True
    members = np.flatnonzero(is_touched[reach])
    local = np.searchsorted(members, reach[members])
    left, right = inner_pairs(local)
    inner = _weighed(standing, members[left], members[right])
    where = np.searchsorted(members, inner.left), np.searchsorted(members, inner.right)
    return members, members[persons(local, Weighed(*where, inner.odds))]


def _kept(standing: Standing, members: Ints, group: Ints) -> dict[str, int]:
    """Write the new heads and labels down; the group of every record they stand for."""
    connection = standing.connection
    connection.register("changed", pa.table({"p": members, "label": group}))
    connection.execute("DELETE FROM labels WHERE p IN (SELECT p FROM changed)")
    connection.execute("INSERT INTO labels FROM changed")
    connection.execute("""INSERT INTO record BY NAME
        SELECT s.* EXCLUDE i, f.p, f.p AS label FROM source s JOIN rows ON rows.i = s.i
        JOIN fresh f ON f.i = rows.head""")
    connection.execute("""UPDATE record SET label = changed.label FROM changed
        WHERE record.p = changed.p AND record.label >= 0""")
    found = connection.execute("""SELECT id, record.label FROM record JOIN changed USING (p)
        WHERE record.label >= 0""").fetchall()
    connection.unregister("changed")
    return dict(found)
