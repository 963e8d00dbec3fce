"""The files that describe zones, places, stops and streets: kept once they can be used, or not."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.offer.streets import Mode
from parvis.core.ports import LooseFile
from parvis.engines.deliveries import COMPANIONS, opened
from parvis.engines.located import as_table
from parvis.engines.places import (
    STOPS,
    STREETS,
    ZONES,
    ground_of,
    read_stops,
    read_zones,
    services_of,
)
from parvis.engines.streets import KINDS
from parvis.engines.tables import read_columns

Given = tuple[str, Iterable[bytes]]
"""A file: the name it was given, and its bytes."""
STOPS_KIND = "stops"
_SERVICE = re.compile(r"[a-z][a-z0-9_]{1,40}")


@dataclass(frozen=True, slots=True)
class Held:
    """What is described: `kind` is zones, stops, streets or a service; `rows` None for streets."""

    kind: str
    files: tuple[str, ...]
    rows: int | None
    octets: int
    changed_at: datetime


def held(folder: Path) -> list[Held]:
    """What `folder` describes: zones, services, stops, streets."""
    kinds = [ZONES, *services_of(folder), STOPS_KIND, STREETS]
    return [_held(kind, files) for kind in kinds if (files := _files(folder, kind))]


def _held(kind: str, files: Sequence[Path]) -> Held:
    rows = None if kind == STREETS else len(read_columns(files[0]).lines)
    told = [path.stat() for path in files]
    changed_at = datetime.fromtimestamp(max(one.st_mtime for one in told), UTC)
    return Held(kind, tuple(path.name for path in files), rows, sum(one.st_size for one in told),
                changed_at)  # fmt: skip


def _files(folder: Path, kind: str) -> list[Path]:
    """The files of `folder` that describe `kind`."""
    if kind == STREETS:
        return sorted(folder.glob(f"{STREETS}.*"))
    names = STOPS if kind == STOPS_KIND else (f"{kind}.csv",)
    return [folder / name for name in names if (folder / name).is_file()]


def keep(folder: Path, kind: str, given: Sequence[Given]) -> None:
    """Put `given` in `folder` as what describes `kind`, in the place of what did.

    A zip is opened: the GTFS of a network, a shapefile and its companions. All is first tried
    beside the rest, as the screens use it: Refused in its sentence, by the name that was given,
    where they could not, and the folder is then as before.
    """
    _check_kind(kind)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".access-", dir=folder.parent) as scratch:
        found = opened(kind, _written(given, Path(scratch)), Path(scratch))
        names = _names(kind, [one.name for one in found])
        draft = Path(scratch) / "draft"
        draft.mkdir()
        replaced = _files(folder, kind)
        for path in folder.iterdir():
            if path not in replaced:
                (draft / path.name).symlink_to(path.resolve())
        for name, one in zip(names, found, strict=True):
            shutil.move(one.path, draft / name)
        with _told_by(dict(zip(names, (one.name for one in found), strict=True))):
            if kind != STREETS:
                as_table(draft / names[0])
            _try(draft, kind)
        for path in replaced:
            path.unlink()
        for name in names:
            shutil.move(draft / name, folder / name)


def _written(given: Sequence[Given], scratch: Path) -> list[LooseFile]:
    """The files given, each in a place of its own."""
    files = []
    for rank, (name, chunks) in enumerate(given):
        path = scratch / f"given-{rank}"
        with path.open("wb") as file:
            file.writelines(chunks)
        files.append(LooseFile(path, name))
    return files


@contextmanager
def _told_by(given: Mapping[str, str]) -> Iterator[None]:
    """What is refused of a file is said of the one that was given, not of how it would be kept."""
    try:
        yield
    except Refused as refusal:
        where = refusal.where
        if where.file not in given:
            raise
        place = replace(where, file=given[where.file])
        raise Refused(refusal.rule, where=place, **refusal.facts) from refusal


def _check_kind(kind: str) -> None:
    if kind != STREETS and not _SERVICE.fullmatch(kind):
        raise Refused("places.kind", kind=kind)


def _names(kind: str, given: Sequence[str]) -> list[str]:
    """How the files are called in the folder."""
    if kind == STREETS:
        return [STREETS + _suffix(name) for name in given]
    if len(given) != 1:
        raise Refused("places.one_file", count=len(given))
    return [STOPS[0] if kind == STOPS_KIND else f"{kind}.csv"]


def _suffix(name: str) -> str:
    """How a file of streets ends; the longest first, for ".osm.pbf" is more than ".pbf"."""
    known = sorted((*KINDS, *COMPANIONS), key=len, reverse=True)
    found = next((kind for kind in known if name.lower().endswith(kind)), None)
    if found is None:
        raise Refused("streets.format", where=Where(name))
    return found


def _try(draft: Path, kind: str) -> None:
    """Use the draft as the screens do."""
    if kind != ZONES and not (draft / f"{ZONES}.csv").is_file():
        raise Refused("places.zones_first")
    read_zones(draft)
    if kind == STOPS_KIND:
        read_stops(draft)
    for service in services_of(draft):
        ground = ground_of(draft, service)
        ground.minutes(Mode.FOOT)
        ground.to_stop()


def forget(folder: Path, kind: str) -> None:
    """Take away what describes `kind`; Refused where nothing does."""
    found = _files(folder, kind)
    if not found:
        raise Refused("places.none", kind=kind)
    for path in found:
        path.unlink()


def chunks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file; Refused where it is not there."""
    if not path.is_file():
        raise Refused("file.missing", where=Where(path.name))
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            yield block
