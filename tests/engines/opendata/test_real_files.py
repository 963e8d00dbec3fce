"""The real files of the producers: Vendôme exactly, and ten communes read another way."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.territory.codes import commune_of
from parvis.core.territory.portrait import Line, Portrait, peer_group, portrait_of
from parvis.core.territory.reference import Absence, Reference
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.bring import bring_folder

pytestmark = pytest.mark.real_data
NOW = datetime(2026, 11, 23, tzinfo=UTC)
FOLDERS = ("communes/other", "geo")
TEN = [
    "49092",  # merged: Chemillé-en-Anjou
    "2A004",
    "01004",
    "97411",
    "01001",  # a secret: too few households
    "41269",
    "29019",
    "35238",
    "57463",
    "80021",
]


@pytest.fixture(scope="module")
def atlas(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FileAtlas]:
    home = Home(tmp_path_factory.mktemp("real") / "home")
    found = FileAtlas(home)
    for folder in FOLDERS:
        bring_folder(home, real_data / folder, found.datasets, now=NOW, progress=lambda d, t: None)
    yield found


@pytest.fixture(scope="module")
def reference(atlas: FileAtlas) -> Reference:
    return atlas.reference()


@cache
def portrait(atlas: FileAtlas, code: str) -> Portrait:
    reference = atlas.reference()
    peers = peer_group(code, (), reference, atlas.structure(), 20)
    return portrait_of(code, reference, atlas.indicators(), peers, is_picked=False)


def line(atlas: FileAtlas, code: str, indicator: str) -> Line:
    held = portrait(atlas, code).line(indicator)
    assert held is not None
    return held


def test_the_published_figures_of_vendome_come_out_exactly(atlas: FileAtlas) -> None:
    trail = dict(line(atlas, "41269", "population").trail)
    assert (trail[2013], trail[2018], trail[2021]) == (17_121, 16_133, 15_747)
    income = dict(line(atlas, "41269", "median_income").trail)
    assert [round(income[year]) for year in (2016, 2019, 2021)] == [19_235, 20_220, 21_030]
    poverty = dict(line(atlas, "41269", "poverty_rate").trail)
    assert [poverty[year] for year in (2016, 2019, 2021)] == [20, 19, 20]


@pytest.fixture(scope="module")
def filosofi(real_data: Path) -> dict[str, dict[str, str]]:
    path = real_data / "communes/other/cc_filosofi_2021_COM.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["CODGEO"]: row for row in csv.DictReader(file, delimiter=";")}


@pytest.fixture(scope="module")
def comparator(real_data: Path) -> dict[str, dict[str, float]]:
    path = real_data / "communes/other/base_cc_comparateur_2022ed.parquet"
    table = pq.read_table(path, columns=["CODGEO", "P18_POP", "P18_LOGVAC"])
    return {row["CODGEO"]: row for row in table.to_pylist()}


@pytest.mark.parametrize("code", TEN)
def test_ten_communes_equal_an_independent_reading(
    code: str, reference: Reference, filosofi: dict, comparator: dict
) -> None:
    row = reference.rank[code]
    for variable, column in (("median_income_2021", "MED21"), ("poverty_rate_2021", "TP6021")):
        text = filosofi[code][column]
        if text == "s":
            assert reference.absence(variable, row) is Absence.SECRET
            assert np.isnan(reference.column(variable)[row])
        else:
            assert reference.column(variable)[row] == float(text.replace(",", "."))
    for variable, column in (("population_2018", "P18_POP"), ("vacant_homes_2018", "P18_LOGVAC")):
        assert reference.column(variable)[row] == pytest.approx(comparator[code][column])


def test_the_number_of_secrets_is_that_of_the_file(reference: Reference, filosofi: dict) -> None:
    secret = {code for code, row in filosofi.items() if row["MED21"] == "s"} & set(reference.codes)
    marks = {c for c in secret if reference.absence("median_income_2021", reference.rank[c])
             is Absence.SECRET}  # fmt: skip
    assert secret
    assert marks == secret


def test_equipment_adds_up_over_iris(reference: Reference, real_data: Path) -> None:
    path = real_data / "communes/other/bpe_ens_2018.parquet"
    wanted = [("DEPCOM", "=", "41269"), ("TYPEQU", "=", "D201")]
    expected = sum(pq.read_table(path, filters=wanted)["NB_EQUIP"].to_pylist())
    assert expected
    assert reference.column("doctors_2018")[reference.rank["41269"]] == expected


def test_departements_and_france_add_up(reference: Reference, comparator: dict) -> None:
    loir_et_cher = sum(row["P18_POP"] or 0 for code, row in comparator.items() if code[:2] == "41")
    rows = reference.of_department("41269")
    assert reference.column("population_2018")[rows].sum() == pytest.approx(loir_et_cher)
    france = sum(row["P18_POP"] or 0 for code, row in comparator.items()
                 if not code.startswith(("751", "6938", "132")))  # fmt: skip
    assert np.nansum(reference.column("population_2018")) == pytest.approx(france, rel=1e-6)


@pytest.mark.parametrize(
    ("code", "heir"), [("01003", "01165"), ("49281", "49092"), ("41248", None)]
)
def test_a_code_of_2010_answers_what_it_became(
    code: str, heir: str | None, reference: Reference
) -> None:
    if heir is None:
        assert commune_of(code, reference.registry) == code
        return
    with pytest.raises(Refused) as refused:
        commune_of(code, reference.registry)
    assert refused.value.rule == "territory.merged"
    assert heir in refused.value.sentence()


def test_the_eight_iris_of_vendome_keep_their_secret(atlas: FileAtlas) -> None:
    found = atlas.iris("41269")
    assert len(found) == 8
    assert sum(np.isnan(iris.values["declared_median_2021"]) for iris in found) == 1


def test_the_contours_of_a_departement_are_there(atlas: FileAtlas, real_data: Path) -> None:
    reference = atlas.reference()
    codes = [reference.codes[row] for row in reference.of_department("41269")]
    contours = atlas.contours(codes)
    assert len(contours) == len(codes)
    source = json.loads((real_data / "geo/communes-41-loir-et-cher.geojson").read_text("utf-8"))
    published = {f["properties"]["code"]: f["geometry"] for f in source["features"]}
    assert contours["41269"] == published["41269"]


def test_the_shipped_table_says_what_the_files_say(atlas: FileAtlas, tmp_path: Path) -> None:
    shipped = FileAtlas(Home(tmp_path / "empty")).reference()
    whole = atlas.reference()
    assert 31 <= len(shipped.codes) <= 41
    for variable in shipped.columns:
        for code in shipped.codes:
            mine = shipped.column(variable)[shipped.rank[code]]
            theirs = whole.column(variable)[whole.rank[code]]
            assert mine == pytest.approx(theirs, abs=0.006, nan_ok=True), (variable, code)
