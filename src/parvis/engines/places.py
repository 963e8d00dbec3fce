"""Zones and places that a town describes, as CSV files of its home, with its streets if any.

`zones.csv`: name, lon, lat, population, income (may be empty). One file per service: name, lon,
lat, is_open (oui, non), hours (may be empty). `streets.osm.pbf`, `streets.osm` or `streets.gpkg`.
"""

from pathlib import Path

import numpy as np

from parvis.core.errors import Refused
from parvis.core.offer.access import Floats
from parvis.core.offer.cases import value_of
from parvis.core.offer.ground import Ground, week_hours
from parvis.core.offer.streets import Spots
from parvis.engines.streets import read_streets
from parvis.engines.tables import Columns, read_columns

ZONES = "zones"
_STREETS = ("streets.osm.pbf", "streets.osm", "streets.gpkg")
_NONE: tuple[str, ...] = ()


def services_of(folder: Path) -> tuple[str, ...]:
    """The services that have a file of places; none where the zones are not there."""
    if not (folder / f"{ZONES}.csv").is_file():
        return _NONE
    return tuple(sorted(path.stem for path in folder.glob("*.csv") if path.stem != ZONES))


def ground_of(folder: Path, service: str) -> Ground:
    """The ground of one service; Refused names the line that cannot be read."""
    if service not in services_of(folder):
        raise Refused("siting.unknown", service=service,
                      known=", ".join(services_of(folder)) or "aucun")  # fmt: skip
    zones, sites = read_columns(folder / f"{ZONES}.csv"), read_columns(folder / f"{service}.csv")
    streets = next((folder / name for name in _STREETS if (folder / name).is_file()), None)
    return Ground(
        zones=_spots(zones),
        population=_numbers(zones, "population"),
        incomes=_numbers(zones, "income", is_needed=False),
        sites=_spots(sites),
        is_open=tuple(value_of(cell) is True for cell in _column(sites, "is_open")),
        hours_a_week=np.array([week_hours(cell) for cell in sites.values.get("hours", [])] or
                              [np.nan] * len(sites.lines)),
        streets=read_streets(streets) if streets else None,
    )  # fmt: skip


def _column(read: Columns, name: str) -> list[str]:
    if name not in read.values:
        raise Refused("table.columns", where=read.where(0, name), missing=name,
                      found=", ".join(read.values))  # fmt: skip
    return list(read.values[name])


def _numbers(read: Columns, name: str, *, is_needed: bool = True) -> Floats:
    if not is_needed and name not in read.values:
        return np.full(len(read.lines), np.nan)
    found = []
    for row, cell in enumerate(_column(read, name)):
        value = value_of(cell)
        if value is None and not is_needed:
            found.append(np.nan)
        elif isinstance(value, bool | str | None):
            raise Refused("simulation.number", where=read.where(row, name), value=cell)
        else:
            found.append(float(value))
    return np.array(found)


def _spots(read: Columns) -> Spots:
    points = np.column_stack([_numbers(read, "lon"), _numbers(read, "lat")])
    return Spots(_column(read, "name"), points)
