"""Streets as strangers deliver them: extracts of a region, GeoPackages, shapefiles of the IGN."""

import sqlite3
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.offer.streets import Mode
from parvis.engines.streets import read_streets
from parvis.engines.streets.bdtopo import geographic, projected

Line = Sequence[tuple[float, float]]
ORIGIN = (700_000.0, 6_600_000.0)
WEST, MIDDLE, EAST, FAR = ((ORIGIN[0] + east, ORIGIN[1]) for east in (0.0, 300.0, 600.0, 90_000.0))
SAID = {"SENS": "Double sens", "VIT_MOY_VL": "30", "ACCES_VL": "Libre",
        "NATURE": "Route à 1 chaussée",
        "ETAT": "En service", "ACCES_PED": ""}  # fmt: skip
ROADS: list[tuple[list[Line], dict[str, str]]] = [
    ([[WEST, MIDDLE]], {}),
    ([[MIDDLE, EAST]], {"SENS": "Sens direct"}),
    ([[WEST, (ORIGIN[0], ORIGIN[1] + 500)], [MIDDLE, (MIDDLE[0], MIDDLE[1] + 500)]], {}),
    ([[WEST, EAST]], {"ETAT": "En projet"}),
    ([[WEST, (ORIGIN[0] - 200, ORIGIN[1])]], {"NATURE": "Type autoroutier", "VIT_MOY_VL": "105"}),
    ([[WEST, (ORIGIN[0] - 50, ORIGIN[1])]], {"ACCES_VL": "Restreint aux ayants droit"}),
    ([[FAR, (FAR[0] + 100, FAR[1])]], {}),
]
AROUND = (2.99, 46.49, 3.02, 46.51)
"""Degrees around the origin of Lambert-93; FAR is outside."""


def dbf(columns: dict[str, int], rows: Sequence[dict[str, str]], encoding: str) -> bytes:
    """A dBASE III table of texts."""
    width = 1 + sum(columns.values())
    first = 32 + 32 * len(columns) + 1
    head = struct.pack("<B3BIHH20x", 3, 126, 1, 1, len(rows), first, width)
    for name, size in columns.items():
        head += struct.pack("<11sc4xBB14x", name.encode(), b"C", size, 0)
    body = b"".join(
        b" " + b"".join(row[name].encode(encoding).ljust(size) for name, size in columns.items())
        for row in rows
    )
    return head + b"\x0d" + body + b"\x1a"


def shp(lines: Sequence[list[Line]]) -> bytes:
    """A shapefile of polylines with altitudes, as the IGN delivers."""
    records = b""
    for rank, parts in enumerate(lines):
        points = [point for part in parts for point in part]
        starts = np.cumsum([0, *(len(part) for part in parts)])[:-1]
        content = struct.pack("<I4dII", 13, 0, 0, 0, 0, len(parts), len(points))
        content += struct.pack(f"<{len(parts)}I", *starts)
        content += b"".join(struct.pack("<2d", *point) for point in points)
        content += struct.pack("<2d", 80, 80) + struct.pack(
            f"<{len(points)}d", *[80.0] * len(points)
        )
        records += struct.pack(">II", rank + 1, len(content) // 2) + content
    size = (100 + len(records)) // 2
    head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size)
    return head + struct.pack("<ii8d", 1000, 13, *[0.0] * 8) + records


LAMBERT = 'PROJCS["RGF93_Lambert_93",GEOGCS["GCS_RGF93",DATUM["D_RGF_1993"]]]'


def shapefile(folder: Path, *, encoding: str = "utf-8", prj: str = LAMBERT,
              without: str = "") -> Path:  # fmt: skip
    """TRONCON_DE_ROUTE as it comes out of the archive."""
    columns = {"ID": 24, "NATURE": 23, "IMPORTANCE": 1, "ETAT": 15, "SENS": 12, "VIT_MOY_VL": 5,
               "ACCES_VL": 26, "ACCES_PED": 20}  # fmt: skip
    columns.pop(without, None)
    rows = [{"ID": f"TRONROUT{rank}", "IMPORTANCE": "5", **SAID, **said}
            for rank, (_, said) in enumerate(ROADS)]  # fmt: skip
    path = folder / "TRONCON_DE_ROUTE.shp"
    path.write_bytes(shp([lines for lines, _ in ROADS]))
    path.with_suffix(".dbf").write_bytes(dbf(columns, rows, encoding))
    path.with_suffix(".prj").write_text(prj, "ascii")
    if encoding == "utf-8":
        path.with_suffix(".cpg").write_text("UTF-8", "ascii")
    return path


LONG = {"SENS": "sens_de_circulation", "VIT_MOY_VL": "vitesse_moyenne_vl",
        "ACCES_VL": "acces_vehicule_leger", "NATURE": "nature", "ETAT": "etat_de_l_objet",
        "ACCES_PED": "acces_pieton"}  # fmt: skip


def geopackage(path: Path, *, table: str = "troncon_de_route", system: int = 2154,
               without: str = "") -> Path:  # fmt: skip
    """A GeoPackage as ogr2ogr writes the delivery of the IGN: altitudes, several lines at times."""
    names = [long for short, long in LONG.items() if long != without]
    with sqlite3.connect(path) as held:
        held.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id)")
        layers = [("batiment", "geometrie", 2154), (table, "geometrie", system)]
        held.executemany("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?)", layers)
        held.execute(f'CREATE TABLE "{table}" (fid, cleabs, geometrie, {", ".join(names)})')
        for rank, (lines, said) in enumerate(ROADS):
            values = {LONG[short]: value for short, value in {**SAID, **said}.items()}
            marks = ", ".join("?" * (3 + len(names)))
            row = (rank, f"TRONROUT{rank}", wkb(lines), *(values[name] or None for name in names))
            held.execute(f'INSERT INTO "{table}" VALUES ({marks})', row)
        held.execute(f'INSERT INTO "{table}" (fid) VALUES (99)')
    return path


def wkb(lines: list[Line]) -> bytes:
    """A GeoPackage geometry with an envelope: a line, or several, with altitudes."""
    each = [struct.pack("<BII", 1, 1002, len(line)) + b"".join(
        struct.pack("<3d", *point, 80.0) for point in line) for line in lines]  # fmt: skip
    whole = each[0] if len(each) == 1 else struct.pack("<BII", 1, 1005, len(each)) + b"".join(each)
    return b"GP\x00\x03" + struct.pack("<i4d", 2154, 0, 0, 0, 0) + whole


@pytest.mark.parametrize("kind", ["utf-8", "cp1252", "gpkg", "prefixed"])
def test_a_delivery_of_the_ign_says_the_same_in_each_of_its_forms(
    kind: str, tmp_path: Path
) -> None:
    if kind == "gpkg":
        path = geopackage(tmp_path / "BDTOPO_3-4.gpkg")
    elif kind == "prefixed":
        path = geopackage(tmp_path / "wfs.gpkg", table="BDTOPO_V3_troncon_de_route")
    else:
        path = shapefile(tmp_path, encoding=kind)
    streets = read_streets(path, AROUND)
    # The road of a project and the one 90 km away are left out.
    assert sorted(streets.metres.round(-1).tolist()) == [50, 200, 300, 300, 500, 500]
    by_length = dict(zip(streets.metres.round(-1).tolist(), range(6), strict=True))
    motorway, private = by_length[200.0], by_length[50.0]
    assert streets.speeds_kmh[motorway] == 105
    assert not streets.allowed[Mode.FOOT][motorway].any()
    assert not streets.allowed[Mode.CAR][private].any()
    assert streets.allowed[Mode.FOOT][private].all()
    assert (~streets.allowed[Mode.CAR][:, 1]).sum() == 2
    assert len(read_streets(path).metres) == 7


def test_degrees_become_lambert_93_and_back() -> None:
    points = np.array([[-4.5, 48.4], [3.0, 46.5], [7.75, 48.58], [2.35, 48.86]])
    np.testing.assert_allclose(geographic(projected(points)), points, atol=1e-8)


def test_the_eiffel_tower_stands_where_the_ign_says() -> None:
    """648 237 m east and 6 862 271 m north, as its maps print them, to some metres."""
    (found,) = projected(np.array([[2.294481, 48.858370]]))
    np.testing.assert_allclose(found, [648_237.0, 6_862_271.0], atol=12)


@pytest.mark.parametrize(("damage", "rule", "said"), [
    ("no dbf", "streets.companion", ".dbf"),
    ("no prj", "streets.companion", ".prj"),
    ("other system", "streets.projection", "utm"),
    ("other columns", "streets.no_roads", "TRONCON_DE_ROUTE"),
    ("one column less", "streets.columns", "SENS"),
    ("short", "streets.unreadable", ""),
    ("elsewhere", "streets.elsewhere", ""),
])  # fmt: skip
def test_a_damaged_shapefile_is_refused_in_one_sentence(
    damage: str, rule: str, said: str, tmp_path: Path
) -> None:
    path, around = shapefile(tmp_path), AROUND
    table = path.with_suffix(".dbf")
    if damage == "no dbf":
        table.unlink()
    elif damage == "no prj":
        path.with_suffix(".prj").unlink()
    elif damage == "other system":
        path.with_suffix(".prj").write_text('PROJCS["WGS_84_UTM_zone_31N"]', "ascii")
    elif damage == "other columns":
        table.write_bytes(dbf({"HAUTEUR": 5}, [{"HAUTEUR": "3"}] * len(ROADS), "utf-8"))
    elif damage == "one column less":
        shapefile(tmp_path, without="SENS")
    elif damage == "short":
        table.write_bytes(table.read_bytes()[:-60])
    else:
        around = (5.0, 43.0, 5.1, 43.1)
    with pytest.raises(Refused) as refusal:
        read_streets(path, around)
    assert refusal.value.rule == rule
    assert said.lower() in refusal.value.sentence().lower()
    assert refusal.value.sentence().count("\n") == 0


@pytest.mark.parametrize(("asked", "rule"), [
    ({"system": 2972}, "streets.projection"),
    ({"table": "troncon_de_voie_ferree"}, "streets.no_roads"),
    ({"without": "sens_de_circulation"}, "streets.columns"),
])  # fmt: skip
def test_another_geopackage_is_refused_in_one_sentence(
    asked: dict[str, str], rule: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused) as refusal:
        read_streets(geopackage(tmp_path / "x.gpkg", **asked))  # type: ignore[arg-type]
    assert refusal.value.rule == rule


REGION = """<?xml version='1.0' encoding='UTF-8'?>
<osm version="0.6" generator="osmium/1.16.0">
  <bounds minlon="1.05" minlat="47.78" maxlon="9.0" maxlat="48.0"/>
  <node id="1" version="3" timestamp="2024-05-01T10:00:00Z" lat="47.7900" lon="1.0600"/>
  <node id="2" version="1" timestamp="2024-05-01T10:00:00Z" lat="47.7900" lon="1.0650">
    <tag k="highway" v="crossing"/></node>
  <node id="3" version="1" timestamp="2024-05-01T10:00:00Z" lat="47.7900" lon="1.0700"/>
  <node id="4" version="1" timestamp="2024-05-01T10:00:00Z" lat="47.7920" lon="1.0650"/>
  <node id="8" version="1" timestamp="2024-05-01T10:00:00Z" lat="47.9000" lon="8.9000"/>
  <node id="9" version="1" timestamp="2024-05-01T10:00:00Z" lat="47.9000" lon="8.9010"/>
  <way id="1" version="1" timestamp="2024-05-01T10:00:00Z"><nd ref="1"/><nd ref="2"/>{tags}</way>
  <way id="2" version="1" timestamp="2024-05-01T10:00:00Z"><nd ref="8"/><nd ref="9"/>
    <tag k="highway" v="residential"/></way>
  <way id="3" version="1" timestamp="2024-05-01T10:00:00Z"><nd ref="3"/><nd ref="4"/>
    <tag k="highway" v="residential"/><tag k="name" v="Rue de l’Été"/></way>
  <relation id="1" version="1" timestamp="2024-05-01T10:00:00Z">
    <member type="way" ref="1" role=""/><tag k="type" v="route"/></relation>
</osm>
"""
VENDOME = (1.0, 47.7, 1.2, 47.9)
TWO_WAYS, ALONG, AGAINST, NO = (True, True), (True, False), (False, True), (False, False)


def extract(folder: Path, *, packed: bool, **tags: str) -> Path:
    """A region with a way that has `tags`, as XML or as Geofabrik packs it."""
    import osmium

    said = "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in tags.items())
    path = folder / "region.osm"
    path.write_text(REGION.format(tags=said), "utf-8")
    if not packed:
        return path
    done = folder / "region-latest.osm.pbf"
    with osmium.SimpleWriter(str(done), overwrite=True) as writer:
        for thing in osmium.FileProcessor(str(path)):
            writer.add(thing)
    return done


@pytest.mark.parametrize(("tags", "foot", "bicycle", "car"), [
    ({"highway": "residential", "access": "private"}, NO, NO, NO),
    ({"highway": "residential", "access": "no", "foot": "yes"}, TWO_WAYS, NO, NO),
    ({"highway": "residential", "access": "destination"}, TWO_WAYS, TWO_WAYS, TWO_WAYS),
    ({"highway": "service", "motor_vehicle": "no"}, TWO_WAYS, TWO_WAYS, NO),
    ({"highway": "pedestrian", "motor_vehicle": "delivery"}, TWO_WAYS, NO, NO),
    ({"highway": "pedestrian", "bicycle": "yes"}, TWO_WAYS, TWO_WAYS, NO),
    ({"highway": "path", "bicycle": "dismount"}, TWO_WAYS, NO, NO),
    ({"highway": "cycleway", "foot": "no"}, NO, TWO_WAYS, NO),
    ({"highway": "footway", "access": "yes"}, TWO_WAYS, NO, NO),
    ({"highway": "residential", "oneway": "yes", "oneway__bicycle": "no"}, TWO_WAYS, TWO_WAYS,
     ALONG),
    ({"highway": "residential", "oneway": "yes", "cycleway__left": "opposite_lane"}, TWO_WAYS,
     TWO_WAYS, ALONG),
    ({"highway": "tertiary", "oneway": "-1"}, TWO_WAYS, AGAINST, AGAINST),
    ({"highway": "tertiary", "junction": "roundabout"}, TWO_WAYS, ALONG, ALONG),
    ({"highway": "motorway"}, NO, NO, ALONG),
])  # fmt: skip
def test_who_may_go_follows_the_wiki(
    tags: dict[str, str], foot: tuple[bool, bool], bicycle: tuple[bool, bool],
    car: tuple[bool, bool], tmp_path: Path,
) -> None:  # fmt: skip
    streets = read_streets(extract(tmp_path, packed=False, **tags), VENDOME)
    if NO == foot == bicycle == car:
        assert len(streets.metres) == 1
        return
    assert len(streets.metres) == 2
    found = [tuple(streets.allowed[mode][0].tolist()) for mode in Mode]
    assert found == [foot, bicycle, car]


@pytest.mark.parametrize(("posted", "speed"), [
    ("50", 37.5), ("30 mph", 36.2), ("FR:urban", 37.5), ("FR:zone30", 22.5), ("walk", 5.0),
    ("none", 25.0), ("signals", 25.0), ("50;30", 37.5), ("", 25.0),
])  # fmt: skip
def test_a_limit_is_read_as_it_is_posted(posted: str, speed: float, tmp_path: Path) -> None:
    tags = {"highway": "residential", **({"maxspeed": posted} if posted else {})}
    streets = read_streets(extract(tmp_path, packed=True, **tags), VENDOME)
    assert streets.speeds_kmh[0] == pytest.approx(speed, abs=0.05)


def test_of_a_region_only_what_is_around_the_town_is_kept(tmp_path: Path) -> None:
    path = extract(tmp_path, packed=True, highway="residential")
    assert len(read_streets(path, VENDOME).metres) == 2
    assert len(read_streets(path).metres) == 3
    with pytest.raises(Refused) as refusal:
        read_streets(path, (5.0, 43.0, 5.1, 43.1))
    assert refusal.value.rule == "streets.elsewhere"
