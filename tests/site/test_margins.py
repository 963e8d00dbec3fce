"""Where the margins of a commune come from: shipped, the town's own file, open data."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.population.fit import fit
from parvis.core.population.income import draw_incomes
from parvis.core.population.report import report_of
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.bring import bring_files
from parvis.site.margins import margins_of

NOW = datetime(2026, 11, 1, tzinfo=UTC)
OFFICIAL = (
    "communes/other/rp2018_communes_2000hab_plus.parquet",
    "communes/other/cc_filosofi_2021_COM.csv",
    "communes/other/table-appartenance-geo-communes-22.zip",
    "geo/BASE_TD_FILO_IRIS_2021_DEC.csv",
)


def test_margins_are_shipped_for_vendome():
    assert margins_of("41269").name == "Vendôme"


@pytest.mark.parametrize(("code", "sentence"), [("12345", "12345"), ("41", "département")])
def test_a_code_that_is_no_commune_is_refused(code, sentence):
    with pytest.raises(Refused, match=sentence):
        margins_of(code)


def test_a_town_writes_its_own_margins(tmp_path: Path):
    home = Home(tmp_path)
    home.margins.mkdir()
    shipped = (files("parvis") / "margins" / "41269.toml").read_text("utf-8")
    text = shipped.replace('"41269"', '"99001"').replace('"Vendôme"', '"Fleurville"')
    (home.margins / "99001.toml").write_text(text, "utf-8")
    assert margins_of("99001", home).name == "Fleurville"


def test_a_commune_whose_figures_lack_is_refused_naming_the_file_to_bring():
    with pytest.raises(Refused, match=r"women_2018.*Recensement, communes de 2") as refusal:
        margins_of("28088")
    assert "margins/28088.toml" in refusal.value.sentence("fr")


@pytest.mark.long
@pytest.mark.real_data
def test_any_commune_of_the_official_files_has_a_town(real_data: Path, tmp_path: Path):
    home = Home(tmp_path)
    atlas = FileAtlas(home)
    paths = [real_data / name for name in OFFICIAL]
    bring_files(home, paths, atlas.datasets, now=NOW, progress=lambda *_: None)
    for code, persons in (("45234", 5_000), ("41018", 3_000)):
        margins, rng = margins_of(code, home), np.random.default_rng(1)
        fitted = fit(margins, persons, rng)
        report = report_of(margins, fitted, draw_incomes(margins, fitted.households, rng))
        assert max(g.tae_share for g in report.fitted) <= 0.001
        assert max(map(abs, report.deciles.values())) <= 0.005
    assert len(margins_of("45234", home).iris) > 40
    with pytest.raises(Refused, match="Évolution et structure"):
        margins_of("41001", home)
