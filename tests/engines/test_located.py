"""Zones and places in the ways in which public files give positions."""

import json
from pathlib import Path

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.engines.located import as_table, read_located
from parvis.engines.projections import from_laea, projected

HERE = (1.06, 47.79)


def read(folder: Path, text: str) -> dict[str, list[str]]:
    path = folder / "lieux.csv"
    path.write_text(text, "utf-8")
    as_table(path)
    return read_located(path).values


X, Y = (f"{value:.2f}" for value in projected(np.array([HERE]))[0])
POINT = json.dumps({"type": "Point", "coordinates": HERE})
OUTLINE = [[1.05, 47.78], [1.07, 47.78], [1.07, 47.80], [1.05, 47.80], [1.05, 47.78]]


def collection(geometry: dict[str, object]) -> str:
    said = {"Nom": "Les Lutins", "ouvert": True, "capacite": 40, "note": None}
    feature = {"type": "Feature", "properties": said, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


@pytest.mark.parametrize("text", [
    "Nom;Longitude;Latitude\nLes Lutins;1,06;47,79\n",
    "\ufeffNom;Geo Point\nLes Lutins;47.79, 1.06\n",
    'Nom,geo_point_2d\nLes Lutins,"47.79,1.06"\n',
    "Nom;WKT\nLes Lutins;POINT (1.06 47.79)\n",
    'Nom;geom\nLes Lutins;"' + POINT.replace('"', '""') + '"\n',
    f"NOMRS;TYPEQU;LAMBERT_X;LAMBERT_Y\nLes Lutins;D502;{X.replace('.', ',')};{Y}\n",
    f"raison sociale;coordxet;coordyet\nLes Lutins;{X};{Y}\n",
    f"id,nom,x,y,lon,lat\n1,Les Lutins,{X},{Y},1.06,47.79\n",
    collection({"type": "Point", "coordinates": HERE}),
    collection({"type": "Point", "coordinates": [float(X), float(Y)]}),
    collection({"type": "Polygon", "coordinates": [OUTLINE]}),
    collection({"type": "MultiPolygon", "coordinates": [[[[0, 0], [0, 0.001], [0.001, 0], [0, 0]]],
                                                        [OUTLINE]]}),
])  # fmt: skip
def test_a_position_is_found_in_each_of_its_ways(text: str, tmp_path: Path) -> None:
    values = read(tmp_path, text)
    assert values["name"] == ["Les Lutins"]
    found = [float(values[side][0].replace(",", ".")) for side in ("lon", "lat")]
    assert found == pytest.approx(HERE, abs=2e-6)


def test_the_properties_of_a_geojson_become_columns(tmp_path: Path) -> None:
    values = read(tmp_path, collection({"type": "Point", "coordinates": HERE}))
    assert (values["is_open"], values["capacity"], values["note"]) == (["oui"], ["40"], [""])


def test_the_squares_of_the_insee_are_zones(tmp_path: Path) -> None:
    """Filosofi by square: its name is its place, `ind` its people, `ind_snv` their incomes."""
    values = read(tmp_path, "idcar_200m,lcog_geo,ind,ind_snv\n"
                  "CRS3035RES200mN2829000E3682400,45234,120.0,2400000.0\n")  # fmt: skip
    assert values["name"] == ["CRS3035RES200mN2829000E3682400"]
    assert (values["population"], values["income"]) == (["120.0"], ["20000.0"])
    lon, lat = (float(values[side][0]) for side in ("lon", "lat"))
    assert (lon, lat) == pytest.approx((1.5, 48.0), abs=0.6)


def test_the_grid_of_squares_is_the_one_of_its_published_example() -> None:
    """IOGP guidance note 7-2, method 9820: 3 962 799.45 m east and 2 999 718.85 m north."""
    found = from_laea(np.array([[3_962_799.45, 2_999_718.85], [4_321_000.0, 3_210_000.0]]))
    np.testing.assert_allclose(found, [[5.0, 50.0], [10.0, 52.0]], atol=1e-7)


@pytest.mark.parametrize(("text", "said"), [
    ("nom;geo_point\nA;ici\n", "n’est pas une position"),
    ("nom;geo_point\nA;\n", "est vide"),
    ("nom;x;y\nA;1060000;47,79\n", "Lambert-93"),
    ("idcar_200m;ind\nA;3\n", "n’est pas une position|carreau"),
    ('{"type": "Feature"}', "n’est pas une liste de points"),
    (collection({"type": "LineString", "coordinates": OUTLINE}), "n’est pas une liste de points"),
    ('{"features": []}', "aucune ligne|vide|rangée"),
])  # fmt: skip
def test_a_position_that_says_nothing_is_refused(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        read(tmp_path, text)
    assert any(one in refusal.value.sentence() for one in said.split("|"))
