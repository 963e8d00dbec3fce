"""Streets as OpenStreetMap and the IGN deliver them, and the ways along them."""

import heapq
import sqlite3
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.offer.streets import (
    DETOUR,
    Mode,
    Spots,
    Streets,
    metres_of,
    near,
    straight_minutes,
    street_minutes,
)
from parvis.engines.streets import read_streets
from parvis.engines.streets.bdtopo import geographic

WEST, EAST = (1.0600, 47.7900), (1.0700, 47.7900)
OSM = """<?xml version='1.0'?><osm version='0.6'>
<node id='1' lat='47.7900' lon='1.0600' version='1'/>
<node id='2' lat='47.7900' lon='1.0650' version='1'/>
<node id='3' lat='47.7900' lon='1.0700' version='1'/>
<node id='4' lat='47.7920' lon='1.0650' version='1'/>
<way id='10' version='1'><nd ref='1'/><nd ref='2'/>
<tag k='highway' v='residential'/><tag k='oneway' v='yes'/>
<tag k='maxspeed' v='40'/></way>
<way id='11' version='1'><nd ref='2'/><nd ref='3'/><tag k='highway' v='footway'/></way>
<way id='12' version='1'><nd ref='1'/><nd ref='4'/><nd ref='3'/>
<tag k='highway' v='tertiary'/></way>
<way id='13' version='1'><nd ref='1'/><nd ref='99'/><tag k='highway' v='residential'/></way>
<way id='14' version='1'><nd ref='1'/><nd ref='3'/><tag k='waterway' v='river'/></way>
</osm>"""


@pytest.fixture
def osm(tmp_path: Path) -> Path:
    path = tmp_path / "vendome.osm"
    path.write_text(OSM, "utf-8")
    return path


def spots(*points: tuple[float, float]) -> Spots:
    return Spots([f"lieu {rank}" for rank in range(len(points))], np.array(points))


def test_each_mode_takes_its_own_streets(osm: Path) -> None:
    streets = read_streets(osm)
    straight = metres_of(np.array([WEST, EAST]), np.array([0]), np.array([1]))[0]
    on_foot = street_minutes(streets, spots(WEST), spots(EAST), Mode.FOOT)[0, 0]
    assert on_foot == pytest.approx(straight / 75, rel=1e-6)
    by_car = street_minutes(streets, spots(WEST), spots(EAST), Mode.CAR)[0, 0]
    around = metres_of(
        np.array([WEST, (1.0650, 47.7920), EAST]), np.array([0, 1]), np.array([1, 2])
    )
    assert by_car == pytest.approx(around.sum() / (40_000 / 60), rel=1e-6)


def test_a_one_way_street_binds_cars_and_not_walkers(osm: Path) -> None:
    streets = read_streets(osm)
    middle = (1.0650, 47.7900)
    there, back = (
        street_minutes(streets, spots(a), spots(b), Mode.CAR)[0, 0]
        for a, b in ((WEST, middle), (middle, WEST))
    )
    assert np.isfinite(there)
    assert not np.isfinite(back)
    assert street_minutes(streets, spots(middle), spots(WEST), Mode.FOOT)[0, 0] < 6


def test_a_pbf_says_what_the_xml_says(osm: Path, tmp_path: Path) -> None:
    import osmium

    packed = tmp_path / "vendome.osm.pbf"
    with osmium.SimpleWriter(str(packed)) as writer:
        for thing in osmium.FileProcessor(str(osm)):
            writer.add(thing)
    one, other = read_streets(osm), read_streets(packed)
    np.testing.assert_allclose(one.metres, other.metres, rtol=1e-6)


def test_lambert_93_is_turned_into_degrees() -> None:
    """IGN: the origin of Lambert-93 is 3° E, 46.5° N."""
    np.testing.assert_allclose(geographic(np.array([[700_000.0, 6_600_000.0]])), [[3.0, 46.5]],
                               atol=1e-8)  # fmt: skip


def gpkg(path: Path, layer: str = "troncon_de_route") -> Path:
    """A GeoPackage of two pieces in a row, one of them one way, with altitudes."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id)")
        connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geometrie', 2154)", (layer,)
        )
        connection.execute(
            f"CREATE TABLE {layer} (geometrie, sens_de_circulation, vitesse_moyenne_vl,"
            " acces_vehicule_leger, nature)"
        )
        rows = [
            ([(700_000, 6_600_000, 80), (700_300, 6_600_000, 81)], "Double sens", 30, "Libre"),
            ([(700_300, 6_600_000, 81), (700_600, 6_600_000, 82)], "Sens direct", 30, "Libre"),
        ]
        for line, sense, speed, access in rows:
            wkb = struct.pack("<BII", 1, 1002, len(line)) + b"".join(
                struct.pack("<3d", *point) for point in line
            )
            blob = b"GP\x00\x01" + struct.pack("<i", 2154) + wkb
            connection.execute(f"INSERT INTO {layer} VALUES (?, ?, ?, ?, 'Route à 1 chaussée')",
                               (blob, sense, speed, access))  # fmt: skip
    return path


def test_a_bd_topo_is_read_as_delivered(tmp_path: Path) -> None:
    streets = read_streets(gpkg(tmp_path / "bdtopo.gpkg"))
    assert streets.metres.tolist() == pytest.approx([300, 300], rel=2e-3)
    ends = spots(
        *geographic(np.array([[700_000.0, 6_600_000.0], [700_600.0, 6_600_000.0]])).tolist()
    )
    minutes = street_minutes(streets, ends, ends, Mode.CAR)
    assert minutes[0, 1] == pytest.approx(1.2, rel=3e-3)
    assert not np.isfinite(minutes[1, 0])


@pytest.mark.parametrize(("name", "content", "rule"), [
    ("rues.geojson", b"x", "streets.format"),
    ("rues.shp", b"x", "streets.companion"),
    ("vide.osm", b"<osm version='0.6'></osm>", "streets.empty"),
    ("faux.osm.pbf", b"rien", "streets.unreadable"),
    ("faux.gpkg", b"rien" * 400, "streets.unreadable"),
])  # fmt: skip
def test_a_wrong_file_is_refused(tmp_path: Path, name: str, content: bytes, rule: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refused) as refusal:
        read_streets(tmp_path / name)
    assert refusal.value.rule == rule


def test_a_geopackage_without_roads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read_streets(gpkg(tmp_path / "autre.gpkg", "batiment"))
    assert refusal.value.rule == "streets.no_roads"


def grid(side: int, *, cut: int | None = None, seed: int = 0) -> Streets:
    """A square of streets a hundred metres apart; without the column `cut`, it is in two pieces."""
    rng = np.random.default_rng(seed)
    columns, rows = np.meshgrid(np.arange(side), np.arange(side))
    points = np.column_stack([1.06 + columns.ravel() * 0.00134, 47.79 + rows.ravel() * 0.0009])
    ranks = np.arange(side * side).reshape(side, side)
    start = np.concatenate([ranks[:, :-1].ravel(), ranks[:-1].ravel()])
    end = np.concatenate([ranks[:, 1:].ravel(), ranks[1:].ravel()])
    if cut is not None:
        kept = (start % side != cut) & (end % side != cut)
        start, end = start[kept], end[kept]
    allowed = np.column_stack([rng.random(start.size) < 0.95, rng.random(start.size) < 0.95])
    both = np.ones((start.size, 2), dtype=bool)
    return Streets(points, start, end, metres_of(points, start, end), np.full(start.size, 30.0),
                   {Mode.FOOT: both, Mode.BICYCLE: both, Mode.CAR: allowed}, "essai")  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_the_way_is_that_of_a_plain_dijkstra(seed: int) -> None:
    streets = grid(6, seed=seed)
    found = street_minutes(streets, Spots([str(k) for k in range(36)], streets.points),
                           Spots(["lieu"], streets.points[[0]]), Mode.CAR)[:, 0]  # fmt: skip
    np.testing.assert_allclose(found, plainly(streets, 0), rtol=1e-9)


def plainly(streets: Streets, site: int) -> list[float]:
    """Minutes from each point to `site`, one move after another."""
    moves: dict[int, list[tuple[int, float]]] = {}
    for a, b, metres, (along, against) in zip(
        streets.start.tolist(),
        streets.end.tolist(),
        streets.metres,
        streets.allowed[Mode.CAR],
        strict=True,
    ):
        minutes = metres / 500
        if along:
            moves.setdefault(b, []).append((a, minutes))
        if against:
            moves.setdefault(a, []).append((b, minutes))
    best = [float("inf")] * len(streets.points)
    heap = [(0.0, site)]
    while heap:
        so_far, at = heapq.heappop(heap)
        if so_far < best[at]:
            best[at] = so_far
            for other, minutes in moves.get(at, []):
                heapq.heappush(heap, (so_far + minutes, other))
    return best


def test_streets_in_two_pieces_are_refused() -> None:
    streets = grid(9, cut=4)
    with pytest.raises(Refused) as refusal:
        street_minutes(streets, spots(WEST), spots(streets.points[0]), Mode.FOOT)
    assert refusal.value.rule == "streets.pieces"


def test_a_site_on_an_island_is_refused_by_name() -> None:
    streets = grid(12, cut=10)
    with pytest.raises(Refused) as refusal:
        street_minutes(streets, spots(WEST), spots(streets.points[11]), Mode.FOOT)
    assert "lieu 0" in refusal.value.sentence()


def with_alley(streets: Streets, at: tuple[float, float], *, is_one_way: bool = False) -> Streets:
    """`streets` with an alley of ten metres there: nothing joins it, or one may only come in."""
    first = len(streets.points)
    points = np.vstack([streets.points, [at, (at[0], at[1] + 0.0001)]])
    start = np.append(streets.start, [0, first] if is_one_way else [first])
    end = np.append(streets.end, [first, first + 1] if is_one_way else [first + 1])
    more = [[True, not is_one_way]] * (2 if is_one_way else 1)
    allowed = {mode: np.vstack([may, more]) for mode, may in streets.allowed.items()}
    speeds = np.append(streets.speeds_kmh, [30.0] * len(more))
    return Streets(points, start, end, metres_of(points, start, end), speeds, allowed, "essai")


ALLEY = (1.0602, 47.7904)
"""Some fifty metres from the streets of `grid`."""


@pytest.mark.parametrize("is_one_way", [False, True])
def test_an_alley_that_leads_nowhere_is_passed_over(is_one_way: bool) -> None:
    """Maps hold garden paths that nothing joins, and end in the middle of one-way streets."""
    streets = with_alley(grid(9), ALLEY, is_one_way=is_one_way)
    minutes = street_minutes(streets, spots(ALLEY, WEST), spots(ALLEY, EAST), Mode.CAR)
    assert np.isfinite(minutes).all()
    plain = street_minutes(grid(9), spots(ALLEY, WEST), spots(ALLEY, EAST), Mode.CAR)
    np.testing.assert_allclose(minutes, plain)


def test_a_zone_on_an_island_joins_the_streets_and_a_stop_there_has_no_way() -> None:
    far = (1.0602, 47.7990)
    streets = with_alley(grid(9), far)
    assert np.isfinite(street_minutes(streets, spots(far), spots(WEST), Mode.FOOT)).all()
    with pytest.raises(Refused) as refusal:
        street_minutes(streets, spots(WEST), spots(far), Mode.FOOT)
    assert refusal.value.rule == "streets.apart"
    sea = (0.5, 47.79)
    minutes = street_minutes(
        streets, spots(WEST), spots(far, sea, EAST), Mode.FOOT, are_needed=False
    )
    assert np.isfinite(minutes).tolist() == [[False, False, True]]


def test_the_other_bank_is_not_ours_where_nobody_is_on_it() -> None:
    streets = grid(9, cut=4)
    left, right = streets.points[0], streets.points[8]
    ours = near(streets, np.array([left]))
    assert street_minutes(ours, spots(left), spots(WEST), Mode.FOOT)[0, 0] < 0.1
    with pytest.raises(Refused) as refusal:
        street_minutes(near(streets, np.array([left, right])), spots(left), spots(WEST), Mode.FOOT)
    assert refusal.value.rule == "streets.pieces"


def test_a_site_in_the_sea_is_refused_and_a_far_zone_has_no_way() -> None:
    streets = grid(5)
    with pytest.raises(Refused) as refusal:
        street_minutes(streets, spots(WEST), spots((0.5, 47.79)), Mode.FOOT)
    assert refusal.value.rule == "streets.far"
    assert not np.isfinite(
        street_minutes(streets, spots((0.5, 47.79)), spots(WEST), Mode.FOOT)[0, 0]
    )


def test_as_the_crow_flies_is_longer_by_the_usual_detour() -> None:
    minutes = straight_minutes(spots(WEST), spots(EAST), Mode.FOOT)[0, 0]
    straight = metres_of(np.array([WEST, EAST]), np.array([0]), np.array([1]))[0]
    assert minutes == pytest.approx(straight * DETOUR / 75)
