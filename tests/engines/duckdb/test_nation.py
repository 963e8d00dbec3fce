"""How common names are in the country, and what it says of the names of a small file."""

import csv
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest

from parvis.core.people.roles import PersonRole
from parvis.engines.duckdb.linker.compare import add_frequencies
from parvis.engines.duckdb.linker.nation import shares_of_names
from parvis.engines.duckdb.linker.spelling import spell


@pytest.fixture(scope="module")
def nation() -> dict[str, dict[str, float]]:
    return shares_of_names()


def test_martin_is_the_commonest_surname_of_the_register(nation: dict) -> None:
    surnames = nation["surname"]
    assert max(surnames, key=surnames.get) == "MARTIN"
    # 250,013 of the 73,470,900 births of the file of INSEE (1891 to 2000).
    assert surnames["MARTIN"] == pytest.approx(250_013 / 73_470_900)


@pytest.mark.real_data
def test_every_surname_shipped_is_in_the_register(real_data: Path) -> None:
    listed = (real_data / "linkage/insee_noms2008nat_txt.txt").read_text("latin-1").splitlines()
    register = {line.rstrip("[") for line in listed}
    with (files("parvis") / "margins" / "noms.csv").open(encoding="utf-8") as file:
        shipped = {row["name"] for row in csv.DictReader(file)} - {""}
    assert len(shipped) == 2_777
    assert shipped <= register


def test_names_of_many_words_are_spelled_as_the_linker_does(nation: dict) -> None:
    assert nation["surname"]["LEGALL"] > 0
    assert all(" " not in name for name in nation["surname"])


def test_in_a_small_file_a_common_surname_weighs_as_in_the_country(nation: dict) -> None:
    people = duckdb.connect()
    people.execute("""CREATE TEMP TABLE source AS
        SELECT unnest([0, 1, 2]) AS i, unnest(['a', 'b', 'c']) AS id,
            unnest(['Martin', 'Zyta', 'Petit']) AS name""")
    spell(people, {"name": PersonRole.SURNAME}, "source")
    add_frequencies(people, nation)
    shares = dict(people.execute("FROM share_surname").fetchall())
    assert shares["MARTIN"] == pytest.approx((1 + 1000 * nation["surname"]["MARTIN"]) / 1003)
    assert shares["ZYTA"] == pytest.approx(1 / 1003)
