"""A sector once linked, kept ready: new records join it, and one person is found at once.

In a folder of the identified side: the records, their persons and frequencies (DuckDB), and in
files mapped in memory, shared by processes, the blocking keys as two sorted arrays and the heads in
one spelling (Arrow). It is thrown away and made again by the next whole linkage, by an erasure and
by a purge.
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
from parvis.core.people.roles import PersonRole
from parvis.core.people.saved import model_from, model_json
from parvis.engines.duckdb.connect import literal, silence
from parvis.engines.duckdb.linker.blocking import BlockingKey
from parvis.engines.duckdb.linker.compare import COUNTED

Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]

WIDEST = 240
"""Records that a key may gather and still be compared with a new one."""

_CARD, _DATABASE = "card.json", "records.duckdb"
_HASHES, _PLACES, _ARRAY = "keys-", "places-", ".npy"
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
class Card:
    """How a sector was linked: what a new record must be read, keyed and weighed with."""

    keys: tuple[BlockingKey, ...]
    model: LinkModel
    roles: tuple[PersonRole, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What one linkage added: keys, heads from number `first` on, records in order of heads."""

    index: KeyIndex
    first: int
    heads: pa.RecordBatch
    records: pa.RecordBatch
    record_heads: NDArray[np.int32]

    def heads_among(self, heads: Ints) -> pa.RecordBatch:
        """The rows of those `heads` that are of this run."""
        mine = heads[(heads >= self.first) & (heads < self.first + self.heads.num_rows)]
        return self.heads.take(pa.array(mine - self.first))

    def records_of(self, heads: Ints) -> pa.RecordBatch:
        """The records of those `heads` that are of this run."""
        low = np.searchsorted(self.record_heads, heads, side="left").tolist()
        high = np.searchsorted(self.record_heads, heads, side="right").tolist()
        ranks = [rank for a, b in zip(low, high, strict=True) for rank in range(a, b)]
        return self.records.take(pa.array(ranks, pa.int64()))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept ready of one sector, opened: tables `labels`, `record` and shares, and the
    runs of the whole linkage, then of each time records joined."""

    folder: Path
    connection: duckdb.DuckDBPyConnection
    runs: tuple[Run, ...]
    card: Card

    def met_by(self, hashes: Hashes, who: Ints) -> tuple[Ints, Ints]:
        """Pairs (one of `who`, known head) that share one of `hashes`."""
        met = [run.index.met_by(hashes, who) for run in self.runs]
        return np.concatenate([a for a, _ in met]), np.concatenate([b for _, b in met])

    def heads(self, heads: Ints) -> pa.Table:
        """What the `heads` say, in the one spelling."""
        return pa.Table.from_batches([run.heads_among(heads) for run in self.runs])

    def records(self, heads: Ints) -> list[dict[str, Any]]:
        """The records of the `heads`, as received."""
        return [row for run in self.runs for row in run.records_of(heads).to_pylist()]


def keep(
    connection: duckdb.DuckDBPyConnection, folder: Path, card: Card, persons: Ints, groups: Ints
) -> None:
    """Keep what a whole linkage made: its tables, and the persons of heads and of records.

    Made apart and moved into place: who reads the earlier one keeps it until it closes.
    """
    draft = folder.with_name(folder.name + ".making")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    connection.execute(f"ATTACH {literal(str(draft / _DATABASE))} AS kept")
    connection.register("heads_in", pa.table({"p": np.arange(len(persons)), "label": persons}))
    connection.register("records_in", pa.table({"i": np.arange(len(groups)), "label": groups}))
    connection.execute("CREATE TABLE kept.labels AS FROM heads_in")
    connection.execute("""CREATE TABLE kept.record AS
        SELECT s.* EXCLUDE i, h.p, r.label FROM source s JOIN records_in r ON s.i = r.i
        JOIN rows ON rows.i = s.i JOIN person h ON h.i = rows.head""")
    for table in (*(f"share_{column}" for column in COUNTED), "shared"):
        connection.execute(f"CREATE TABLE kept.{table} AS FROM {table}")
    connection.execute("DETACH kept")
    write_run(connection, draft, "person", index_of(connection, card.keys, "person"))
    _write_card(draft, card)
    _swap(draft, folder)


def write_run(
    connection: duckdb.DuckDBPyConnection, folder: Path, heads: str, index: KeyIndex
) -> None:
    """Write the keys, the table `heads` and the records of `source`, after what is there."""
    rank = len(list(folder.glob(f"{_PLACES}*{_ARRAY}")))
    np.save(folder / f"{_HASHES}{rank:04}{_ARRAY}", index.hashes)
    np.save(folder / f"{_PLACES}{rank:04}{_ARRAY}", index.places)
    records = f"""SELECT h.p, s.* EXCLUDE i FROM source s JOIN rows ON rows.i = s.i
        JOIN {heads} h ON h.i = rows.head ORDER BY h.p, s.id"""
    for name, sql in ((_HEADS, f"FROM {heads} ORDER BY p"), (_RECORDS, records)):
        table = connection.execute(sql).to_arrow_table().combine_chunks()
        with (
            pa.OSFile(str(folder / f"{name}{rank:04}{_TABLE}"), "wb") as sink,
            pa.ipc.new_file(sink, table.schema) as writer,
        ):
            writer.write_table(table)


def _write_card(folder: Path, card: Card) -> None:
    text = json.dumps({
        "model": model_json(card.model), "keys": [[key.id, key.sql] for key in card.keys],
        "roles": [role.value for role in card.roles],
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
    """What `folder` keeps, to be written to: a copy, put in its place once the block is done.

    The engine lets nobody write to a file that another process reads.
    """
    draft = folder.with_name(folder.name + ".making")
    shutil.rmtree(draft, ignore_errors=True)
    if not folder.is_dir():
        yield None
        return
    draft.mkdir(mode=0o700)
    for file in folder.iterdir():
        (shutil.copy if file.name == _DATABASE else os.link)(file, draft / file.name)
    standing = open_standing(draft, writes=True)
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


def open_standing(folder: Path, *, writes: bool = False) -> Standing | None:
    """What `folder` keeps; None where nothing is, or where the model has changed since."""
    try:
        data: Mapping[str, Any] = json.loads((folder / _CARD).read_text("utf-8"))
    except FileNotFoundError:
        return None
    model = model_from(data["model"])
    if model is None:
        return None
    connection = duckdb.connect(
        str(folder / _DATABASE), read_only=not writes, config={"threads": "2"}
    )
    silence(connection)
    keys = tuple(BlockingKey(id_, sql) for id_, sql in data["keys"])
    roles = tuple(PersonRole(role) for role in data["roles"])
    return Standing(folder, connection, _read_runs(folder), Card(keys, model, roles))


def _read_runs(folder: Path) -> tuple[Run, ...]:
    ranks = sorted(file.stem.removeprefix(_PLACES) for file in folder.glob(f"{_PLACES}*{_ARRAY}"))
    return tuple(_read_run(folder, rank) for rank in ranks)


def _read_run(folder: Path, rank: str) -> Run:
    hashes, places = (
        np.load(folder / f"{name}{rank}{_ARRAY}", mmap_mode="r") for name in (_HASHES, _PLACES)
    )
    heads, records = (_mapped(folder / f"{name}{rank}{_TABLE}") for name in (_HEADS, _RECORDS))
    first = int(heads.column("p")[0].as_py())
    return Run(KeyIndex(hashes, places), first, heads, records, records.column("p").to_numpy())


def _mapped(path: Path) -> pa.RecordBatch:
    """A table of one batch, mapped in memory: only what is taken is read."""
    return pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
