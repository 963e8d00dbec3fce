"""A sector once linked, kept ready: new records join it, and one person is found at once.

In a folder of the identified side, nothing of which is ever written twice: frequencies (DuckDB),
the person of each head, and run after run, in files mapped in memory and shared by processes, the
blocking keys and the references as sorted arrays, the heads in one spelling and the records as
received (Arrow). It is thrown away and made again by the next whole linkage, by an erasure and by a
purge.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parvis.core.people.model import LinkModel
from parvis.core.people.records import RecordFile
from parvis.core.people.roles import PersonRole
from parvis.core.people.saved import model_from, model_json
from parvis.engines.duckdb.connect import literal, silence
from parvis.engines.duckdb.linker.blocking import BlockingKey
from parvis.engines.duckdb.linker.compare import COUNTED

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

WIDEST = 240
"""Records that a key may gather and still be compared with a new one."""

GONE = -1
"""The label of a head that no record bears any more."""

_CARD, _FREQUENCIES, _LABELS = "card.json", "frequencies.duckdb", "labels.npy"
_HASHES, _PLACES, _REFERENCES, _RANKS, _ARRAY = "keys-", "places-", "ids-", "ranks-", ".npy"
_HEADS, _RECORDS, _TABLE = "heads-", "records-", ".arrow"


@dataclass(frozen=True, slots=True)
class KeyIndex:
    """Hashes of all keys of all records, sorted, and the head of each."""

    hashes: Hashes
    places: NDArray[np.int32]

    def met_by(self, hashes: Hashes, who: Ints) -> tuple[Ints, Ints]:
        """Pairs (one of `who`, head) that share one of `hashes`; too wide a key meets nobody."""
        low = np.searchsorted(self.hashes, hashes, side="left")
        width = np.searchsorted(self.hashes, hashes, side="right") - low
        width[width > WIDEST] = 0
        asked = np.repeat(who, width)
        offset = np.arange(len(asked)) - np.repeat(np.cumsum(width) - width, width)
        met = self.places[np.repeat(low, width) + offset].astype(np.int64)
        return asked, met


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A delivery that was read: its contract, what changes when its rows do, when it came."""

    contract: str
    stamp: str
    received_at: str


def read_file(file: RecordFile) -> ReadFile:
    """A delivery as a card remembers it."""
    stamp = f"{file.contract.version} {file.sha256} {file.rows.stat().st_mtime_ns}"
    return ReadFile(file.contract.id, stamp, file.received_at.isoformat())


@dataclass(frozen=True, slots=True)
class Card:
    """How a sector was linked: what a new record must be read, keyed and weighed with, and the
    deliveries that were read."""

    keys: tuple[BlockingKey, ...]
    model: LinkModel
    roles: tuple[PersonRole, ...]
    files: tuple[ReadFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """What one linkage added: keys, heads from number `first` on, records in order of heads, and
    the hashes of their references, sorted, with the rank of each record."""

    index: KeyIndex
    first: int
    heads: pa.RecordBatch
    records: pa.RecordBatch
    record_heads: NDArray[np.int32]
    references: Hashes
    ranks: NDArray[np.int32]

    def heads_among(self, heads: Ints) -> pa.RecordBatch:
        """The rows of those `heads` that are of this run."""
        mine = heads[(heads >= self.first) & (heads < self.first + self.heads.num_rows)]
        return self.heads.take(pa.array(mine - self.first))

    def ranks_of(self, heads: Ints) -> Ints:
        """The ranks of the records of those `heads` that are of this run."""
        heads = heads.astype(self.record_heads.dtype)
        low = np.searchsorted(self.record_heads, heads, side="left")
        width = np.searchsorted(self.record_heads, heads, side="right") - low
        offset = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width)
        return np.asarray(np.repeat(low, width) + offset, dtype=np.int64)

    def rank_of(self, references: Hashes) -> Ints:
        """The rank of the record of each reference, -1 where this run has none."""
        at = np.searchsorted(self.references, references)
        at = np.minimum(at, len(self.references) - 1)
        return np.where(self.references[at] == references, self.ranks[at], -1).astype(np.int64)

    def taken(self, ranks: Ints) -> pa.RecordBatch:
        """The records of those ranks."""
        return self.records.take(pa.array(ranks, pa.int64()))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept ready of one sector, opened: a connection with the shares and `shared` of its
    values, the label of each head, the runs of the whole linkage, then of each time records
    joined."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    labels: Ints
    runs: tuple[Run, ...]
    card: Card

    def met_by(self, hashes: Hashes, who: Ints) -> tuple[Ints, Ints]:
        """Pairs (one of `who`, known head) that share one of `hashes`."""
        met = [run.index.met_by(hashes, who) for run in self.runs]
        asked, heads = (np.concatenate(column) for column in zip(*met, strict=True))
        alive = self.labels[heads] != GONE
        return asked[alive], heads[alive]

    def heads(self, heads: Ints) -> pa.Table:
        """What the `heads` say, in the one spelling."""
        return pa.Table.from_batches([run.heads_among(heads) for run in self.runs])

    def records(self, heads: Ints) -> pa.Table:
        """The records of the `heads`, as received, but for those that a later run says anew."""
        found = []
        for at, run in enumerate(self.runs):
            rows = run.taken(run.ranks_of(heads))
            for later in self.runs[at + 1 :]:
                hashes = rows.column("hash").to_numpy()
                rows = rows.filter(pa.array(later.rank_of(hashes) < 0))
            found.append(rows)
        return pa.Table.from_batches(found)

    def records_named(self, references: Hashes) -> pa.Table:
        """The latest record of each of `references`; those that are unknown are left out."""
        found = []
        for run in reversed(self.runs):
            ranks = run.rank_of(references)
            found.append(run.taken(ranks[ranks >= 0]))
            references = references[ranks < 0]
        return pa.Table.from_batches(found)

    @property
    def count(self) -> int:
        """Records kept, those said anew counted twice."""
        return sum(run.records.num_rows for run in self.runs)


def keep(
    connection: duckdb.DuckDBPyConnection, folder: Path, card: Card, persons: Ints, groups: Ints
) -> None:
    """Keep what a whole linkage made: its tables, and the persons of heads and of records.

    Made apart and moved into place: who reads the earlier one keeps it until it closes.
    """
    draft = folder.with_name(folder.name + ".making")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    connection.execute(f"ATTACH {literal(str(draft / _FREQUENCIES))} AS kept")
    for table in _KNOWN:
        connection.execute(f"CREATE TABLE kept.{table} AS FROM {table}")
    connection.execute("DETACH kept")
    connection.register("apart_in", pa.table({"i": np.flatnonzero(groups < 0)}))
    connection.execute("CREATE OR REPLACE TEMP TABLE apart AS FROM apart_in")
    write_run(connection, draft, "person", index_of(connection, card.keys, "person"))
    write_state(draft, card, persons)
    _swap(draft, folder)


_KNOWN = (*(f"share_{column}" for column in COUNTED), "shared")


def write_run(
    connection: duckdb.DuckDBPyConnection, folder: Path, heads: str, index: KeyIndex
) -> None:
    """Write the keys, the table `heads` and the records of `source`, after what is there.

    Rows of `source` whose rank is in the table `apart` are of no head's group.
    """
    rank = len(list(folder.glob(f"{_PLACES}*{_ARRAY}")))
    records = f"""SELECT h.p, hash(s.id) AS hash, s.i IN (SELECT i FROM apart) AS apart,
        s.* EXCLUDE i FROM source s JOIN rows ON rows.i = s.i
        JOIN {heads} h ON h.i = rows.head ORDER BY h.p, s.id"""
    tables = {
        name: connection.execute(sql).to_arrow_table().combine_chunks()
        for name, sql in ((_HEADS, f"FROM {heads} ORDER BY p"), (_RECORDS, records))
    }
    references = tables[_RECORDS].column("hash").to_numpy()
    order = np.argsort(references, kind="stable")
    arrays = {_HASHES: index.hashes, _PLACES: index.places, _REFERENCES: references[order],
              _RANKS: order.astype(np.int32)}  # fmt: skip
    for name, array in arrays.items():
        np.save(folder / f"{name}{rank:04}{_ARRAY}", array)
    for name, table in tables.items():
        with (
            pa.OSFile(str(folder / f"{name}{rank:04}{_TABLE}"), "wb") as sink,
            pa.ipc.new_file(sink, table.schema) as writer,
        ):
            writer.write_table(table)


def write_state(folder: Path, card: Card, labels: Ints) -> None:
    """Write the card and the labels, in the place of what the folder shares with the earlier."""
    for name in (_CARD, _LABELS):
        (folder / name).unlink(missing_ok=True)
    np.save(folder / _LABELS, labels)
    text = json.dumps({
        "engine": duckdb.__version__, "model": model_json(card.model),
        "keys": [[key.id, key.sql] for key in card.keys],
        "roles": [role.value for role in card.roles],
        "files": [[f.contract, f.stamp, f.received_at] for f in card.files],
    })  # fmt: skip
    (folder / _CARD).write_text(text, "utf-8")


def forget(folder: Path) -> None:
    """Throw away what is kept ready of a sector."""
    shutil.rmtree(folder, ignore_errors=True)


def index_of(
    connection: duckdb.DuckDBPyConnection, keys: Sequence[BlockingKey], table: str
) -> KeyIndex:
    """The index of the records of `table`."""
    parts = " UNION ALL ".join(
        f"SELECT hash({rank}, {key.sql}) AS h, p FROM {table} WHERE ({key.sql}) IS NOT NULL"
        for rank, key in enumerate(keys)
    )
    found = connection.execute(f"SELECT h, p::INTEGER AS p FROM ({parts}) ORDER BY h").fetchnumpy()
    return KeyIndex(np.asarray(found["h"]), np.asarray(found["p"]))


@contextmanager
def changing(folder: Path) -> Iterator[Standing | None]:
    """What `folder` keeps, to be added to: files shared with it, put in its place once the block
    is done, left as it was if the block fails."""
    draft = folder.with_name(folder.name + ".making")
    shutil.rmtree(draft, ignore_errors=True)
    if not folder.is_dir():
        yield None
        return
    draft.mkdir(mode=0o700)
    for file in folder.iterdir():
        os.link(file, draft / file.name)
    standing = open_standing(draft)
    try:
        yield standing
    finally:
        if standing is not None:
            standing.connection.close()
    _swap(draft, folder)


def _swap(draft: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def stamp_of(folder: Path) -> int:
    """What changes when the folder's content does; 0 where there is none."""
    try:
        return folder.stat().st_ino
    except FileNotFoundError:
        return 0


def open_standing(folder: Path) -> Standing | None:
    """What `folder` keeps; None where nothing is, or where model or engine changed since."""
    try:
        data: Mapping[str, Any] = json.loads((folder / _CARD).read_text("utf-8"))
    except FileNotFoundError:
        return None
    model = model_from(data["model"])
    # Keys are hashes of the engine's own, which its versions may compute otherwise.
    if model is None or data.get("engine") != duckdb.__version__:
        return None
    card = Card(
        tuple(BlockingKey(id_, sql) for id_, sql in data["keys"]),
        model,
        tuple(PersonRole(role) for role in data["roles"]),
        tuple(ReadFile(*told) for told in data["files"]),
    )
    labels = np.load(folder / _LABELS)
    return Standing(folder, _opened(folder), labels, read_runs(folder), card)


def _opened(folder: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory that sees the frequencies, which nobody writes to."""
    connection = duckdb.connect(config={"threads": "2"})
    silence(connection)
    connection.execute(f"ATTACH {literal(str(folder / _FREQUENCIES))} AS kept (READ_ONLY)")
    for table in _KNOWN:
        connection.execute(f"CREATE TEMP VIEW {table} AS FROM kept.{table}")
    return connection


def read_runs(folder: Path) -> tuple[Run, ...]:
    """The runs kept in `folder`, the whole linkage first."""
    ranks = sorted(file.stem.removeprefix(_PLACES) for file in folder.glob(f"{_PLACES}*{_ARRAY}"))
    return tuple(_read_run(folder, rank) for rank in ranks)


def _read_run(folder: Path, rank: str) -> Run:
    hashes, places, references, ranks = (
        np.load(folder / f"{name}{rank}{_ARRAY}", mmap_mode="r")
        for name in (_HASHES, _PLACES, _REFERENCES, _RANKS)
    )
    heads, records = (_mapped(folder / f"{name}{rank}{_TABLE}") for name in (_HEADS, _RECORDS))
    first = int(heads.column("p")[0].as_py())
    record_heads = records.column("p").to_numpy()
    return Run(KeyIndex(hashes, places), first, heads, records, record_heads, references, ranks)


def _mapped(path: Path) -> pa.RecordBatch:
    """A table of one batch, mapped in memory: only what is taken is read."""
    return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
