"""All of France from the published files: criteria of several towns counted by hand."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from made_up_france import criteria, presets
from parvis.core.home import Home
from parvis.core.palmares.field import Field, field_of
from parvis.core.palmares.figures import figures_of
from parvis.core.territory.reference import Absence
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.bring import bring_folder

pytestmark = [pytest.mark.real_data, pytest.mark.long]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOWNS = ("41269", "29019", "59350", "2A004", "97411", "01004", "48095")


@pytest.fixture(scope="module")
def field(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Field]:
    atlas = FileAtlas(Home(tmp_path_factory.mktemp("france") / "home"))
    bring_folder(atlas._home, real_data / "communes", atlas.datasets, now=NOW,
                 progress=lambda done, label: None)  # fmt: skip
    figures = figures_of(atlas.reference(), tuple(criteria().values()))
    yield field_of(figures, presets()["bien_vivre"])


@pytest.fixture(scope="module")
def tables(real_data: Path) -> dict[str, dict[str, dict[str, float]]]:
    """The tables as they stand, by commune."""
    names = ("sup", "bpe", "acci", "apl", "dom_tra", "dpe", "mi")
    read = {n: pq.read_table(real_data / f"communes/terribot/{n}.parquet") for n in names}
    return {n: {row["id"]: row for row in table.to_pylist()} for n, table in read.items()}


def test_most_communes_of_france_are_ranked(field: Field) -> None:
    assert len(field.figures.codes) > 34_800
    assert not np.isnan(field.scores).any()
    assert len(field.figures.criteria) >= 60


@pytest.mark.parametrize("code", TOWNS)
def test_criteria_equal_a_count_by_hand(field: Field, tables: dict, code: str) -> None:
    people = tables["sup"][code]["pmun2022"]
    accidents = sum(tables["acci"][code][f"acci_{year}"] for year in range(2019, 2024))
    labels = tables["dpe"][code]
    expected = {
        "food_shops": 10_000 * tables["bpe"][code]["alim"] / people,
        "accidents": 10_000 * accidents / 5 / people,
        "doctor_access": tables["apl"][code]["apl_gen"],
        "long_commutes": tables["dom_tra"][code]["aocc_30min"],
        "good_labels": 100 * sum(labels[f"{c}_dpe"] for c in "abc") / labels["tot_dpe"],
        "thefts": 1000 * tables["mi"][code]["vol_n_violent"] / people,
    }
    row = field.figures.values[field.figures.position[code]]
    at = {one.id: column for column, one in enumerate(field.figures.criteria)}
    for name, value in expected.items():
        if name == "thefts" and value == 0:
            assert np.isnan(row[at[name]])
        else:
            assert row[at[name]] == pytest.approx(value, rel=1e-9, nan_ok=True), name


@pytest.mark.parametrize(("city", "start"), [("75056", "751"), ("69123", "6938"), ("13055", "132")])
def test_a_city_counted_by_districts_is_their_sum(
    field: Field, tables: dict, city: str, start: str
) -> None:
    parts = [code for code in tables["sup"] if code.startswith(start) and len(code) == 5]
    people = max(tables["sup"][city]["pmun2022"], sum(tables["sup"][c]["pmun2022"] for c in parts))
    shops = sum(tables["bpe"][code]["alim"] for code in parts)
    at = {one.id: column for column, one in enumerate(field.figures.criteria)}
    row = field.figures.values[field.figures.position[city]]
    assert people > 500_000
    assert row[at["food_shops"]] == pytest.approx(10_000 * shops / people)
    assert np.isnan(row[at["doctor_access"]])


def test_an_offence_that_is_not_published_is_secret_and_never_zero(
    field: Field, tables: dict
) -> None:
    figures = field.figures
    column = [one.id for one in figures.criteria].index("damages")
    hidden = {code for code, row in tables["mi"].items() if row["degradations"] == 0}
    hidden -= {"75056", "69123", "13055"}
    marks = {code for code, mark in zip(figures.codes, figures.marks[:, column], strict=True)
             if mark == Absence.SECRET}  # fmt: skip
    assert marks == hidden & set(figures.codes)
    assert not (figures.values[:, column] == 0).any()


def test_the_first_towns_are_among_those_that_palmares_praise(field: Field) -> None:
    # Face validity only: published 2023 top ten of the commercial one, whose detail is sold.
    large = [field.figures.position[code] for code in ("64024", "64122", "17300", "49007", "56121")]
    places = [(field.scores > field.scores[row]).mean() for row in large]
    assert np.median(places) < 0.1
