"""Territories from the command line."""

import csv
import io
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from commands import Done, new_home, parvis


def run(home: Path, *words: str) -> Done:
    return parvis(*words, home=home)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("homes") / "maison"


def test_a_town_opens_and_opens_again(home: Path) -> None:
    first, again = (run(home, "town", "new", "41269", "--json") for _ in range(2))
    assert first.returncode == again.returncode == 0, first.stderr
    assert json.loads(first.stdout)["is_new"]
    assert not json.loads(again.stdout)["is_new"]
    assert json.loads(first.stdout)["place"]["name"] == "Vendôme"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("town", "new", "41"), "département"),
        (("town", "new", "200072073"), "n’est pas un SIREN"),
        (("town", "new", "200072072"), "ne sont pas livrées avec Parvis"),
        (("town", "new", "41269", "--members"), "41269 désigne une commune"),
        (("town", "new", "41269", "--ccas", "123"), "n’est pas un SIREN"),
        (("town", "new", "200072072", "--ccas", "264100314"), "va avec le code Insee"),
        (("town", "portrait", "1269"), "n’est pas un code de commune"),
        (("peers", "99999"), "n’est pas un code de commune"),
        (("peers", "41269", "--k", "0"), "entre 1 et 37"),
        (("town", "data", "--from", "/nowhere"), "n’existe pas"),
    ],
)
def test_a_refusal_is_one_sentence(home: Path, words: tuple[str, ...], said: str) -> None:
    done = run(home, *words)
    assert done.returncode == 1
    assert said in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@pytest.mark.real_data
def test_an_intercommunality_opens_with_its_communes(real_data: Path, tmp_path: Path) -> None:
    official, home = tmp_path / "official", new_home(tmp_path / "maison")
    official.mkdir()
    table = "table-appartenance-geo-communes-22.zip"
    shutil.copy(real_data / "communes" / "other" / table, official)
    assert run(home, "town", "data", "--from", str(official)).returncode == 0
    alone = run(home, "town", "new", "200072072", "--json")
    assert json.loads(alone.stdout) == {
        "code": "200072072", "name": "CA Territoires Vendômois", "communes": 65, "members": 0,
        "is_new": True,
    }  # fmt: skip
    whole = run(home, "town", "new", "200072072", "--members")
    assert "65 communes, dont 65 dans cette maison" in whole.stdout.replace("\xa0", " ")
    with sqlite3.connect(next((home / "identified").glob("*.sqlite3"))) as base:
        rows = base.execute("SELECT kind, count(*), sum(is_principal), count(parent_id) "
                            "FROM authorities_authority GROUP BY kind ORDER BY kind")  # fmt: skip
        assert rows.fetchall() == [("commune", 65, 0, 65), ("epci", 1, 1, 0)]


def test_the_centre_of_social_action_of_a_commune_opens_with_it(tmp_path: Path) -> None:
    home = new_home(tmp_path / "maison")
    for is_new in (True, False):
        done = run(home, "town", "new", "41269", "--ccas", "264100314", "--json")
        opened = json.loads(done.stdout)
        assert (opened["is_new"], opened["centre"]) == (is_new, "CCAS de Vendôme")


def test_peers_are_listed_with_distance_and_stability(home: Path) -> None:
    done = run(home, "peers", "41269", "--k", "5", "--json")
    found = json.loads(done.stdout)
    assert len(found) == 5
    assert set(found[0]) == {"code", "name", "distance", "gaps", "stability", "coverage"}


def test_the_portrait_is_written_in_the_four_formats(home: Path, tmp_path: Path) -> None:
    page = run(home, "town", "portrait", "41269").stdout
    assert page.startswith("<!doctype html>")
    rows = csv.DictReader(io.StringIO(run(home, "town", "portrait", "41269", "--format", "csv")
                                      .stdout))  # fmt: skip
    assert next(rows)["indicator"] == "population"
    document = json.loads(run(home, "town", "portrait", "41269", "--format", "json").stdout)
    assert document["place"]["code"] == "41269"
    assert len(document["indicators"]) >= 25
    file = tmp_path / "portrait.pdf"
    run(home, "town", "portrait", "41269", "--format", "pdf", "--out", str(file))
    assert file.read_bytes().startswith(b"%PDF")
