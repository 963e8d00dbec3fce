"""The areas of a town: a point or an address gives its IRIS, and each IRIS is in one quartier."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.metrics.answer import answer, compute
from parvis.core.metrics.query import Question
from parvis.engines.duckdb.connect import open_release
from parvis.engines.duckdb.manifest import database_of, read_manifest
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.engines.townmap import OUTSIDE_QPV, Place, TownMap
from parvis.gate.trace import trace
from staged import NOW, TOWN, facts, metrics, publish, stage_rows

BASE = "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;x;y;lon;lat\n"
ADDRESSES = (
    "1;3;;Rue du Change;41100;41269;Vendôme;0;0;0.5;0.5\n"
    "2;3;bis;Rue du Change;41100;41269;Vendôme;0;0;0.6;0.5\n"
    "3;5;;Avenue Gérard Yvon;41100;41269;Vendôme;0;0;2.5;0.5\n"
    "4;1;;Rue Longue;41100;41269;Vendôme;0;0;0.9;0.5\n"
    "5;99;;Rue Longue;41100;41269;Vendôme;0;0;1.1;0.5\n"
)


def _square(name: str, west: float, **more: str) -> dict[str, Any]:
    ring = [[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"nom": name, **more}, "geometry": shape}


def write_maps(home: Home, **layers: list[dict[str, Any]]) -> None:
    for layer, features in layers.items():
        home.maps.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (home.maps / f"{layer}.geojson").write_text(text, "utf-8")


def write_base(home: Home, rows: str = ADDRESSES) -> None:
    home.addresses.mkdir(parents=True, exist_ok=True)
    (home.addresses / "adresses-41269.csv").write_text(BASE + rows, "utf-8")


IRIS = [_square("Vieux bourg", 0, quartier="Centre"), _square("Gare", 1, quartier="Centre"),
        _square("Les Prés", 2, quartier="Sud")]  # fmt: skip
QPV = [_square("Les Prés", 2)]


@pytest.fixture
def mapped(home: Home) -> Home:
    write_maps(home, iris=IRIS, qpv=QPV)
    write_base(home)
    return home


@pytest.mark.parametrize(
    ("place", "iris"),
    [
        (Place("0.5", "0.5"), "Vieux bourg"),
        (Place("0.5", "1.5", "3 rue du Change"), "Gare"),
        (Place("48", "2", "3 rue du Change", "41100"), "Vieux bourg"),
        (Place(address="3, R. du Change", postcode="41100"), "Vieux bourg"),
        (Place(address="3 bis rue du change 41100 Vendôme"), "Vieux bourg"),
        (Place(address="777 rue du Chagne", postcode="41100"), "Vieux bourg"),
        (Place(address="5 av Gérard-Yvon", postcode="41100"), "Les Prés"),
        (Place(address="1 rue Longue"), "Vieux bourg"),
        (Place(address="99 rue Longue"), "Gare"),
        (Place(address="50 rue Longue"), None),
        (Place(address="3 rue du Change", postcode="75001"), None),
        (Place(address="Rue Inconnue"), None),
        (Place("abc", "2"), None),
        (Place(), None),
    ],
)
def test_a_place_is_in_the_iris_of_its_point_else_of_its_address(
    mapped: Home, place: Place, iris: str | None
) -> None:
    assert TownMap(mapped.maps, mapped.addresses).areas_of([place])["iris"] == [iris]


def test_an_iris_is_in_the_quartier_that_it_names_else_that_holds_its_middle(home: Home) -> None:
    write_maps(home, iris=[_square("A", 0, quartier="Dit"), _square("B", 1)],
               district=[_square("Tenu", 1)])  # fmt: skip
    found = TownMap(home.maps, home.addresses).areas_of([Place("0.5", "0.5"), Place("0.5", "1.5")])
    assert found["district"] == ["Dit", "Tenu"]
    write_maps(home, district=[_square("Ailleurs", 7)])
    with pytest.raises(Refused, match=r"B.* n’est dans aucun quartier"):
        TownMap(home.maps, home.addresses).areas_of([Place("0.5", "1.5")])


@pytest.mark.parametrize("text", ["", "[]", "numero;rue\n1;x\n"])
def test_a_file_that_is_no_address_base_is_refused(mapped: Home, text: str) -> None:
    (mapped.addresses / "adresses-41269.csv").write_text(text, "utf-8")
    with pytest.raises(Refused, match="base d’adresses"):
        TownMap(mapped.maps, mapped.addresses).areas_of([Place(address="3 rue du Change")])


def _request(n: int, district: str, **place: object) -> dict[str, Any]:
    return {"intervention_number": f"I{n}", "opened_at": NOW, "category": "Voirie",
            "district": district, **place}  # fmt: skip


def _rows() -> list[dict[str, Any]]:
    """40 in Vieux bourg, 30 in Gare, 20 in Les Prés, 15 said in Centre, 3 in a rare quartier; the
    quartier that a file writes gives way to that of the point."""
    places = [{"latitude": 0.5, "longitude": 0.5}] * 40 + [{"address": "99 rue Longue"}] * 30
    places += [{"latitude": 0.2, "longitude": 2.2}] * 20
    rows = [_request(n, "Faux", **place) for n, place in enumerate(places)]
    rows += [_request(100 + n, "Centre") for n in range(15)]
    return rows + [_request(200 + n, "Hameau") for n in range(3)]


def _counted(home: Home, *by: str, **where: str) -> Counter[tuple[str, ...]]:
    question = Question("requests", TOWN, by, None, tuple(where.items()))
    found = compute(question, DuckDBReader(home).snapshot(), metrics(), facts())
    return Counter({f.keys: int(f.value or 0) for f in found.exact.figures})


PARTS = {
    ("Vieux bourg", "Centre"): 40, ("Gare", "Centre"): 30, ("Centre (sans adresse)", "Centre"): 15,
    ("Les Prés", "Sud"): 20, ("Autres (sans adresse)", "Autres"): 3,
}  # fmt: skip


def test_every_part_is_in_one_quartier_and_the_parts_make_it(mapped: Home, staging: Path) -> None:
    publish(mapped, [stage_rows(_rows(), staging, "voirie_interventions")])
    assert _counted(mapped, "iris", "district") == PARTS
    assert _counted(mapped, "district") == {("Centre",): 85, ("Sud",): 20, ("Autres",): 3}
    (note,) = [t for t in read_manifest(mapped, DuckDBReader(mapped).manifest().id).tables
               if t.fact == "service_request"]  # fmt: skip
    assert note.zones[TOWN]["iris"] == dict(PARTS.keys())
    assert note.zones[TOWN]["area"] == {"Les Prés": "", "Hors quartier prioritaire": "",
                                        "Non renseigné": ""}  # fmt: skip


def test_the_cell_of_a_quartier_of_one_iris_is_the_cell_of_this_iris(
    mapped: Home, staging: Path
) -> None:
    """One set of persons, one name, one noise: a quartier and its only part teach one count."""
    publish(mapped, [stage_rows(_rows(), staging, "voirie_interventions")])
    reader = DuckDBReader(mapped)

    def shown(*by: str) -> dict[tuple[str, ...], float | None]:
        table = answer(Question("requests", TOWN, by), reader, metrics(), facts())
        return {cell.keys: cell.value for cell in table.cells}

    parts, crossed = shown("iris"), shown("iris", "district")
    assert {keys[:1]: value for keys, value in crossed.items()} == parts
    fact = facts()["service_request"]
    assert ("iris", "district") in fact.hierarchies


def test_the_lines_behind_a_figure_by_iris_are_those_it_counts(mapped: Home, staging: Path) -> None:
    delivery = stage_rows(_rows(), staging, "voirie_interventions")
    publish(mapped, [delivery])
    for (iris, _), count in PARTS.items():
        found = trace(
            Question("requests", TOWN, (), None, (("iris", iris),)), metric=metrics()["requests"],
            fact=facts()["service_request"], inputs=[delivery],
            sectors=[delivery.sector], spill=staging, limit=3, home=mapped,
        )  # fmt: skip
        assert found.count == count, iris


def test_without_contour_an_iris_is_refused_and_says_which_file_is_missing(
    home: Home, staging: Path
) -> None:
    publish(home, [stage_rows(_rows(), staging, "voirie_interventions")])
    for by, where in ((("iris",), ()), ((), (("iris", "Gare"),))):
        with pytest.raises(Refused, match=r"iris\.geojson"):
            answer(Question("requests", TOWN, by, None, where), DuckDBReader(home), metrics(),
                   facts())  # fmt: skip
    with pytest.raises(Refused, match=r"qpv\.geojson"):
        answer(Question("request_users_by_area", TOWN, ("area",)), DuckDBReader(home), metrics(),
               facts())  # fmt: skip
    assert _counted(home, "district")["Faux",] == 90


def test_a_contour_that_came_since_makes_the_next_release_whole(home: Home, staging: Path) -> None:
    delivery = stage_rows(_rows(), staging, "voirie_interventions")
    publish(home, [delivery])
    write_maps(home, iris=IRIS)
    write_base(home)
    publish(home, [delivery], now=NOW.replace(hour=9))
    assert _counted(home, "iris")["Gare",] == 30


def test_no_address_crosses_and_no_point(mapped: Home, staging: Path) -> None:
    manifest = publish(mapped, [stage_rows(_rows(), staging, "voirie_interventions")])
    with open_release(database_of(mapped, manifest.id)) as connection:
        tables = [t for (t,) in connection.execute(
            "SELECT table_name FROM duckdb_tables()").fetchall()]  # fmt: skip
        assert "zones" not in tables
        columns = {c for (c,) in connection.execute(
            "SELECT column_name FROM duckdb_columns()").fetchall()}  # fmt: skip
    assert not columns & {"address", "latitude", "longitude", "postcode", "place"}


def _child(n: int, family: int, born: date, **more: object) -> dict[str, Any]:
    return {"child_number": f"E{n}", "family_number": f"F{family}", "born_on": born, **more}


def test_a_family_has_a_minor_or_not_and_came_lately_or_not(mapped: Home, staging: Path) -> None:
    young, grown = date(NOW.year - 9, 1, 1), date(NOW.year - 19, 1, 1)
    on_the_day = NOW.date().replace(year=NOW.year - 18)
    rows = [
        _child(1, 1, young, arrived_on=date(NOW.year, 1, 1)),
        _child(2, 1, grown, arrived_on=date(NOW.year, 1, 1)),
        _child(3, 2, grown, arrived_on=NOW.date().replace(year=NOW.year - 1)),
        _child(4, 3, on_the_day, address="3 rue du Change"),
        _child(5, 4, on_the_day.replace(day=on_the_day.day + 1), arrived_on=date(2199, 1, 1)),
    ]
    manifest = publish(mapped, [stage_rows(rows, staging, "demo_familles")])
    with open_release(database_of(mapped, manifest.id)) as connection:
        found = connection.execute(
            "SELECT target, arrival, iris, area FROM family_account ORDER BY rowid"
        ).fetchall()
    unplaced = "Autres (sans adresse)"
    assert sorted(found) == sorted([
        ("Familles", "Nouveaux arrivants", unplaced, "Autres"),
        ("Familles", "Nouveaux arrivants", unplaced, "Autres"),
        ("Foyers sans mineur", "Arrivés depuis un an ou plus", unplaced, "Autres"),
        ("Foyers sans mineur", "Non renseigné", "Vieux bourg", "Autres"),
        ("Familles", "Non renseigné", unplaced, "Autres"),
    ])  # fmt: skip
    assert OUTSIDE_QPV
