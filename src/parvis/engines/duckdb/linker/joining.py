"""New records joining a sector already linked: only what they touch is thought over again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parvis.core.people.clusters import Weighed, connected, inner_pairs, persons
from parvis.core.people.links import SectorLinks
from parvis.core.people.records import RecordFile, roles_of, told_by
from parvis.engines.duckdb.linker import weighing
from parvis.engines.duckdb.linker.compare import with_frequencies
from parvis.engines.duckdb.linker.ground import NOWHERE, Ground, put_right
from parvis.engines.duckdb.linker.homes import find_homes
from parvis.engines.duckdb.linker.sector import column_of, gather
from parvis.engines.duckdb.linker.spelling import spell
from parvis.engines.duckdb.linker.standing import (
    GONE,
    Card,
    KeyIndex,
    Standing,
    changing,
    index_of,
    open_standing,
    read_file,
    read_runs,
    write_run,
    write_state,
)

Ints = NDArray[np.int64]

_MOST_NEW = 0.2
"""Share of new records beyond which frequencies and model are learnt anew."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The group of every record that is new or whose group was thought over again."""

    group: Mapping[str, int]
    compared: int


def join_files(
    files: Sequence[RecordFile], ready: Path, ground: Ground = NOWHERE
) -> dict[str, int] | None:
    """The groups that the records of the deliveries not read yet make or change.

    None where all has to be linked again: nothing is kept in `ready`, a known delivery went, one
    came out of order or says what none said, or too much is new.
    """
    with changing(ready) as standing:
        fresh = standing and _fresh(files, standing.card)
        if not standing or not fresh:
            return None
        gather(standing.connection, told_by(fresh), roles=standing.card.roles)
        retired = _only_what_is_new(standing)
        if not 0 < _count(standing, "source") <= _MOST_NEW * standing.count:
            return None
        read = tuple(read_file(file) for file in files)
        now = replace(standing, card=replace(standing.card, files=read))
        return dict(join(now, retired, ground).group)


def _fresh(files: Sequence[RecordFile], card: Card) -> list[RecordFile] | None:
    """The deliveries that the card does not know, if they can join."""
    told, known = {file: read_file(file) for file in files}, set(card.files)
    fresh = [file for file, read in told.items() if read not in known]
    if known - set(told.values()):
        return None
    last = {f.contract: max(g.received_at for g in known if g.contract == f.contract)
            for f in known}  # fmt: skip
    numberings = {f.contract.id: f.contract.numbering or f.contract.id for f in files}
    alike = Counter(numberings.values())
    joins = all(
        told[file].received_at >= last.get(file.contract.id, "")
        and set(roles_of(file.contract).values()) <= set(card.roles)
        and alike[numberings[file.contract.id]] == 1
        for file in fresh
    )
    return fresh if joins else None


def _only_what_is_new(standing: Standing) -> Ints:
    """Leave in `source` the records that say something new; the heads of those that changed."""
    connection = standing.connection
    hashes = connection.execute("SELECT hash(id) AS h FROM source").fetchnumpy()["h"]
    connection.register("named", standing.records_named(np.asarray(hashes)))
    said = ", ".join(["id", *(column_of(role) for role in standing.card.roles)])
    connection.execute(f"""CREATE OR REPLACE TEMP TABLE source AS
        SELECT row_number() OVER (ORDER BY id) - 1 AS i, * FROM
        (SELECT {said} FROM source EXCEPT SELECT {said} FROM named)""")
    found = connection.execute(
        "SELECT DISTINCT p FROM named WHERE id IN (SELECT id FROM source)"
    ).fetchnumpy()
    connection.unregister("named")
    return np.asarray(found["p"], dtype=np.int64)


def join(standing: Standing, retired: Ints, ground: Ground) -> Joined:
    """Take in the records of the table `source` of the standing's connection.

    `retired` are the heads that bore earlier words of some of them. The model and the
    frequencies are those of the last whole linkage.
    """
    connection = standing.connection
    spell(connection, {column_of(role): role for role in standing.card.roles}, "source")
    put_right(connection, ground)
    with_frequencies(connection, "people", "fresh")
    connection.execute("CREATE OR REPLACE TEMP TABLE apart (i BIGINT)")
    base = len(standing.labels)
    connection.execute(f"UPDATE fresh SET p = p + {base}")
    own = index_of(connection, standing.card.keys, "fresh")
    write_run(connection, standing.folder, "fresh", own)
    parted = np.unique(standing.labels[retired])
    now = _with_fresh(standing, retired, _count(standing, "fresh"))
    left, right = _met(now, own)
    touched = np.union1d(now.labels[left[left < base]], parted)
    _read_heads(now, np.flatnonzero(np.isin(now.labels[:base], touched)))
    pairs = _weighed(now, left, right)
    members, group = _thought_over(now, pairs, parted, base)
    now.labels[members] = group
    write_state(now.folder, now.card, now.labels)
    return Joined(_groups(now, members), len(pairs.odds))


def homes_kept(ready: Path, year: int) -> SectorLinks | None:
    """The homes of the sector kept in `ready`; None where nothing is."""
    standing = open_standing(ready)
    if standing is None:
        return None
    heads = np.arange(len(standing.labels))
    alive = heads[standing.labels != GONE]
    standing.connection.register("person", standing.heads(alive))
    homes = find_homes(standing.connection, np.where(standing.labels == GONE, heads,
                                                     standing.labels), year)  # fmt: skip
    found = standing.records(alive)
    standing.connection.close()
    label = standing.labels[found.column("p").to_numpy()]
    apart = -1 - np.arange(len(label))
    group = np.where(found.column("apart").to_numpy(), apart, label)
    home = dict(enumerate(homes.home.tolist()))
    return SectorLinks(found.column("id").to_pylist(), group, home=home, second=homes.second,
                       home_notes=homes.report.notes)  # fmt: skip


def _count(standing: Standing, table: str) -> int:
    ((count,),) = standing.connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return int(count)


def _with_fresh(standing: Standing, retired: Ints, count: int) -> Standing:
    """The standing with its new run; a head whose every record said something new is gone."""
    labels = np.concatenate([standing.labels, len(standing.labels) + np.arange(count)])
    now = replace(standing, runs=read_runs(standing.folder), labels=labels)
    borne = now.records(retired).column("p").to_numpy()
    now.labels[np.setdiff1d(retired, borne)] = GONE
    return now


def _met(standing: Standing, own: KeyIndex) -> tuple[Ints, Ints]:
    """Pairs of a known head with a new one, or of two new ones, each once, left < right."""
    count, who = len(standing.labels), own.places.astype(np.int64)
    one, other = standing.met_by(own.hashes, who)
    low, high = np.minimum(one, other), np.maximum(one, other)
    keys = np.unique((low * count + high)[low < high])
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


def _thought_over(standing: Standing, pairs: Weighed, parted: Ints, base: int) -> tuple[Ints, Ints]:
    """The heads of every group that new records touch or old ones left (`parted`), and the person
    of each."""
    label = standing.labels
    likely = pairs.where(pairs.odds > 0)
    met = connected(len(label), label[likely.left], label[likely.right])
    is_touched = np.zeros(len(label), dtype=bool)
    is_touched[met[label[base:]]] = True
    is_touched[met[parted]] = True
    reach = met[label]
    members = np.flatnonzero(is_touched[reach] & (label != GONE))
    _, local = np.unique(reach[members], return_inverse=True)
    left, right = inner_pairs(local)
    inner = _weighed(standing, members[left], members[right])
    where = np.searchsorted(members, inner.left), np.searchsorted(members, inner.right)
    return members, members[persons(local, Weighed(*where, inner.odds))]


def _groups(standing: Standing, members: Ints) -> dict[str, int]:
    """The group of every record that the heads `members` stand for."""
    found = standing.records(members)
    kept = found.filter(pa.array(~found.column("apart").to_numpy()))
    label = standing.labels[kept.column("p").to_numpy()].tolist()
    return dict(zip(kept.column("id").to_pylist(), label, strict=True))
