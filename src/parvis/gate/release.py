"""Publishing: an immutable release is built apart, checked, then put in use in one step."""

import fcntl
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from parvis.core.release import Manifest, TableNote
from parvis.core.territory.figures import OfficialFigure
from parvis.engines.duckdb.connect import open_workshop
from parvis.engines.duckdb.manifest import MANIFEST, folder_of, manifest_text
from parvis.engines.secrets import make_noise_key
from parvis.engines.townmap import TownMap
from parvis.gate.canary import rehearse
from parvis.gate.conform import Links, take_links
from parvis.gate.grounds import Ground
from parvis.gate.increment import Addition, earlier_release, is_addition
from parvis.gate.inputs import ReleaseInput as ReleaseInput
from parvis.gate.inputs import in_order
from parvis.gate.official import inputs_of
from parvis.gate.shelf import BUILDING, current_id, point_to, sha256_of, sync
from parvis.gate.writer import Step, Workplace, write_tables
from parvis.gate.zones import take_zones

_TABLES = "tables.duckdb"
"""The identified tables that a build goes through, in its spill."""
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
    prepare: Callable[[Manifest], None] = lambda manifest: None,
) -> Manifest:
    """Publish `inputs` as a new release and put it in use; its manifest.

    `prepare` is called once the release is whole, before anybody can read it.
    Interrupted at any point it leaves the release in use as it was, and what it had begun is
    swept by the next. Raises Refused where nothing feeds a fact, where a contract would let
    an identifying field out, where another publication is under way or the disk is full.
    """
    fed = [i for i in in_order(inputs) if i.contract.fact]
    if not fed:
        raise Refused("release.nothing_to_publish")
    with _room(), _alone(home), _workplace(home, _free_id(home, now)) as place:
        if current_id(home) is None:
            make_noise_key(home.noise_key)
        progress(0.0, "Répétition générale")
        rehearse({i.contract.id: i.contract for i in fed}, facts, key, place.spill)
        own = replace(key, release=place.release)
        with open_workshop(place.spill, file=_TABLES, reads=[i.rows for i in fed]) as connection:
            take_links(connection, links)
            town = TownMap(home.maps, home.addresses)
            take_zones(connection, fed, facts, town)
            ground = Ground(connection, fed, facts, own, code_version, town.mark)
            writing = _Writing(connection, place, home, ground, facts, own)
            notes = writing.run(fed, lambda label: progress(0.3, label), official)
            grounds = ground.all()
        progress(0.9, "Mise en service")
        sources = [*(i.note() for i in fed), *inputs_of(official, now)]
        manifest = _seal(place, Manifest(
            id=place.release, published_at=now, code_version=code_version, inputs=tuple(sources),
            tables=notes, files=writing.known, key_epoch=key.epoch, grounds=grounds,
        ))  # fmt: skip
        place.folder.rename(folder_of(home, place.release))
        sync(home.releases)
        with _taken_off_if_it_fails(home, place.release):
            prepare(manifest)
        point_to(home, place.release)
    progress(1.0, "Publié")
    return manifest


class _Writing:
    """The tables of one release, made of those of the release in use where that gives the same.

    `known`: the hashes of the files that are those of that release.
    """

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        place: Workplace,
        home: Home,
        ground: Ground,
        facts: Mapping[str, Fact],
        key: EpochKey,
    ) -> None:
        self._connection, self._place, self._home = connection, place, home
        self._ground, self._facts, self._key = ground, facts, key
        self.known: dict[str, str] = {}

    def run(
        self, fed: Sequence[ReleaseInput], step: Step, official: Sequence[OfficialFigure]
    ) -> tuple[TableNote, ...]:
        """Write them; what they hold."""
        before = earlier_release(self._home, fed)
        if before is not None and is_addition(before, self._ground):
            old = folder_of(self._home, before.id)
            addition = Addition(self._connection, self._place, before, old, self._ground,
                                self._facts, self._key)  # fmt: skip
            notes = addition.write(step, official)
            self.known = _shared(old, self._place.folder, before.files)
            return notes
        return write_tables(self._connection, self._place, fed, self._facts, self._key, step,
                            official)  # fmt: skip


def _shared(old: Path, new: Path, files: Mapping[str, str]) -> dict[str, str]:
    """The hashes of the files of `new` that are files of `old`."""
    return {
        file: found
        for file, found in files.items()
        if (new / file).exists() and (new / file).samefile(old / file)
    }


def _seal(place: Workplace, draft: Manifest) -> Manifest:
    """Write the manifest beside the files it vouches for, and have all of it on the disk.

    The hashes that `draft` has are known; the others are computed.
    """
    files = sorted(path for path in place.folder.rglob("*") if path.is_file())
    named = {str(path.relative_to(place.folder)): path for path in files}
    manifest = replace(
        draft,
        files={name: draft.files.get(name) or sha256_of(path) for name, path in named.items()},
        sizes={name: path.stat().st_size for name, path in named.items()},
    )
    (place.folder / MANIFEST).write_text(manifest_text(manifest), "utf-8")
    for path in (*files, place.folder / MANIFEST):
        path.chmod(0o400)
        sync(path)
    for folder in {path.parent for path in files}:
        sync(folder)
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
def _taken_off_if_it_fails(home: Home, release: str) -> Iterator[None]:
    """A release that was interrupted before it was in use leaves nothing on the shelf."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder_of(home, release))
        raise


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
