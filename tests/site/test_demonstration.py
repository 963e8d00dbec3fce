"""The demonstration: a home built on the synthetic town, through the doors of a real one."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from commands import Done, parvis
from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.query import Question
from parvis.core.population.town import Asked
from parvis.site.demo import LOADED
from parvis.site.synth import LABEL, build
from parvis.site.wiring import HomePorts


def _run(home: Path, *words: str) -> Done:
    return parvis(*words, "--quiet", home=home)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("demo") / "home"
    done = _run(home, "demo", "--persons", "300", "--seed", "4")
    assert done.returncode == 0, done.stderr
    return home


def test_what_feeds_the_release_of_the_demonstration_is_said_to_be_synthetic(home):
    found = json.loads(_run(home, "release", "list", "--json").stdout)
    inputs = found["releases"][0]["inputs"]
    furnished = {"service_request", "meal_service", "library_loan", "pupil", "admission", "invoice"}
    assert furnished <= {i["fact"] for i in inputs}
    # What INSEE publishes of the commune is real, and holds nobody.
    invented = [i for i in inputs if i["fact"] != "official"]
    assert all(i["is_synthetic"] for i in invented)


def test_families_are_counted_by_iris_target_and_arrival(home):
    done = _run(home, "metric", "compute", "account_families", "--by", "iris")
    areas = [line.split(",")[0].strip('"') for line in done.stdout.splitlines()[1:]]
    assert len(areas) >= 2, done.stderr
    done = _run(home, "metric", "compute", "families_by_target", "--by", "arrival")
    assert "Arrivés depuis un an ou plus" in done.stdout
    done = _run(home, "metric", "compute", "families_by_area", "--by", "area")
    assert "prioritaire" in done.stdout, done.stderr
    refused = _run(home, "metric", "compute", "requests", "--by", "iris")
    assert refused.returncode == 1
    assert "iris.geojson" in refused.stderr


def test_a_note_of_three_grids_waits_for_the_council(home):
    with closing(sqlite3.connect(home / "identified" / "parvis.sqlite3")) as kept:
        ((kind, told),) = kept.execute("SELECT kind, alternatives FROM notes_decisionnote")
    grids = json.loads(told)
    assert kind == "tariff"
    assert [one["name"] for one in grids] == ["Taux d’effort", "Cantine à 1 €", "Par enfant"]
    assert len(grids[2]["grid"].splitlines()) == 3


def test_ten_years_of_figures_come_out_of_it(home):
    done = _run(home, "metric", "compute", "requests", "--by", "year")
    assert len(done.stdout.splitlines()) > 10


def test_every_export_that_a_contract_reads_is_recognised(tmp_path):
    town = tmp_path / "town"
    build("41269", Asked(400, 3, 1), town, lambda done, label: None)
    names = [str(path) for name in LOADED for path in town.glob(f"{name}{LABEL}.*")]
    done = _run(tmp_path / "home", "load", *names, "--dry-run", "--json")
    assert done.returncode == 0, done.stderr
    reports = json.loads(done.stdout)
    assert len({r["contract"] for r in reports}) == len(LOADED) >= 8
    assert all(r["rows_rejected"] <= 0.01 * r["rows_read"] + 3 for r in reports)


def test_each_of_the_eighty_indicators_computes_or_says_which_file_it_needs(home):
    ports = HomePorts(Home(home))
    metrics, facts, reader = ports.metrics(), ports.facts(), ports.warehouse()
    outcome = {"computed": set(), "dark": set()}
    for metric in (m for m in metrics.values() if m.code):
        held = {"sector": "scolaire_sport_culture", "service": "Prêts de la médiathèque"}
        where = tuple((name, held[name]) for name in metric.within)
        try:
            table = answer(Question(metric.id, "41269", (), None, where), reader, metrics, facts)
        except Refused as refusal:
            assert refusal.rule == "metric.lights_up", (metric.id, refusal.sentence())
            assert any(one.needs and one.needs in refusal.sentence() for one in metrics.values())
            outcome["dark"].add(metric.code)
        else:
            assert table.total is not None
            outcome["computed"].add(metric.code)
    assert len(outcome["computed"] | outcome["dark"]) == 80
    assert len(outcome["computed"]) >= 40, sorted(outcome["dark"])
