"""The file as received: it exists, it is one table, and it is out of its archive."""

import codecs
import gzip
import hashlib
import os
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO

from parvis.core.errors import Refused, Where
from parvis.core.ingest.litter import is_litter
from parvis.core.ports import LooseFile
from parvis.engines.intake.limits import MEBI, Limits, human

_ARCHIVES = {b"PK\x03\x04": "zip", b"PK\x05\x06": "zip", b"\x1f\x8b": "gzip"}
_PARQUET = b"PAR1"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNREAD = {
    b"%PDF": "PDF",
    b"Rar!": "archive RAR",
    b"7z\xbc\xaf\x27\x1c": "archive 7-Zip",
    b"BZh": "archive bzip2",
    b"\xfd7zXZ\x00": "archive xz",
    b"\x28\xb5\x2f\xfd": "archive zstd",
    b"SQLite format 3": "base SQLite",
    b"{\\rtf": "document RTF",
}
_MARKUP = {
    b"<html": "page web",
    b"<!doctype": "page web",
    b"<?xml": "XML",
}
"""Compared without case, byte order mark or blanks."""

_OBJECT, _ARRAY = b'{"', b"[{"

_HEAD = 512
_TAR_AT = slice(257, 262)
_ENCRYPTED = 0x1
_LONGEST_NAME = 255
_ZIP_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class Kind(StrEnum):
    """What the bytes are; `load` reads each its own way."""

    TEXT = "text"
    PARQUET = "parquet"
    XLSX = "xlsx"
    ODS = "ods"
    NDJSON = "ndjson"
    JSON = "json"


WORKBOOKS = frozenset({Kind.XLSX, Kind.ODS})


@dataclass(frozen=True, slots=True)
class Received:
    """A file ready to be read.

    `path` is the received one or its expansion; `sha256` is always that of the bytes
    received; `stamp` is that of the received file before it is read.
    """

    path: Path
    name: str
    sha256: str
    kind: Kind
    stamp: tuple[int, int, int]


def receive(path: Path, *, filename: str, scratch: Path, limits: Limits) -> Received:
    """`path` hashed and out of its archive if it is in one; Refused if it cannot be a table."""
    where = Where(filename)
    size = _size(path, where)
    _check_room(scratch, size, limits, where)
    before, head = stamp(path), _head(path)
    sha256 = _sha256(path)
    with _damage_told(where):
        plain, kind = _unpacked(path, head, scratch, limits, where)
    if kind is None:
        kind = _kind(_head(plain), where)
    return Received(plain, filename, sha256, kind, before)


def _unpacked(
    path: Path, head: bytes, scratch: Path, limits: Limits, where: Where
) -> tuple[Path, Kind | None]:
    """The file out of its archive, and its kind if it is a workbook: a zip that stays one."""
    if not (archive := _archive(head)):
        return path, None
    if kind := _workbook(path, archive, limits, where):
        return path, kind
    plain = scratch / "received"
    _expand(path, archive, plain, limits, where)
    if nested := _archive(_head(plain)):
        if kind := _workbook(plain, nested, limits, where):
            return plain, kind
        raise Refused("file.archive_nested", where=where)
    return plain, None


def unpack(
    path: Path, *, filename: str, folder: Path, limits: Limits, least: int = 2
) -> list[LooseFile]:
    """The files of an archive of `least` or more, expanded in `folder`; none if it is not one.

    Every member is judged before the first is written, and all are written before the first is
    loaded: an archive that is damaged or unsafe is refused whole. What a member holds is not
    looked at: it is then loaded as if it had come alone.
    """
    where = Where(filename)
    size = _size(path, where)
    if _archive(_head(path)) != "zip":
        return []
    with _damage_told(where), zipfile.ZipFile(path) as archive:
        if _workbook_kind(archive, where) or len(members := _members(archive)) < least:
            return []
        _check_members(members, size, limits, where)
        _check_room(folder, sum(m.file_size for m in members), limits, where)
        return [
            _part(archive, member, folder / str(rank), limits, where)
            for rank, member in enumerate(members)
        ]


def _part(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path, limits: Limits, where: Where
) -> LooseFile:
    """A member written at `target`, under its own name without its folders."""
    with archive.open(member) as stream:
        _pour(stream, target, member.compress_size, limits, where)
    return LooseFile(target, PurePosixPath(_posix(member)).name[-_LONGEST_NAME:])


def _check_members(
    members: list[zipfile.ZipInfo], packed: int, limits: Limits, where: Where
) -> None:
    """Refuse an archive for its number of files, their names, or what they expand to."""
    if len(members) > limits.members:
        raise Refused("file.archive_crowded", where=where, count=len(members), limit=limits.members)
    for member in members:
        _check_member(member, where)
        _check_inflation(member.file_size, member.compress_size, limits, limits.expanded, where)
    _check_inflation(sum(m.file_size for m in members), packed, limits, limits.expanded, where)


def stamp(path: Path) -> tuple[int, int, int]:
    """What changes when somebody writes into `path`: inode, size, instant of modification."""
    found = path.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _size(path: Path, where: Where) -> int:
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise Refused("file.is_folder", where=where)
        if not stat.S_ISREG(found.st_mode) or not os.access(path, os.R_OK):
            raise Refused("file.missing", where=where)
    except OSError as error:
        raise Refused("file.missing", where=where) from error
    if not found.st_size:
        raise Refused("file.empty", where=where)
    return found.st_size


def _check_room(scratch: Path, size: int, limits: Limits, where: Where) -> None:
    """A load writes at most a UTF-8 copy, the typed rows and the quarantine."""
    if shutil.disk_usage(scratch).free < 3 * size + limits.reserve:
        raise Refused("file.disk_full", where=where)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _archive(head: bytes) -> str:
    return next((kind for magic, kind in _ARCHIVES.items() if head.startswith(magic)), "")


def _kind(head: bytes, where: Where) -> Kind:
    if head.startswith(_OLD_OFFICE):
        raise Refused("file.workbook", where=where, kind="Excel 97-2003, ou mot de passe")
    kind = next((k for magic, k in _UNREAD.items() if head.lstrip().startswith(magic)), "")
    bare = b"".join(head.removeprefix(codecs.BOM_UTF8).split()).lower()
    if bare.startswith(_OBJECT):
        return Kind.NDJSON
    if bare.startswith(_ARRAY):
        return Kind.JSON
    kind = next((k for start, k in _MARKUP.items() if bare.startswith(start)), kind)
    if head[_TAR_AT] == b"ustar":
        kind = "archive tar"
    if kind:
        raise Refused("file.kind", where=where, kind=kind)
    return Kind.PARQUET if head.startswith(_PARQUET) else Kind.TEXT


@contextmanager
def _damage_told(where: Where) -> Iterator[None]:
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile) as error:
        raise Refused("file.truncated", where=where) from error


def _expand(path: Path, kind: str, target: Path, limits: Limits, where: Where) -> None:
    if kind == "gzip":
        with gzip.open(path, "rb") as stream:
            _pour(stream, target, path.stat().st_size, limits, where)
    else:
        with zipfile.ZipFile(path) as archive:
            member = _only_member(archive, where)
            if member.file_size > limits.expanded:
                raise _bomb(limits, limits.expanded, where)
            with archive.open(member) as stream:
                _pour(stream, target, member.compress_size, limits, where)
    if not target.stat().st_size:
        raise Refused("file.empty", where=where)


def _pour(
    stream: IO[bytes] | gzip.GzipFile, target: Path, packed: int, limits: Limits, where: Where
) -> None:
    """Expand `stream` into `target`, counting: what an archive declares is not believed."""
    written = 0
    with target.open("wb") as out:
        while block := stream.read(MEBI):
            written += len(block)
            _check_inflation(written, packed, limits, limits.expanded, where)
            out.write(block)


def _check_inflation(written: int, packed: int, limits: Limits, most: int, where: Where) -> None:
    is_inflated = written > limits.ratio_from and written > packed * limits.ratio
    if written > most or is_inflated:
        raise _bomb(limits, most, where)


def _bomb(limits: Limits, most: int, where: Where) -> Refused:
    limit = f"{human(most)} ou {limits.ratio} fois sa taille"
    return Refused("file.bomb", where=where, limit=limit)


def _only_member(archive: zipfile.ZipFile, where: Where) -> zipfile.ZipInfo:
    members = _members(archive)
    if len(members) != 1:
        raise Refused("file.archive_members", where=where, count=len(members))
    member = members[0]
    _check_member(member, where)
    return member


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of an archive, without the folders and what systems leave of their own."""
    return [i for i in archive.infolist() if not i.is_dir() and not is_litter(i.filename)]


def _posix(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/")


def _workbook(path: Path, archive: str, limits: Limits, where: Where) -> Kind | None:
    """The kind of a workbook whose parts are safe to open; None for another archive."""
    if archive != "zip":
        return None
    with zipfile.ZipFile(path) as book:
        kind = _workbook_kind(book, where)
        if kind:
            _check_parts(book, path.stat().st_size, limits, where)
    return kind


def _workbook_kind(book: zipfile.ZipFile, where: Where) -> Kind | None:
    names = set(book.namelist())
    if any(n.endswith("vbaProject.bin") or n.startswith("Basic/") for n in names):
        raise Refused("file.workbook_macros", where=where)
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if any(n.startswith("xl/") for n in names):
        raise Refused("file.workbook", where=where, kind="Excel binaire")
    if {"mimetype", "content.xml"} <= names:
        return Kind.ODS
    if "[Content_Types].xml" in names:
        raise Refused("file.kind", where=where, kind="document Office")
    return None


def _check_parts(book: zipfile.ZipFile, packed: int, limits: Limits, where: Where) -> None:
    """Refuse parts that are encrypted, declare entities, or expand beyond `limits.workbook`."""
    written = 0
    for part in book.infolist():
        if part.flag_bits & _ENCRYPTED:
            raise Refused("file.encrypted", where=where)
        with book.open(part) as stream:
            while block := stream.read(MEBI):
                written += len(block)
                _check_inflation(written, packed, limits, limits.workbook, where)
                _check_markup(block, where)


def _check_markup(block: bytes, where: Where) -> None:
    if b"<!DOCTYPE" in block or b"<!ENTITY" in block:
        raise Refused("file.workbook_entities", where=where)
    if b"manifest:encryption-data" in block:
        raise Refused("file.encrypted", where=where)


def _check_member(member: zipfile.ZipInfo, where: Where) -> None:
    parts = PurePosixPath(_posix(member))
    if parts.is_absolute() or ".." in parts.parts or ":" in member.filename:
        raise Refused("file.archive_path", where=where, member=member.filename[:80])
    if member.flag_bits & _ENCRYPTED:
        raise Refused("file.encrypted", where=where)
    if member.compress_type not in _ZIP_METHODS:
        raise Refused("file.kind", where=where, kind="zip à compression rare")
