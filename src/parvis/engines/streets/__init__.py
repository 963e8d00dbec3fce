"""Streets read from the files that a town has: OpenStreetMap extracts, BD TOPO."""

from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.offer.streets import Box, Streets

OSM = (".osm.pbf", ".osm", ".osm.xml", ".osm.bz2", ".osm.gz", ".pbf")
GEOPACKAGE, SHAPEFILE = ".gpkg", ".shp"
KINDS = (*OSM, GEOPACKAGE, SHAPEFILE)


def read_streets(path: Path, around: Box | None = None) -> Streets:
    """The streets of an OpenStreetMap extract, or of a BD TOPO as GeoPackage or shapefile.

    `around` keeps those of a place: extracts of a region and deliveries of a département hold more.
    Refused where the file is none of them, holds no street, or cannot be read.
    """
    if not path.is_file():
        raise Refused("file.missing", where=Where(path.name))
    name = path.name.lower()
    if name.endswith(OSM):
        from parvis.engines.streets.openstreetmap import read_osm

        return read_osm(path, around)
    if name.endswith(GEOPACKAGE):
        from parvis.engines.streets.geopackage import read_geopackage

        return read_geopackage(path, around)
    if name.endswith(SHAPEFILE):
        from parvis.engines.streets.shapefile import read_shapefile

        return read_shapefile(path, around)
    raise Refused("streets.format", where=Where(path.name))
