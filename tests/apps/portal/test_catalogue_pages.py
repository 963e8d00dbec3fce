"""Demarches are found by words, by moment, by audience; each says its three ways."""

import pytest
from django.test import Client

from parvis.apps.catalogue.models import Demarche


def test_a_misspelt_word_finds_its_demarche(visitor: Client) -> None:
    page = visitor.get("/chercher/", {"q": "poubele jaune"})
    assert page.context["found"][0].code == "bac_poubelle"


@pytest.mark.parametrize("query", ["", "zzzzqqq", "🎂", "a" * 5000, "مرحبا"])
def test_a_search_without_answer_says_what_to_do(visitor: Client, query: str) -> None:
    page = visitor.get("/chercher/", {"q": query})
    assert page.status_code == 200
    assert page.context["found"] == []


def test_every_demarche_has_a_page_with_its_counter_and_its_paper(visitor: Client, town) -> None:
    for demarche in Demarche.objects.filter(authority=town):
        page = visitor.get(f"/demarches/{demarche.code}/").content.decode()
        assert "Au guichet" in page
        assert "Sur papier" in page


def test_a_site_outside_is_named_before_one_goes(visitor: Client) -> None:
    page = visitor.get("/demarches/carte_grise/").content.decode()
    assert "sur le site de l’État" in page
    assert "Vous quitterez ce site" in page


@pytest.mark.parametrize(
    "address",
    ["/demarches/", "/demarches/?pour=senior", "/moments/naissance/", "/lieux/", "/bouquet/?q=eau"],
)
def test_each_page_answers(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/demarches/inconnue/", "/moments/inconnu/"])
def test_what_is_not_there_is_said_so(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 404


def test_a_service_says_where_when_and_all_that_one_asks_of_it(visitor: Client) -> None:
    page = visitor.get("/services/familles/")
    said = page.content.decode()
    for word in ("Écoles, cantine, périscolaire", "Téléphone", "Lundi", "4,60", "Pièces", "Délai"):
        assert word in said, word
    assert "/services/familles/" in visitor.get("/demarches/cantine/").content.decode()
    assert "/services/familles/" in visitor.get("/lieux/").content.decode()
    assert visitor.get("/services/inconnu/").status_code == 404


def test_places_say_whether_they_are_open(visitor: Client) -> None:
    doors = visitor.get("/lieux/").context["doors"]
    assert all(door.now for door in doors)
