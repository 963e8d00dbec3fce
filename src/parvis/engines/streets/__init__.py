"""Streets read from the files that a town has: OpenStreetMap extracts, BD TOPO."""

from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.offer.streets import Streets


def read_streets(path: Path) -> Streets:
    """The streets of an OpenStreetMap extract (.osm, .osm.pbf) or of a BD TOPO GeoPackage (.gpkg).

    Refused where the file is none of them, holds no street, or cannot be read.
    """
    if not path.is_file():
        raise Refused("file.missing", where=Where(path.name))
    if path.name.endswith((".osm", ".osm.xml", ".pbf", ".osm.bz2", ".osm.gz")):
        from parvis.engines.streets.openstreetmap import read_osm

        return read_osm(path)
    if path.suffix == ".gpkg":
        from parvis.engines.streets.bdtopo import read_bdtopo

        return read_bdtopo(path)
    raise Refused("streets.format", where=Where(path.name))
