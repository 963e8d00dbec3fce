"""Folders of deliveries: built apart, moved into place whole, swept when nobody owns them.

A folder is owned by whoever holds a lock on it (`flock`): the lock follows the folder through a
rename and dies with its process, so that a killed load can never pass for one under way.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path

from parvis.core.errors import Refused

WORK_PREFIX = ".work-"

Orphan = Callable[[Path], bool]
"""Tells whether no kept delivery owns a folder."""


class WorkFolder:
    """An empty folder held by this process, which disappears unless a delivery comes to own it."""

    def __init__(self, staging: Path, name: str, is_orphan: Orphan) -> None:
        self._staging = staging
        self._is_orphan = is_orphan
        self.path = staging / (WORK_PREFIX + name)
        with _mutex(staging):
            self.path.mkdir(mode=0o700, exist_ok=True)
            self._lock = _claim(self.path)
            empty_but(self.path, frozenset())

    def settle(self, target: Path) -> None:
        """Move the folder to `target` in one step, replacing what a killed load left there."""
        with _mutex(self._staging):
            if target.exists():
                _remove_orphan(target, self._is_orphan)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flush(self.path)
            self.path.rename(target)
            self.path = target
            _sync_folder(target.parent)

    def close(self) -> None:
        """Give the lock back; remove the folder unless a kept delivery owns it."""
        try:
            with _mutex(self._staging):
                if _is_same(self.path, self._lock) and _is_unowned(self.path, self._is_orphan):
                    shutil.rmtree(self.path)
        finally:
            os.close(self._lock)


@contextmanager
def work_folder(staging: Path, name: str, is_orphan: Orphan) -> Iterator[WorkFolder]:
    """The work folder called `name`; Refused if another load holds it at this moment."""
    staging.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = WorkFolder(staging, name, is_orphan)
    try:
        yield folder
    finally:
        folder.close()


def sweep_folders(staging: Path, is_orphan: Orphan) -> int:
    """Remove the folders that nobody holds and no delivery owns; how many were removed.

    Nothing is removed while somebody reads the deliveries (see `reading`): the next sweep will.
    """
    if not staging.exists():
        return 0
    try:
        with _mutex(staging), _readers(staging, fcntl.LOCK_EX | fcntl.LOCK_NB):
            works = list(staging.glob(WORK_PREFIX + "*"))
            orphans = [f for f in staging.glob("[!.]*/*") if is_orphan(f)]
            return sum(_try_remove(folder, is_orphan) for folder in works + orphans)
    except BlockingIOError:
        return 0


@contextmanager
def reading(staging: Path) -> Iterator[None]:
    """Keep every delivery's folder in place while the block reads them."""
    staging.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _readers(staging, fcntl.LOCK_SH):
        yield


def sweep_uploads(inbox: Path, is_orphan: Orphan) -> int:
    """Remove the uploaded files that nobody is writing and no delivery awaits."""
    if not inbox.exists():
        return 0
    return sum(_try_remove(file, is_orphan) for file in inbox.iterdir() if is_orphan(file))


def flush(folder: Path) -> None:
    """Push the files of `folder` and its list of names to the disk itself."""
    for file in folder.iterdir():
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _readers(staging: Path, mode: int) -> Iterator[None]:
    handle = os.open(staging / ".readers", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, mode)
        yield
    finally:
        os.close(handle)


@contextmanager
def _mutex(staging: Path) -> Iterator[None]:
    """The short lock of creations, moves and removals; never held while a file is read."""
    handle = os.open(staging, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _claim(path: Path) -> int:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Refused("load.in_progress") from None
    return handle


def _try_remove(path: Path, is_orphan: Orphan) -> bool:
    """Remove `path` unless somebody holds it or a delivery came to own it meanwhile."""
    try:
        _remove_orphan(path, is_orphan)
    except (Refused, FileNotFoundError):
        return False
    return True


def _remove_orphan(path: Path, is_orphan: Orphan) -> None:
    lock = _claim(path)
    try:
        if not _is_unowned(path, is_orphan):
            raise Refused("load.in_progress")
        _remove(path)
    finally:
        os.close(lock)


def _is_unowned(path: Path, is_orphan: Orphan) -> bool:
    return path.name.startswith(WORK_PREFIX) or is_orphan(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def empty_but(folder: Path, names: Set[str]) -> None:
    """Remove all that `folder` holds, except what bears one of `names`."""
    for leftover in folder.iterdir():
        if leftover.name not in names:
            _remove(leftover)


def _is_same(path: Path, handle: int) -> bool:
    """Whether `path` still names the folder held by `handle`."""
    return path.exists() and path.stat().st_ino == os.fstat(handle).st_ino
