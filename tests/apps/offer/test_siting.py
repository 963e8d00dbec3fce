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
from squares import square

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


def test_the_most_in_reach_and_places_counted_are_other_goals(home: Home) -> None:
    elected = reader(Role.ELU)
    page = text(elected.get(f"{PAGE}?but=couverture&minutes=10&equite=oui"))
    assert "Pour le plus d’habitants à portée, le mieux est d’ouvrir" in page
    assert "à portée comptent d’autant plus que leur zone est pauvre" in page
    limited = text(elected.get(f"{PAGE}?but=capacite"))
    assert "Places comptées, le mieux est d’ouvrir" in limited
    assert "prouvé : 0,00 % au plus" in limited


def test_capacities_that_cannot_be_met_are_said_and_the_form_stays(home: Home) -> None:
    page = text(reader(Role.ELU).get(f"{PAGE}?but=capacite&lieux=-1"))
    assert "places pour servir tout le monde" in page
    assert "Comparer</button>" in page


def test_a_note_holds_the_two_sites_that_one_compares(home: Home) -> None:
    elected = reader(Role.ELU)
    elected.post(f"{PAGE}?avec=Gare", {"title": "Deux sites"})
    names = [one["name"] for one in DecisionNote.objects.get().alternatives]
    assert "Ouvrir Gare" in names
    assert len(names) >= 3
    assert "But" in dict(DecisionNote.objects.get().assumptions)


def test_how_near_a_service_is_with_its_supply_conserved(home: Home) -> None:
    page = text(reader(Role.ELU).get("/offre/acces/?minutes=10&mode=foot"))
    assert "sont à plus de 10 minutes à pied du lieu le plus proche" in page
    assert "Le cinquième le plus pauvre met" in page
    assert "à pied d’un arrêt de transport" in page
    assert "Offre distribuée (heures de place par semaine)" in page
    assert "Écart entre l’offre distribuée et reçue" in page
    assert ">nul<" in page


def test_access_is_kept_in_a_note_by_each_way_of_going(home: Home) -> None:
    elected = reader(Role.ELU)
    page = "/offre/acces/?minutes=10&mode=bicycle"
    assert "Garder cette mesure en note" in text(elected.get(page))
    assert "Garder cette mesure" not in text(reader(Role.MARKETING).get(page))
    assert reader(Role.MARKETING).post(page, {"title": "Accès"}).status_code == 404
    answer = elected.post(page, {"title": "Accès aux crèches"})
    note = DecisionNote.objects.get()
    assert note.kind == "access"
    assert note.names == ["À vélo", "À pied", "En voiture"]
    assert dict(note.assumptions)["Durée acceptable"] == "10 minutes"
    told = text(elected.get(answer.headers["Location"]))
    assert "sont à plus de 10 minutes à vélo" in told
    assert "Les zones les plus éloignées" in told
    assert "Personne n’est à plus de 10 minutes en voiture" in told
    assert "Noter ce choix" not in told
    assert "familles" not in told
    assert elected.get(f"/offre/notes/{note.pk}.pdf").content.startswith(b"%PDF")
    assert "sans objet" in text(elected.get("/offre/notes/"))


def test_a_note_of_a_town_that_tells_no_income_is_kept_all_the_same(home: Home) -> None:
    """What is not known is nothing in a note, for JSON has no other word."""
    path = home.access / "zones.csv"
    lines = [line.split(",") for line in path.read_text("utf-8").splitlines()]
    path.write_text("\n".join(",".join(row[:4]) for row in lines), "utf-8")
    elected = reader(Role.ELU)
    for page in ("/offre/acces/", PAGE):
        told = text(elected.get(elected.post(page, {"title": "Essai"}).headers["Location"]))
        assert "rien n’est dit des plus pauvres" in told


def test_access_without_any_file_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = home_at(tmp_path / "rien")
    make_home(empty, now=factories.NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(empty))
    assert "/offre/lieux/" in text(reader(Role.ELU).get("/offre/acces/"))


def test_streets_of_a_town_are_taken_for_its_access(home: Home) -> None:
    """A square of streets every 300 m over the demonstration."""
    (home.access / "streets.osm").write_text(square(1.0, 47.75, 40), "utf-8")
    page = text(reader(Role.ELU).get("/offre/acces/?minutes=20"))
    assert "par les rues (OpenStreetMap, streets.osm)" in page
    assert "vol d’oiseau" not in page


@pytest.mark.parametrize(("line", "said"), [
    ("Gare,47.79,1.06,oui,,60", "de toute zone habitée"),
    ("Gare,1060000,47.79,oui,,60", "n’est pas une position en degrés"),
    ("Gare,1.06,47.79,oui,,-4", "est négatif"),
])  # fmt: skip
def test_a_place_that_cannot_be_is_refused_in_one_sentence(
    home: Home, line: str, said: str
) -> None:
    path = home.access / "creche.csv"
    path.write_text(f"name,lon,lat,is_open,hours,capacity\n{line}\n", "utf-8")
    for page in (PAGE, "/offre/acces/"):
        assert said in text(reader(Role.ELU).get(page))


def test_a_home_that_describes_no_place_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = home_at(tmp_path / "vide")
    make_home(empty, now=factories.NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(empty))
    assert "/offre/lieux/" in text(reader(Role.ELU).get(PAGE))


def test_a_wrong_line_is_refused_by_name(home: Home) -> None:
    path = home.access / "creche.csv"
    path.write_text("name,lon,lat,is_open,hours\nGare,un,47.79,oui,\n", "utf-8")
    page = text(reader(Role.ELU).get(PAGE))
    assert "creche.csv, ligne 2" in page


def test_the_page_of_the_question_waits_for_figures(home: Home) -> None:
    assert "Pas encore de chiffres" in text(reader(Role.ELU).get("/offre/"))
