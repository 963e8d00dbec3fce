"""The files that describe zones, places, stops and streets: kept once they can be used, or not."""

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.offer.streets import Mode
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
_COMPANIONS = (".dbf", ".prj", ".shx", ".cpg")


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

    It is first tried beside the rest, as the screens use it: Refused in its sentence where they
    could not, and the folder is then as before.
    """
    names = _names(kind, [name for name, _ in given])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".access-", dir=folder.parent) as scratch:
        draft = Path(scratch)
        replaced = _files(folder, kind)
        for path in folder.iterdir():
            if path not in replaced:
                (draft / path.name).symlink_to(path.resolve())
        for name, (_, chunks) in zip(names, given, strict=True):
            with (draft / name).open("wb") as file:
                file.writelines(chunks)
        _try(draft, kind)
        for path in replaced:
            path.unlink()
        for name in names:
            shutil.move(draft / name, folder / name)


def _names(kind: str, given: Sequence[str]) -> list[str]:
    """How the files are called in the folder."""
    if kind == STREETS:
        return [STREETS + _suffix(name) for name in given]
    if not _SERVICE.fullmatch(kind):
        raise Refused("places.kind", kind=kind)
    if len(given) != 1:
        raise Refused("places.one_file", count=len(given))
    return [STOPS[0] if kind == STOPS_KIND else f"{kind}.csv"]


def _suffix(name: str) -> str:
    """How a file of streets ends; the longest first, for ".osm.pbf" is more than ".pbf"."""
    known = sorted((*KINDS, *_COMPANIONS), key=len, reverse=True)
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
        ground_of(draft, service).minutes(Mode.FOOT)


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
