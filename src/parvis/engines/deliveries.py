"""What describes places, out of the archive in which it was delivered."""

from collections.abc import Sequence
from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.ports import LooseFile
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.received import unpack
from parvis.engines.streets import KINDS, SHAPEFILE
from parvis.engines.streets.bdtopo import LAYER

COMPANIONS = (".dbf", ".prj", ".shx", ".cpg")
_ZIP = ".zip"
_STREETS, _STOPS = "streets", "stops"
_TABLES = (".csv", ".txt", ".geojson", ".json")


def opened(kind: str, given: Sequence[LooseFile], scratch: Path) -> list[LooseFile]:
    """The files that describe `kind` among `given`, archives opened; Refused where one has none.

    An archive is judged as any other that comes from outside: its size, names and number of files.
    """
    found: list[LooseFile] = []
    for rank, one in enumerate(given):
        if one.name.lower().endswith(_ZIP):
            folder = scratch / f"out-{rank}"
            folder.mkdir()
            members = unpack(one.path, filename=one.name, folder=folder, limits=Limits(), least=1)
            found += _chosen(kind, members, one.name)
        else:
            found.append(one)
    return found


def _chosen(kind: str, members: Sequence[LooseFile], archive: str) -> list[LooseFile]:
    if kind == _STREETS:
        found, wanted = _streets(members), "de tronçons de route ni d’extrait OpenStreetMap"
    elif kind == _STOPS:
        found, wanted = [one for one in members if one.name == "stops.txt"], "stops.txt"
    else:
        found, wanted = [one for one in members if one.name.lower().endswith(_TABLES)], "de CSV"
    if not found:
        raise Refused("places.archive", where=Where(archive), wanted=wanted)
    return found


def _streets(members: Sequence[LooseFile]) -> list[LooseFile]:
    """The file of streets, with its companions where it is a shapefile; roads before anything."""
    files = [one for one in members if one.name.lower().endswith(KINDS)]
    if not files:
        return []
    chosen = next((one for one in files if LAYER in one.name.lower()), files[0])
    if not chosen.name.lower().endswith(SHAPEFILE):
        return [chosen]
    stem = chosen.name[: -len(SHAPEFILE)]
    beside = [one for one in members if one.name.startswith(stem + ".")
              and one.name.lower().endswith(COMPANIONS)]  # fmt: skip
    return [chosen, *beside]
