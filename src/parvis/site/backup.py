"""The whole home in one file, consistent while it serves, and back again.

The database is copied first, with SQLite's online backup or PostgreSQL's own; everything else
it refers to (deliveries, releases, keys) is written once and never changed, so a copy taken
afterwards holds at least what the database names.
"""

import contextlib
import errno
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from parvis import __version__
from parvis.core.errors import Refused, Where
from parvis.core.home import HOME_FORMAT, Home
from parvis.core.ports import Progress
from parvis.site import dumping
from parvis.site.home import PRIVATE_FILE, PRIVATE_FOLDER, is_free, read_card

INDEX = "parvis-backup.json"
_WORK_PREFIX = "."
_COMPRESSION = 3
_FULL = frozenset({errno.ENOSPC, errno.EFBIG, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class BackupNote:
    """What a backup holds: files, bytes before compression, and when it was taken."""

    file: str
    files: int
    size_bytes: int
    taken_at: datetime


def backup(home: Home, target: Path, *, now: datetime, progress: Progress) -> BackupNote:
    """Write `home` to `target` (.tar.gz); nothing is left behind if it fails."""
    read_card(home)
    _refuse_target(home, target)
    draft = target.with_name(f".{target.name}.part")
    try:
        note = _write_twice(home, draft, target, now, progress)
        draft.replace(target)
    except OSError as error:
        raise _disk_refusal(error, target) from error
    finally:
        draft.unlink(missing_ok=True)
    return note


def restore(home: Home, source: Path, *, progress: Progress) -> BackupNote:
    """Rebuild a home from `source` in an empty place; every file is checked before it counts."""
    if not is_free(home):
        raise Refused("restore.occupied", where=Where(str(home.root)))
    home.root.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.root.parent, prefix=".restoring-") as place:
        draft = Home(Path(place) / "home")
        note = _unpack(source, draft, progress)
        read_card(draft)
        for side in (draft.identified, draft.warehouse):
            for folder, _, _ in os.walk(side):
                Path(folder).chmod(PRIVATE_FOLDER)
        _fill_database(draft)
        if home.root.exists():
            home.root.rmdir()
        draft.root.rename(home.root)
    return note


def _fill_database(draft: Home) -> None:
    """Give PostgreSQL its database back; Refused when the archive holds one of the other kind."""
    dumped = draft.identified / dumping.DUMP
    if dumped.exists() != dumping.is_elsewhere():
        raise Refused("restore.postgresql" if dumped.exists() else "restore.embedded")
    if dumped.exists():
        dumping.undump(dumped)
        dumped.unlink()


def _refuse_target(home: Home, target: Path) -> None:
    if target.exists():
        raise Refused("backup.exists", where=Where(str(target)))
    if not target.absolute().parent.is_dir():
        raise Refused("backup.no_folder", where=Where(str(target)))
    if target.absolute().is_relative_to(home.root):
        raise Refused("backup.inside", where=Where(str(target)))


def _write_twice(
    home: Home, draft: Path, target: Path, now: datetime, progress: Progress
) -> BackupNote:
    """A file purged between listing and copying is rare: the second try sees a calm home."""
    for attempt in (1, 2):
        try:
            return _write(home, draft, target, now, progress)
        except FileNotFoundError:
            if attempt == 2:
                raise Refused("backup.moved") from None
    raise AssertionError("unreachable")


def _write(home: Home, draft: Path, target: Path, now: datetime, progress: Progress) -> BackupNote:
    # The copy of the database names people: it stays on the identified side meanwhile.
    with (
        tempfile.TemporaryDirectory(dir=home.identified, prefix=".backup-") as place,
        os.fdopen(_open_private(draft), "wb") as file,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=_COMPRESSION) as archive,
    ):
        members = [_copied_database(home, Path(place)), *((p, p) for p in _files(home))]
        sums: dict[str, str] = {}
        size = 0
        for done, (name, content) in enumerate(members, start=1):
            inside = str(name.relative_to(home.root))
            archive.add(content, inside, recursive=False)
            sums[inside] = _sha256(content)
            size += content.stat().st_size
            progress(done / len(members), "Sauvegarde")
        _add_index(archive, sums, now)
    return BackupNote(str(target), len(sums), size, now)


def _open_private(path: Path) -> int:
    """`path`, empty, and from its first instant its owner's only."""
    path.unlink(missing_ok=True)
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)


def _copied_database(home: Home, place: Path) -> tuple[Path, Path]:
    """Where the database stands in the archive, and a copy of it in `place`."""
    copy = place / "database"
    if dumping.is_elsewhere():
        dumping.dump(copy)
        return home.identified / dumping.DUMP, copy
    _snapshot(home.database, copy)
    return home.database, copy


def _snapshot(database: Path, target: Path) -> None:
    source = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _files(home: Home) -> Iterator[Path]:
    """All that the home keeps but the live database, work folders and what is rebuilt."""
    live = {home.database.with_name(home.database.name + end) for end in ("", "-wal", "-shm")}
    for folder, subfolders, names in os.walk(home.root):
        here = Path(folder)
        subfolders[:] = sorted(
            n for n in subfolders if not n.startswith(_WORK_PREFIX) and here / n != home.static
        )
        yield from (
            here / n for n in sorted(names)
            if here / n not in live and not n.startswith(_WORK_PREFIX)
        )  # fmt: skip


def _add_index(archive: tarfile.TarFile, sums: dict[str, str], now: datetime) -> None:
    index = {"format": HOME_FORMAT, "version": __version__, "taken_at": now.isoformat(),
             "sha256": sums}  # fmt: skip
    content = json.dumps(index, indent=1).encode()
    info = tarfile.TarInfo(INDEX)
    info.size = len(content)
    archive.addfile(info, io.BytesIO(content))


def _unpack(source: Path, draft: Home, progress: Progress) -> BackupNote:
    if not source.is_file():
        raise _unreadable(source, "fichier absent")
    progress(0.1, "Lecture de la sauvegarde")
    try:
        with tarfile.open(source) as archive:
            _take_out(archive, draft.root)
        index = json.loads((draft.root / INDEX).read_text("utf-8"))
    except (tarfile.TarError, EOFError, ValueError, zlib.error, OSError) as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            raise _disk_refusal(error, draft.root) from error
        raise _unreadable(source, "archive illisible ou coupée") from error
    progress(0.7, "Vérification des empreintes")
    size = _verify(draft.root, index, source)
    (draft.root / INDEX).unlink()
    for empty in (draft.staging, draft.inbox, draft.releases):
        empty.mkdir(parents=True, exist_ok=True)
    progress(1.0, "Restauration")
    return BackupNote(str(source), len(index["sha256"]), size,
                      datetime.fromisoformat(index["taken_at"]))  # fmt: skip


def _take_out(archive: tarfile.TarFile, root: Path) -> None:
    """Write the files of `archive` under `root`, those that releases share as one file again.

    By hand, for the Python of Debian 12 came before the extraction filters of PEP 706. A symbolic
    link, a device, or a name that leads outside is refused (`tarfile.ExtractError`).
    """
    root = root.resolve()
    for member in archive:
        target = _inside(root, member.name)
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if member.islnk():
            target.hardlink_to(_inside(root, member.linkname))
        elif member.isreg():
            with archive.extractfile(member) as content, target.open("wb") as copy:  # type: ignore[union-attr]
                shutil.copyfileobj(content, copy)
            target.chmod(member.mode & 0o755 | 0o600)
            os.utime(target, (member.mtime, member.mtime))
        else:
            raise tarfile.ExtractError(member.name)


def _inside(root: Path, name: str) -> Path:
    path = Path(os.path.normpath(root / name))
    if not path.is_relative_to(root):
        raise tarfile.ExtractError(name)
    return path


def _verify(root: Path, index: dict[str, Any], source: Path) -> int:
    """Total bytes of the files that the index names, each with its announced hash."""
    size = 0
    for name, expected in index["sha256"].items():
        path = root / name
        if not path.is_file() or _sha256(path) != expected:
            raise _unreadable(source, f"{name} manque ou diffère")
        size += path.stat().st_size
    return size


def _unreadable(source: Path, detail: str) -> Refused:
    return Refused("backup.unreadable", where=Where(str(source)), detail=detail)


def _disk_refusal(error: OSError, target: Path) -> Refused:
    where = Where(str(target))
    if error.errno in _FULL:
        return Refused("backup.disk_full", where=where)
    return Refused("home.unwritable", where=where, detail=error.strerror)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def free_bytes(home: Home) -> int:
    """Room left on the disk of the home, in bytes."""
    return shutil.disk_usage(home.root).free
