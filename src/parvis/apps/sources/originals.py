"""The file as it was received: its fingerprint, its compressed copy, a line of it."""

import csv
import errno
import gzip
import hashlib
import io
import sys
import zipfile
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from threading import Event
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import OperationalError

from parvis.core.errors import Refused, Where
from parvis.core.ingest.litter import is_litter

CHUNK = 1 << 20
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DATABASE_FULL = ("disk is full", "disk I/O error")
"""What SQLite says of a disk without room: the second where its log cannot grow."""

_RECORD_LINES = 200
"""A record that runs over more physical lines than this is shown cut."""


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record as received: its header (may be empty) and its cells."""

    header: tuple[str, ...]
    cells: tuple[str, ...]
    text: str


def fingerprint(path: Path, filename: str) -> str:
    """The sha256 of a file, in hexadecimal; Refused if it cannot be read.

    A device or a pipe is not a file: it may have no end.
    """
    where = Where(file=filename)
    if path.is_dir():
        raise Refused("file.is_folder", where=where)
    if not path.is_file():
        raise Refused("file.missing", where=where)
    try:
        with path.open("rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as error:
        raise Refused("file.missing", where=where) from error


@contextmanager
def disk_guard(filename: str) -> Iterator[None]:
    """Turn a full disk into its refusal."""
    try:
        yield
    except (OSError, OperationalError) as failure:
        is_full = isinstance(failure, OSError) and failure.errno in _FULL
        if is_full or any(words in str(failure) for words in _DATABASE_FULL):
            raise Refused("file.disk_full", where=Where(file=filename)) from failure
        raise


@contextmanager
def copying(path: Path, target: Path, sha256: str) -> Iterator[None]:
    """Keep `path` compressed (zstd) in `target` while the body reads it on its own account.

    Refused, once the body is done, if what was copied is not the file of that fingerprint.
    A body that fails stops the copy at once.
    """
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        copy = pool.submit(_copy_compressed, path, target, stop)
        try:
            yield
        except BaseException:
            stop.set()
            raise
        if copy.result() != sha256:
            raise Refused("file.changed")


def _copy_compressed(path: Path, target: Path, stop: Event) -> str:
    seen = hashlib.sha256()
    with path.open("rb") as source, pa.CompressedOutputStream(str(target), "zstd") as sink:
        while not stop.is_set() and (chunk := source.read(CHUNK)):
            seen.update(chunk)
            sink.write(chunk)
    return seen.hexdigest()


def read_record(
    original: Path, line: int, *, encoding: str, delimiter: str, header_line: int
) -> RawRecord:
    """The record that starts at physical `line` of a kept original; Refused if there is none."""
    if not 1 <= line <= sys.maxsize:
        raise Refused("lines.no_such_line", line=line)
    with pa.CompressedInputStream(str(original), "zstd") as stream:
        if stream.read(4) == b"PAR1":
            return _parquet_record(original, line)
    with _text(original, encoding) as lines:
        head = list(islice(lines, max(header_line, 0)))
        body = chain(head, lines)
        text = _record_text(islice(body, line - 1, None), delimiter)
    if not text.strip():
        raise Refused("lines.no_such_line", line=line)
    header = _cells(head[-1], delimiter) if head else ()
    return RawRecord(header, _cells(text, delimiter), text.rstrip("\r\n"))


def blank_lines(original: Path, lines: Collection[int], *, encoding: str) -> None:
    """Empty these lines of a kept original, and the lines their records run over.

    An original that is not plain text cannot be rewritten line by line: it is removed whole.
    """
    if not original.is_file():
        return
    with pa.CompressedInputStream(str(original), "zstd") as stream:
        start = stream.read(4)
    if start.startswith((b"PAR1", b"\x1f\x8b", b"PK")):
        original.unlink()
        return
    draft = original.with_name(original.name + ".new")
    with (
        _text(original, encoding) as source,
        pa.CompressedOutputStream(str(draft), "zstd") as sink,
    ):
        for text in _blanked(source, lines):
            sink.write(text.encode(encoding, errors="replace"))
    draft.replace(original)


def _blanked(source: Iterator[str], lines: Collection[int]) -> Iterator[str]:
    quotes = 0
    for number, text in enumerate(source, 1):
        begins = number in lines
        if not begins and quotes % 2 == 0:
            yield text
            continue
        quotes = (0 if begins else quotes) + text.count('"')
        yield "\n"


def _parquet_record(original: Path, line: int) -> RawRecord:
    with pa.CompressedInputStream(str(original), "zstd") as stream:
        table = pq.read_table(pa.BufferReader(stream.read()))
    if not 1 <= line <= table.num_rows:
        raise Refused("lines.no_such_line", line=line)
    row = table.slice(line - 1, 1).to_pylist()[0]
    cells = tuple("" if v is None else str(v) for v in row.values())
    return RawRecord(tuple(row), cells, ", ".join(cells))


@contextmanager
def _text(original: Path, encoding: str) -> Iterator[Iterator[str]]:
    """The lines of the original, seen through the gzip or zip it may have come in."""
    with pa.CompressedInputStream(str(original), "zstd") as stream:
        start = stream.read(4)
    with (
        pa.CompressedInputStream(str(original), "zstd") as stream,
        _member(stream, start) as raw,
    ):
        yield iter(io.TextIOWrapper(raw, encoding=encoding, errors="replace", newline=""))


@contextmanager
def _member(stream: IO[bytes], start: bytes) -> Iterator[IO[bytes]]:
    if start.startswith(b"\x1f\x8b"):
        with gzip.GzipFile(fileobj=stream) as member:
            yield member
    elif start.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(stream.read())) as archive:
            files = (i for i in archive.infolist() if not i.is_dir())
            with archive.open(next(i for i in files if not is_litter(i.filename))) as member:
                yield member
    else:
        yield io.BufferedReader(stream)


def _record_text(lines: Iterator[str], delimiter: str) -> str:
    """The first record of `lines`, a quoted field being allowed to run over several."""
    text = ""
    for line in islice(lines, _RECORD_LINES):
        text += line
        if text.count('"') % 2 == 0:
            break
    return text


def _cells(text: str, delimiter: str) -> tuple[str, ...]:
    with suppress(csv.Error, StopIteration, TypeError):
        return tuple(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    return (text.rstrip("\r\n"),)
