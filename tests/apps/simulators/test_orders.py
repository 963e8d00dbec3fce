"""How many meals to order: within the sector, from its own counts, and since when it drifts."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

import factories
from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.jobs.models import Job
from parvis.apps.jobs.worker import SCHEDULER, run_pending
from parvis.apps.simulators.background import ORDERS_JOB
from parvis.apps.simulators.counted import counted
from parvis.apps.simulators.models import Outlook
from parvis.apps.simulators.outlooks import look_ahead
from parvis.apps.simulators.port import rolls
from parvis.apps.simulators.staged import staged_for
from parvis.apps.sources.services import load_file
from parvis.core.access import OPERATOR, Role
from parvis.core.home import Home
from parvis.core.sectors import Sector
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from simulated_town import NOW, Level, meals, monday

pytestmark = pytest.mark.django_db
PAGE = "/simulateurs/commandes/demo_cantine/"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    monkeypatch.setattr(timezone, "localdate", lambda *_: NOW.date())
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    factories.authority()
    return place


@pytest.fixture
def quick(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wired.ports, "learner", Level, raising=False)


def load(folder: Path, share: Callable[[str, date], float], *, weeks: int = 26) -> None:
    path = folder / "cantine.csv"
    path.write_text(meals(share, weeks), "utf-8")
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
    page = worked_out(manager)
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


def worked_out(client: Client) -> str:
    """The page once the background did what the first view asked."""
    assert "data-follow" in text(client.get(PAGE))
    run_pending(NOW)
    return text(client.get(PAGE))


def orders(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/simulateurs/commandes/demo_cantine.csv?{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_what_is_worked_out_once_is_kept_until_files_or_strikes_change(
    manager: Client, quick: None, tmp_path: Path
) -> None:
    load(tmp_path, lambda site, day: 1.0)
    worked_out(manager)
    kept = Outlook.objects.get()
    assert "data-follow" not in text(manager.get(f"{PAGE}?jete=1&manque=9"))
    assert "data-follow" not in text(manager.get(f"{PAGE}?fermes=01/12/2026"))
    asked = manager.get("/simulateurs/commandes/demo_cantine.csv?greves=27/11/2026")
    assert asked.headers["Location"] == f"{PAGE}?greves=27%2F11%2F2026"
    manager.get(f"{PAGE}?greves=27/11/2026")
    assert [job.state for job in Job.objects.filter(name=ORDERS_JOB)] == ["waiting", "done"]
    assert Outlook.objects.count() == 1
    run_pending(NOW)
    strike = text(manager.get(f"{PAGE}?greves=27/11/2026"))
    assert "Aucune grève passée n’est connue" in strike
    assert "Aucune grève passée" not in text(manager.get(PAGE))
    assert kept in Outlook.objects.all()


def test_nobody_waits_for_what_each_morning_works_out(
    manager: Client, quick: None, tmp_path: Path
) -> None:
    """Ten minutes after a file, or a new day, and a week later the forecast is forgotten."""
    load(tmp_path, lambda site, day: 1.0)
    run_pending(NOW)
    run_pending(NOW + timedelta(minutes=11))
    assert "data-follow" not in text(manager.get(PAGE))
    assert "commander" in text(manager.get(PAGE))
    look_ahead(actor=SCHEDULER, now=NOW + timedelta(days=9), views=[])
    assert not Outlook.objects.exists()


def test_a_work_that_failed_is_asked_again(manager: Client, tmp_path: Path) -> None:
    load(tmp_path, lambda site, day: 1.0)
    manager.get(PAGE)
    Job.objects.filter(name=ORDERS_JOB).update(state="failed")
    assert "data-follow" in text(manager.get(PAGE))
    assert Job.objects.filter(name=ORDERS_JOB).count() == 2


PRESENCES = """N° enfant;Nom;Prénom;Accueil;Jour;Séance;Arrivée;Départ;Présent
1;A;A;Nord;02/11/2026;matin;;;oui
2;B;B;Nord;02/11/2026;matin;;;non
3;C;C;Nord;02/11/2026;matin;;;oui
3;C;C;Sud;03/11/2026;matin;;;oui
"""


def test_children_marked_present_are_counted_and_no_name_is_read(
    home: Home, tmp_path: Path
) -> None:
    path = tmp_path / "presences.csv"
    path.write_text(PRESENCES, "utf-8")
    load_file(actor=OPERATOR, now=NOW, authority="41269", path=path, filename=path.name)
    asked = counted()["periscolaire_presences"]
    place, school = Authority.objects.get(), Sector.SCOLAIRE_SPORT_CULTURE
    with staged_for(place, asked.contracts, school) as (_, staged, spill):
        found = rolls()(spill).attended(asked, staged)
        whole = rolls()(spill).attended(replace(asked, site="", mark=""), staged)
    days = (date(2026, 11, 2), date(2026, 11, 3))
    assert [(one.site, one.day, one.count) for one in found.came] == [
        ("Nord", days[0], 2.0), ("Sud", days[1], 1.0)]  # fmt: skip
    assert [(one.site, one.count) for one in whole.came] == [("Ensemble", 3.0), ("Ensemble", 1.0)]


def test_a_site_that_drifts_is_said_with_the_day(
    manager: Client, quick: None, tmp_path: Path
) -> None:
    """Nord serves a third less from four weeks ago on."""
    load(tmp_path, lambda site, day: 0.67 if site == "Nord" and day >= monday(4) else 1.0)
    page = worked_out(manager)
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
    assert "trop peu pour prévoir" in worked_out(manager)
    assert Job.objects.filter(name=ORDERS_JOB).count() == 1


def test_it_stays_within_its_sector(home: Home) -> None:
    assert signed_in(Role.RESPONSABLE, sectors=(Sector.SANTE,)).get(PAGE).status_code == 404
    assert signed_in(Role.ELU).get(PAGE).status_code == 404
    assert signed_in(Role.ELU).get("/simulateurs/commandes/demo_cantine.csv").status_code == 404
