"""Incomes of départements and of France are their producer's own, never a median of communes."""

import duckdb
import pytest

from parvis.engines.opendata.shipped import published, shipped_reference

FRANCE, LOIR_ET_CHER = "FR", "41"


def test_france_and_the_departement_have_the_figures_that_insee_publishes():
    found = published()
    assert found[FRANCE, "median_income_2021"] == 23_080
    assert found[FRANCE, "poverty_rate_2021"] == 14.9
    assert found[LOIR_ET_CHER, "median_income_2021"] == 22_510
    assert shipped_reference().published == found


@pytest.mark.real_data
def test_every_area_equals_the_file_of_its_producer(real_data):
    file = real_data / "communes" / "terribot" / "filo.parquet"
    rows = duckdb.sql(f"SELECT id, med21, tp6021, d121, d921 FROM '{file}'").fetchall()
    known = {row[0].removeprefix("D").zfill(2): row[1:] for row in rows}
    for (area, variable), value in published().items():
        median, poverty, first, ninth = known[area]
        expected = {"median_income_2021": median, "poverty_rate_2021": poverty,
                    "decile_ratio_2021": round(ninth / first, 1)}  # fmt: skip
        assert value == pytest.approx(expected[variable]), f"{area} {variable}"
