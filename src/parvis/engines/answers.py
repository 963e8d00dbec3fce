"""Answers kept as files: a folder for each release, a file for each answer, whole or not there."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_UN, lockf
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from threading import Lock

from parvis.core.home import Home

MOST = 8_192
"""Answers kept of one release, a few kilobytes each. Those that a publication prepares come first;
later ones beyond are computed each time, so that no reader can fill the disk with filters."""
_LOCKS, _LOCK_DIGITS = ".computing", 15
_LOWEST = 19
_COMPUTE = ("core/metrics", "core/privacy", "engines/sql", "engines/duckdb")


class FileAnswers:
    """The answers of the releases of a home, kept in `Home.answers`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._counts: dict[str, int] = {}
        self._guard = Lock()
        self._lock: tuple[int, int] | None = None

    def edition(self) -> str:
        """A digest of the code that computes and protects: another version asks again."""
        return _edition()

    def find(self, release: str, name: str) -> bytes | None:
        """What was kept under `name`; None where nothing is, or cannot be read."""
        try:
            return (self._folder / release / name).read_bytes()
        except OSError:
            return None

    def keep(self, release: str, name: str, content: bytes) -> None:
        """Written whole, then renamed. A full or read-only disk takes nothing away."""
        place = self._folder / release
        with suppress(OSError):
            if self._count(place) >= MOST:
                return
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=place, prefix=".part-", delete=False) as part:
                part.write(content)
            Path(part.name).replace(place / name)
            self._counts[release] += 1

    @contextmanager
    def alone(self, release: str, name: str) -> Iterator[None]:
        """One byte of one file for each answer, which the system frees when a process ends.

        Threads of one process are not kept apart: `core.once` does it. Where nothing can be
        locked, two processes compute the same answer, and it is the same; a process of the lowest
        priority locks nothing, for nobody should wait for it.
        """
        place = int(hashlib.sha256(f"{release} {name}".encode()).hexdigest()[:_LOCK_DIGITS], 16)
        lock = None if _is_last_of_all() else self._lock_file()
        held = False
        if lock is not None:
            with suppress(OSError):
                lockf(lock, LOCK_EX, 1, place)
                held = True
        try:
            yield
        finally:
            if lock is not None and held:
                lockf(lock, LOCK_UN, 1, place)

    def _lock_file(self) -> int | None:
        """Opened once: closing any descriptor of a file frees every lock of the process on it."""
        with self._guard:
            if self._lock is None or self._lock[0] != os.getpid():
                with suppress(OSError):
                    self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                    opened = os.open(self._folder / _LOCKS, os.O_RDWR | os.O_CREAT, 0o600)
                    self._lock = (os.getpid(), opened)
            return self._lock[1] if self._lock else None

    def _count(self, place: Path) -> int:
        """About how many answers `place` holds: those of other processes are counted once."""
        if place.name not in self._counts:
            self._counts[place.name] = len(list(place.iterdir())) if place.is_dir() else 0
        return self._counts[place.name]


def _is_last_of_all() -> bool:
    return os.getpriority(os.PRIO_PROCESS, 0) >= _LOWEST


def forget_answers(home: Home, *, kept: Collection[str]) -> None:
    """Remove the answers of every release but those named."""
    if home.answers.is_dir():
        for place in home.answers.iterdir():
            if place.name not in kept:
                shutil.rmtree(place, ignore_errors=True)


@cache
def _edition() -> str:
    said = hashlib.sha256()
    for name in _COMPUTE:
        for source in _sources(files("parvis").joinpath(*name.split("/"))):
            said.update(source.read_bytes())
    return said.hexdigest()


def _sources(place: Traversable) -> Iterator[Traversable]:
    """The modules of a package, those of its own packages set aside."""
    yield from sorted((p for p in place.iterdir() if p.name.endswith(".py")), key=lambda p: p.name)
