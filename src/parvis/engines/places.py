"""Zones and places that a town describes, as CSV files of its home, with its streets if any.

`zones.csv`: name, lon, lat, population, income, demand (the last two may be absent). One file per
service: name, lon, lat, is_open (oui, non), hours, capacity (likewise). `stops.txt` of a GTFS, or
`stops.csv`: name, lon, lat. Streets: a file called `streets`, of any kind that is read. Headings
may be French words, positions come in several ways (`located`).
"""

from functools import lru_cache
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused
from parvis.core.offer.access import Floats
from parvis.core.offer.cases import value_of
from parvis.core.offer.forecast.table import plain
from parvis.core.offer.ground import Ground
from parvis.core.offer.opening import week_hours
from parvis.core.offer.streets import Box, Spots, Streets, near
from parvis.engines.located import HOW, SAID, read_located
from parvis.engines.streets import KINDS, read_streets
from parvis.engines.tables import Columns

ZONES, STREETS = "zones", "streets"
STOPS = ("stops.txt", "stops.csv")
_BOARDING = ("", "0")
"""Of a GTFS, the stops where one boards: not stations, entrances or nodes (location_type)."""
_MARGIN_DEG = 0.05
"""Streets are read so far around the zones and places: some 5 km."""
_NONE: tuple[str, ...] = ()


def services_of(folder: Path) -> tuple[str, ...]:
    """The services that have a file of places; none where the zones are not there."""
    if not (folder / f"{ZONES}.csv").is_file():
        return _NONE
    others = {ZONES, *(Path(name).stem for name in STOPS)}
    return tuple(sorted(path.stem for path in folder.glob("*.csv") if path.stem not in others))


def ground_of(folder: Path, service: str) -> Ground:
    """The ground of one service; Refused names the line that cannot be read."""
    if service not in services_of(folder):
        raise Refused("siting.unknown", service=service,
                      known=", ".join(services_of(folder)) or "aucun")  # fmt: skip
    zones, sites = read_located(folder / f"{ZONES}.csv"), read_located(folder / f"{service}.csv")
    population, places = _numbers(zones, "population"), _spots(sites)
    around = _spots(zones)
    demand = _optional(zones, "demand")
    return Ground(
        zones=around,
        population=population,
        incomes=_optional(zones, "income"),
        sites=places,
        is_open=_opened(sites),
        hours_a_week=np.array([week_hours(cell) for cell in sites.values.get("hours", [])] or
                              [np.nan] * len(sites.lines)),
        streets=_streets(folder, np.vstack([around.points, places.points])),
        demand=np.where(np.isfinite(demand), demand, population),
        capacity=_optional(sites, "capacity"),
        stops=read_stops(folder),
    )  # fmt: skip


def read_zones(folder: Path) -> Spots:
    """The zones alone; Refused names the line that cannot be read."""
    zones = read_located(folder / f"{ZONES}.csv")
    _numbers(zones, "population")
    return _spots(zones)


def _opened(sites: Columns) -> tuple[bool, ...]:
    """Which places are open today: all, where the file does not say; Refused where it is unclear.

    A cell left empty is a place that is only possible.
    """
    cells = sites.values.get("is_open", ["oui"] * len(sites.lines))
    words = [plain(cell) for cell in cells]
    for rank, word in enumerate(words):
        if word not in _OPEN | _NOT_OPEN:
            raise Refused("places.open", where=sites.where(rank, "is_open"), value=cells[rank])
    return tuple(word in _OPEN for word in words)


_OPEN = frozenset({"oui", "o", "yes", "true", "vrai", "1", "x", "ouvert", "ouverte", "existant",
                   "existante", "en_service", "actif", "active"})  # fmt: skip
_NOT_OPEN = frozenset({"", "non", "n", "no", "false", "faux", "0", "ferme", "fermee", "possible",
                       "projet", "en_projet", "envisage", "envisagee", "inactif"})  # fmt: skip


def _streets(folder: Path, points: Floats) -> Streets | None:
    path = next((folder / f"{STREETS}{kind}" for kind in KINDS
                 if (folder / f"{STREETS}{kind}").is_file()), None)  # fmt: skip
    if path is None:
        return None
    west, south = points.min(axis=0) - _MARGIN_DEG
    east, north = points.max(axis=0) + _MARGIN_DEG
    changed = path.stat()
    around = (float(west), float(south), float(east), float(north))
    return near(_kept(path, changed.st_mtime_ns, changed.st_size, around), points)


@lru_cache(maxsize=4)
def _kept(path: Path, changed_at: int, size: int, around: Box) -> Streets:
    """Streets as last read: a town's file takes seconds."""
    return read_streets(path, around)


def read_stops(folder: Path) -> Spots | None:
    """The stops of a town's GTFS, or of its own list; None where there is none."""
    path = next((folder / name for name in STOPS if (folder / name).is_file()), None)
    if path is None:
        return None
    read = read_located(path)
    kinds = read.values.get("location_type", ["0"] * len(read.lines))
    kept = [rank for rank, kind in enumerate(kinds) if kind in _BOARDING]
    values = {name: [cells[rank] for rank in kept] for name, cells in read.values.items()}
    return _spots(Columns(read.file, [read.lines[rank] for rank in kept], values))


def _column(read: Columns, name: str) -> list[str]:
    if name not in read.values:
        help_ = HOW if name in _SIGNED else "Ajoutez cette colonne."
        raise Refused("places.columns", where=read.top, missing=SAID[name],
                      found=", ".join(read.values), help=help_)  # fmt: skip
    return list(read.values[name])


def _optional(read: Columns, name: str) -> Floats:
    """Numbers that may be absent, one by one or all: NaN."""
    if name not in read.values:
        return np.full(len(read.lines), np.nan)
    return np.array([np.nan if value_of(cell) is None else _number(read, rank, name)
                     for rank, cell in enumerate(read.values[name])])  # fmt: skip


def _numbers(read: Columns, name: str) -> Floats:
    return np.array([_number(read, rank, name) for rank, _ in enumerate(_column(read, name))])


def _number(read: Columns, rank: int, name: str) -> float:
    cell = read.values[name][rank]
    value = value_of(cell)
    if value is None:
        raise Refused("places.empty", where=read.where(rank, name))
    if isinstance(value, bool | str):
        raise Refused("simulation.number", where=read.where(rank, name), value=cell)
    if value < 0 and name not in _SIGNED:
        raise Refused("simulation.negative", where=read.where(rank, name), value=cell)
    return float(value)


_SIGNED = frozenset({"lon", "lat"})
_MOST_DEGREES = {"lon": 180, "lat": 90}


def _spots(read: Columns) -> Spots:
    names = _column(read, "name")
    if not names:
        raise Refused("file.no_rows", where=read.top)
    points = np.column_stack([_degrees(read, "lon"), _degrees(read, "lat")])
    return Spots(names, points)


def _degrees(read: Columns, name: str) -> Floats:
    found = _numbers(read, name)
    wrong = np.flatnonzero(np.abs(found) > _MOST_DEGREES[name])
    if wrong.size:
        rank = int(wrong[0])
        raise Refused("siting.degrees", where=read.where(rank, name), value=read.values[name][rank])
    return found
