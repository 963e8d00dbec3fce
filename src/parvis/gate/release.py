"""Publishing: an immutable release is built apart, checked, then put in use in one step."""

import fcntl
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from parvis.core.errors import Refused
from parvis.core.facts import Fact
from parvis.core.home import Home
from parvis.core.ports import Progress
from parvis.core.privacy.pseudonym import EpochKey
from parvis.core.release import Input, Manifest, TableNote
from parvis.core.territory.figures import OfficialFigure
from parvis.engines.duckdb.manifest import MANIFEST, folder_of, manifest_text
from parvis.gate.canary import rehearse
from parvis.gate.conform import Links
from parvis.gate.inputs import ReleaseInput as ReleaseInput
from parvis.gate.inputs import in_order
from parvis.gate.official import inputs_of
from parvis.gate.shelf import BUILDING, point_to, sha256_of, sync
from parvis.gate.writer import Workplace, write_tables

_FULL = ("No space left", "File too large", "quota exceeded", "max_temp_directory_size")
"""What errors of a full disk, a file-size limit or a full quota have in their text."""


def build(
    inputs: Sequence[ReleaseInput],
    *,
    home: Home,
    facts: Mapping[str, Fact],
    key: EpochKey,
    now: datetime,
    code_version: str,
    progress: Progress,
    links: Links = (),
    official: Sequence[OfficialFigure] = (),
) -> Manifest:
    """Publish `inputs` as a new release and put it in use; its manifest.

    Interrupted at any point it leaves the release in use as it was, and what it had begun is
    swept by the next. Raises Refused where nothing feeds a fact, where a contract would let
    an identifying field out, where another publication is under way or the disk is full.
    """
    fed = [i for i in in_order(inputs) if i.contract.fact]
    if not fed:
        raise Refused("release.nothing_to_publish")
    with _room(), _alone(home), _workplace(home, _free_id(home, now)) as place:
        progress(0.0, "Répétition générale")
        rehearse({i.contract.id: i.contract for i in fed}, facts, key, place.spill)
        own = replace(key, release=place.release)
        notes = write_tables(
            place, fed, facts, own, lambda label: progress(0.3, label), links, official
        )
        progress(0.9, "Mise en service")
        sources = [*(i.note() for i in fed), *inputs_of(official, now)]
        manifest = _seal(place, sources, notes, now, code_version, key.epoch)
        place.folder.rename(folder_of(home, place.release))
        sync(home.releases)
        point_to(home, place.release)
    progress(1.0, "Publié")
    return manifest


def _seal(
    place: Workplace,
    inputs: Sequence[Input],
    notes: tuple[TableNote, ...],
    now: datetime,
    code_version: str,
    epoch: int,
) -> Manifest:
    """Write the manifest beside the files it vouches for, and have all of it on the disk."""
    files = sorted(path for path in place.folder.iterdir())
    manifest = Manifest(
        id=place.release,
        published_at=now,
        code_version=code_version,
        inputs=tuple(inputs),
        tables=notes,
        files={path.name: sha256_of(path) for path in files},
        key_epoch=epoch,
    )
    (place.folder / MANIFEST).write_text(manifest_text(manifest), "utf-8")
    for path in (*files, place.folder / MANIFEST):
        path.chmod(0o400)
        sync(path)
    sync(place.folder)
    return manifest


def _free_id(home: Home, now: datetime) -> str:
    """The instant of publication, followed by a rank when two fall in one second."""
    instant = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    candidate, rank = instant, 1
    while folder_of(home, candidate).exists():
        rank += 1
        candidate = f"{instant}-{rank}"
    return candidate


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Hold the lock of the warehouse; the system drops it with the process."""
    home.releases.mkdir(parents=True, exist_ok=True)
    with (home.warehouse / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("release.busy") from error
        yield


@contextmanager
def _room() -> Iterator[None]:
    """Say that the disk is full where that is what the system or the engine stumbled on."""
    try:
        yield
    except (OSError, duckdb.Error) as error:
        if any(words in str(error) for words in _FULL):
            raise Refused("release.disk_full") from error
        raise


@contextmanager
def _workplace(home: Home, release: str) -> Iterator[Workplace]:
    """Folders for one build, removed after it; first sweeps those of a build that was killed."""
    place = Workplace(home.releases / f"{BUILDING}{release}", home.identified / "gate", release)
    _sweep(home, place.spill)
    place.folder.mkdir()
    place.spill.mkdir(parents=True, mode=0o700)
    try:
        yield place
    finally:
        _sweep(home, place.spill)


def _sweep(home: Home, spill: Path) -> None:
    for leftover in (*home.releases.glob(f"{BUILDING}*"), spill):
        if leftover.exists():
            shutil.rmtree(leftover)
