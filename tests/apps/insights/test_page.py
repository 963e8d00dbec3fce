"""The first page, the definitions and their tables."""

import re

import pytest
from django.test import Client

from parvis.site.wiring import HomePorts

pytestmark = pytest.mark.usefixtures("published")
HOME = "/insights/"


def body(client: Client, address: str = HOME, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_the_first_page_leads_to_each_question_with_its_answer(reader: Client) -> None:
    page = body(reader)
    for name in ("qui", "profil", "interets", "moyens"):
        assert f'href="/insights/questions/{name}/"' in page
    assert "On écrit d’abord à la mairie" in page


def test_the_first_page_says_what_changed_beyond_chance_or_that_nothing_did(reader: Client) -> None:
    page = body(reader)
    assert "que le hasard l’explique" in page or "rien de distinguable du hasard" in page


def test_each_of_the_eight_doors_has_its_sentence(reader: Client) -> None:
    doors = re.findall(r"<li><h3><a href=[^>]+>[^<]+</a></h3>(?:<p>([^<]+)</p>)?", body(reader))
    assert len(doors) == 8
    assert all(len(said) > 20 for said in doors)
    assert "statistiques" in doors[6] or "rang" in doors[6]


def test_the_first_page_says_what_presses(reader: Client) -> None:
    page = body(reader)
    assert "au-delà de leur échéance" in page or "Rien ne presse" in page


def test_nothing_published_yet_is_a_normal_state(reader: Client, unpublished: HomePorts) -> None:
    assert "Pas encore de chiffres" in body(reader)


def test_an_authority_without_data_sees_none_of_another(published: HomePorts, db: None) -> None:
    import factories
    from parvis.core.access import Role

    client = Client()
    client.force_login(factories.account(Role.DGS, code="41226"))
    assert "Pas encore de chiffres" in body(client)


def test_a_visitor_is_sent_to_sign_in(db: None) -> None:
    response = Client().get(HOME)
    assert response.status_code == 302
    assert "next=/insights/" in response["Location"]


def test_definitions_are_listed_and_explained(reader: Client) -> None:
    listed = body(reader, "/insights/metrics/")
    assert 'href="/insights/metrics/requests/">Demandes reçues' in listed
    page = body(reader, "/insights/metrics/requests_on_time/")
    assert "Wilson" in page
    assert "rien sous 11" in page


def test_an_unknown_metric_is_not_found_and_shows_those_that_exist(reader: Client) -> None:
    page = body(reader, "/insights/metrics/nothing/", status=404)
    assert "Aucun indicateur" in page
    assert "Demandes reçues" in page
    body(reader, "/insights/metrics/nothing.csv", status=404)


def test_a_table_is_downloaded_as_it_is_disclosed(reader: Client) -> None:
    response = reader.get("/insights/metrics/requests.csv?by=channel&period=2026-S1")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    head, *lines = response.content.decode().splitlines()
    assert head == "channel,value,low,high,n,hidden"
    assert len(lines) == 5
    assert all(line.count(",") == 5 for line in lines)


def test_a_total_is_one_line(reader: Client) -> None:
    lines = reader.get("/insights/metrics/meals_served.csv").content.decode().splitlines()
    assert lines[0] == "value,low,high,n,hidden"
    assert len(lines) == 2


def test_a_dimension_that_a_metric_lacks_is_refused(reader: Client) -> None:
    said = body(reader, "/insights/metrics/requests.csv?by=site", status=422)
    assert "« Demandes reçues » ne se ventile pas par « site »" in said.replace("\xa0", " ")
    assert "Motif, Canal" in said and "category" not in said
