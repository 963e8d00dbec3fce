"""Any microdata of persons as protected tables: read, counted, perturbed, audited, written."""

import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.ports import Progress
from parvis.core.privacy.cellkey import LAW, MOST, RECORD_KEY_BITS, SHOWN_FROM, Perturbation
from parvis.core.privacy.frozen import TOTAL, Frozen, freeze, rows_of
from parvis.core.privacy.generalise import PERSONS_THRESHOLD
from parvis.core.privacy.margins import Dimension, Ints, Microdata, Wanted, system_of
from parvis.core.privacy.wanted import Spec, spec_from
from parvis.engines.ranges import widths
from parvis.engines.tables import Columns, read_columns, write_rows

MOST_CELLS = 2_000_000
"""Cells, totals included, that are counted and audited in a reasonable time."""


@dataclass(frozen=True, slots=True)
class Table:
    """One published table. `hidden` of its `cells` have no value."""

    name: str
    file: str
    dimensions: tuple[str, ...]
    cells: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Published:
    """What was published, and under which protection.

    Every count moved by at most `noise_most` persons, `noise_mean` on average, each on its own:
    `adds_up` is false, totals are not the sums of their cells.
    """

    out: Path
    persons: int
    threshold: int
    shown_from: int
    noise_most: int
    noise_mean: float
    adds_up: bool
    small: int
    complementary: int
    tables: tuple[Table, ...]


def publish_tables(
    microdata: Path, spec: Path, out: Path, secret: bytes, progress: Progress
) -> Published:
    """Write one CSV file per table of `spec` into `out`; all of them, or none."""
    wanted = _spec(spec)
    progress(0.0, "Lecture des personnes")
    read = read_columns(microdata)
    data = _microdata(read, wanted, secret, spec)
    progress(0.4, "Décompte")
    system = system_of(data, wanted.tables)
    progress(0.5, "Protection et audit")
    frozen = freeze(system, Perturbation(secret), widths)
    progress(0.9, "Écriture")
    tables = write_frozen(frozen, wanted.tables, out)
    progress(1.0, "Tables écrites")
    mean = sum(chance * abs(size) for size, chance in LAW.items())
    return Published(out, len(data.keys), PERSONS_THRESHOLD, SHOWN_FROM, MOST, round(mean, 4),
                     False, frozen.small, frozen.complementary, tables)  # fmt: skip


def _spec(path: Path) -> Spec:
    if not path.is_file():
        raise Refused("file.missing", where=Where(path.name))
    try:
        return spec_from(tomllib.loads(path.read_text("utf-8")), path.name)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("disclose.not_toml", where=Where(path.name), detail=str(error)) from error


def _microdata(read: Columns, spec: Spec, secret: bytes, file: Path) -> Microdata:
    for name in (*spec.columns, *([spec.person] if spec.person else [])):
        if name not in read.values:
            raise Refused("disclose.column", where=Where(file.name), name=name, file=read.file,
                          found=", ".join(read.values))  # fmt: skip
    if not read.lines:
        raise Refused("disclose.nobody", where=Where(read.file))
    dimensions = {name: _dimension(read, name) for name in spec.columns}
    for levels in spec.hierarchies:
        for finer, coarser in pairwise(levels):
            _check_nested(read, dimensions[finer], dimensions[coarser])
    cells = [
        np.prod([len(dimensions[name].values) + 1 for name in table.dimensions], dtype=float)
        for table in spec.tables
    ]
    if sum(cells) > MOST_CELLS:
        raise Refused("disclose.too_many", where=Where(file.name), cells=round(sum(cells)),
                      most=MOST_CELLS)  # fmt: skip
    persons, keys = _persons(read, spec.person, secret)
    return Microdata(dimensions, persons, keys)


def _dimension(read: Columns, name: str) -> Dimension:
    found = read.values[name]
    values = tuple(sorted(set(found)))
    if TOTAL in values:
        raise Refused("disclose.star", where=read.where(found.index(TOTAL), name))
    ranks = {value: rank for rank, value in enumerate(values)}
    return Dimension(name, values, np.fromiter((ranks[v] for v in found), np.int64, len(found)))


def _check_nested(read: Columns, finer: Dimension, coarser: Dimension) -> None:
    """Refuse a hierarchy that does not hold: a value of `finer` in two of `coarser`."""
    last = np.zeros(len(finer.values), dtype=np.int64)
    last[finer.codes] = coarser.codes
    for rank in np.flatnonzero(last[finer.codes] != coarser.codes)[:1].tolist():
        value = finer.values[finer.codes[rank]]
        raise Refused("disclose.not_nested", where=read.where(rank, finer.name), value=value,
                      coarser=coarser.name)  # fmt: skip


def _persons(read: Columns, column: str, secret: bytes) -> tuple[Ints, Ints]:
    """The rank of the person of each row, and the record keys of persons by rank.

    Without a column that tells persons apart each row is one, known by all that it says: two files
    with the same rows, in whatever order, have the same keys.
    """
    if column:
        known = read.values[column]
        ranks = {person: rank for rank, person in enumerate(dict.fromkeys(known))}
        if "" in ranks:
            raise Refused("disclose.no_person", where=read.where(known.index(""), column))
        persons = np.fromiter((ranks[person] for person in known), np.int64, len(known))
        return persons, _record_keys(ranks, secret)
    rows = ["\x1f".join(row) for row in zip(*read.values.values(), strict=True)]
    return np.arange(len(rows)), _record_keys(_told_apart(rows), secret)


def _told_apart(rows: Sequence[str]) -> Iterator[str]:
    """Each row, with how many like it came before."""
    seen: dict[str, int] = {}
    for row in rows:
        seen[row] = seen.get(row, 0) + 1
        yield f"{row}\x1f{seen[row]}"


def _record_keys(persons: Iterator[str] | dict[str, int], secret: bytes) -> Ints:
    size = RECORD_KEY_BITS // 8
    keys = (blake2b(p.encode(), digest_size=size, key=secret).digest() for p in persons)
    return np.frombuffer(b"".join(keys), dtype=">u4").astype(np.int64)


def write_frozen(frozen: Frozen, tables: Sequence[Wanted], out: Path) -> tuple[Table, ...]:
    """The files, written aside then moved into `out` together."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".parvis-", dir=out))
    except OSError as error:
        raise Refused("table.unwritable", where=Where(out.name), detail=error.strerror) from error
    try:
        written = tuple(_write_table(frozen, table, draft) for table in tables)
        for table in written:
            (draft / table.file).replace(out / table.file)
    finally:
        shutil.rmtree(draft)
    return written


def _write_table(frozen: Frozen, table: Wanted, folder: Path) -> Table:
    rows = list(rows_of(frozen, table))
    file = f"{table.name}.csv"
    write_rows(folder / file, (*table.dimensions, "value"), rows)
    hidden = sum(row[-1] == "" for row in rows)
    return Table(table.name, file, table.dimensions, len(rows), hidden)
