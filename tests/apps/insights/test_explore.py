"""Explore: any metric by any dimension, and views that are kept and shared."""

import re

import pytest
from django.test import Client

import factories
from parvis.apps.insights.models import KeptView
from parvis.core.access import Role

pytestmark = pytest.mark.usefixtures("published")
EXPLORE = "/insights/explorer/"


def body(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_any_metric_by_two_dimensions_is_a_figure_with_its_table(reader: Client) -> None:
    page = body(reader, f"{EXPLORE}?metric=requests&by=category&puis=channel&period=2025")
    assert '<figure class="fig" id="exploration">' in page
    assert '<option value="requests" selected>' in page
    assert '<th scope="col" class="num">Canal</th>' in page
    assert "/insights/metrics/requests.csv?by=category%2Cchannel&amp;period=2025" in page


def test_a_condition_is_one_value_of_another_dimension(reader: Client) -> None:
    page = body(reader, f"{EXPLORE}?metric=requests&by=month&ou=channel&valeur=Guichet")
    assert "<dt>Filtré</dt><dd>Guichet</dd>" in page


def test_what_no_file_feeds_and_what_hides_somebody_are_states(reader: Client) -> None:
    assert '<div class="state">' in body(reader, f"{EXPLORE}?metric=pride")
    secret = f"{EXPLORE}?metric=requests&by=channel&period=2025-03&ou=category&valeur="
    secret += "Bruit+et+voisinage"
    assert "state-secret" in body(reader, secret)
    assert "Vouliez-vous dire" in body(reader, f"{EXPLORE}?metric=request", 422)


def keep(client: Client, title: str = "Voirie", query: str = "metric=requests&by=month") -> str:
    response = client.post(f"{EXPLORE}garder/", {"title": title, "query": query})
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def test_a_view_is_kept_opened_by_another_with_their_own_rights_and_forgotten(
    reader: Client, agent: Client
) -> None:
    address = keep(agent)
    assert "/sources/lignes/" in body(agent, address)
    seen = body(reader, address)
    assert "Vue «\u00a0Voirie\u00a0»" in seen or "Vue «&nbsp;Voirie&nbsp;»" in seen
    assert "/sources/lignes/" not in seen
    assert reader.post(f"{address}oublier/").status_code == 404
    assert agent.post(f"{address}oublier/").status_code == 302
    body(reader, address, 404)


def test_a_view_of_another_authority_does_not_exist(agent: Client, db: None) -> None:
    address = keep(agent)
    elsewhere = Client()
    elsewhere.force_login(factories.account(Role.DGS, code="41226"))
    body(elsewhere, address, 404)


def test_a_view_whose_definition_changed_since_says_so(agent: Client) -> None:
    address = keep(agent)
    KeptView.objects.update(metric_version=0)
    assert re.search(r"a changé depuis \(version 0, aujourd’hui \d+\)", body(agent, address))


def test_a_view_without_a_name_is_refused(agent: Client) -> None:
    response = agent.post(f"{EXPLORE}garder/", {"title": " ", "query": "metric=requests"})
    assert response.status_code == 422
