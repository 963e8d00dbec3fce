"""Two places compared by an elected person, who leaves with a note."""

from pathlib import Path

import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.apps.notes.models import DecisionNote
from parvis.core.access import Role
from parvis.core.home import Home
from parvis.site.demo_offer import write_offer
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

pytestmark = pytest.mark.django_db
PAGE = "/offre/implantation/"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    place = home_at(tmp_path / "home")
    make_home(place, now=factories.NOW)
    write_offer(place, "41269", factories.NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    return place


def reader(*roles: Role) -> Client:
    client = Client()
    client.force_login(factories.account(*roles))
    return client


def text(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_a_place_is_advised_with_its_proof_and_kept_in_a_note(home: Home) -> None:
    elected = reader(Role.ELU)
    page = text(elected.get(PAGE))
    assert "Le mieux est d’ouvrir" in page
    assert "prouvé : 0,00 % au plus" in page
    assert "à vol d’oiseau" in page
    answer = elected.post(PAGE, {"title": "Une quatrième crèche"})
    note = DecisionNote.objects.get()
    assert answer.headers["Location"] == f"/offre/notes/{note.pk}/"
    assert len(note.alternatives) >= 2
    told = text(elected.get(f"/offre/notes/{note.pk}/"))
    assert "Aujourd’hui" in told
    assert elected.get(f"/offre/notes/{note.pk}.pdf").content.startswith(b"%PDF")


def test_one_place_fewer_and_another_way_to_go_there(home: Home) -> None:
    page = text(reader(Role.DGS).get(f"{PAGE}?lieux=-1&mode=bicycle&minutes=10&equite=oui"))
    assert "Ce qui coûte le moins est de fermer" in page
    assert "à vélo" in page


def test_a_home_that_describes_no_place_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = home_at(tmp_path / "vide")
    make_home(empty, now=factories.NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(empty))
    assert "access/zones.csv" in text(reader(Role.ELU).get(PAGE))


def test_a_wrong_line_is_refused_by_name(home: Home) -> None:
    path = home.access / "creche.csv"
    path.write_text("name,lon,lat,is_open,hours\nGare,un,47.79,oui,\n", "utf-8")
    page = text(reader(Role.ELU).get(PAGE))
    assert "creche.csv, ligne 2" in page


def test_the_page_of_the_question_waits_for_figures(home: Home) -> None:
    assert "Pas encore de chiffres" in text(reader(Role.ELU).get("/offre/"))
