"""How many meals to order: within the sector, from its own counts, and since when it drifts."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

import factories
from parvis.apps import wired
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Role
from parvis.core.home import Home
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from simulated_town import NOW

pytestmark = pytest.mark.django_db
PAGE = "/simulateurs/commandes/demo_cantine/"
SITES = {"Nord": 120.0, "Sud": 60.0}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    monkeypatch.setattr(timezone, "localdate", NOW.date)
    factories.authority()
    return place


def monday(weeks_ago: int) -> date:
    """The Monday so many weeks before that of `NOW`."""
    return NOW.date() - timedelta(days=NOW.date().weekday() + 7 * weeks_ago)


def load(folder: Path, share: Callable[[str, date], float], *, weeks: int = 26) -> None:
    """Counts of two sites, Mondays to Fridays until last Friday, planned 8 % above."""
    rng = np.random.default_rng(1)
    lines = ["Restaurant;Type;Date;Repas prévus;Repas servis"]
    for week in range(weeks, 0, -1):
        for day in (monday(week) + timedelta(days=k) for k in range(5)):
            for site, usual in SITES.items():
                served = round(usual * share(site, day) + rng.normal(0, 3))
                lines.append(f"{site};M/E;{day:%d/%m/%Y};{round(usual * 1.08)};{served}")
    path = folder / "cantine.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    load_file(actor=OPERATOR, now=NOW, authority="41269", path=path, filename=path.name)


def signed_in(*roles: Role, sectors: tuple[Sector, ...] = ()) -> Client:
    client = Client()
    client.force_login(factories.account(*roles, sectors=sectors))
    return client


@pytest.fixture
def manager(home: Home) -> Client:
    """Who answers for the school service."""
    return signed_in(Role.RESPONSABLE, sectors=(Sector.SCOLAIRE_SPORT_CULTURE,))


def text(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_orders_of_the_week_follow_costs_and_closures(manager: Client, tmp_path: Path) -> None:
    load(tmp_path, lambda site, day: 1.0)
    assert "Restaurants scolaires" in text(manager.get("/simulateurs/"))
    page = text(manager.get(PAGE))
    assert "commander" in page
    assert "Les prévisions tiennent partout." in page
    assert "les vacances scolaires ne sont pas retirées" in page
    assert "ce qui était prévu en a jeté" in page
    closed = (NOW.date() + timedelta(days=1)).isoformat()
    dear, cheap = (orders(manager, f"jete=1&manque={cost}&fermes={closed}") for cost in (9, 0.2))
    assert closed not in {row["date"] for row in dear}
    assert sum(int(row["commande"]) for row in dear) > sum(int(row["commande"]) for row in cheap)
    nord = [row for row in dear if row["site"] == "Nord"]
    assert all(105 < float(row["attendu"]) < 135 for row in nord)
    assert all(float(row["bas"]) <= float(row["attendu"]) <= float(row["haut"]) for row in nord)


def orders(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/simulateurs/commandes/demo_cantine.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_site_that_drifts_is_said_with_the_day(manager: Client, tmp_path: Path) -> None:
    """Nord serves a third less from four weeks ago on."""
    load(tmp_path, lambda site, day: 0.67 if site == "Nord" and day >= monday(4) else 1.0)
    page = text(manager.get(PAGE))
    assert "À Nord, les prévisions ne tiennent plus depuis le" in page
    assert "de moins que prévu" in page
    assert "À Sud" not in page


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("jete=0&manque=3", "coûtent chacun plus que rien"),
        ("jete=deux", "n’est pas un nombre"),
        ("fermes=demain", "n’est pas un jour"),
    ],
)
def test_what_makes_no_sense_is_refused_and_the_form_stays(
    manager: Client, tmp_path: Path, query: str, said: str
) -> None:
    load(tmp_path, lambda site, day: 1.0)
    answer = manager.get(f"{PAGE}?{query}")
    assert answer.status_code == 422
    assert said in text(answer)
    assert "Recalculer" in text(answer)


def test_too_little_and_nothing_lately_are_said(manager: Client, tmp_path: Path) -> None:
    assert "Aucun fichier" in text(manager.get(PAGE))
    load(tmp_path, lambda site, day: 1.0, weeks=5)
    assert "trop peu pour prévoir" in text(manager.get(PAGE))


def test_it_stays_within_its_sector(home: Home) -> None:
    assert signed_in(Role.RESPONSABLE, sectors=(Sector.SANTE,)).get(PAGE).status_code == 404
    assert signed_in(Role.ELU).get(PAGE).status_code == 404
    assert signed_in(Role.ELU).get("/simulateurs/commandes/demo_cantine.csv").status_code == 404
