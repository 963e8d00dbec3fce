"""The page of figures: what it says, what it keeps silent, and how it proves it."""

import re

import pytest
from django.test import Client

from parvis.site.wiring import HomePorts
from stillness import no_noise

pytestmark = pytest.mark.usefixtures("published")
HOME = "/insights/"


def body(client: Client, address: str = HOME, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def figure(page: str, name: str) -> str:
    found = re.search(rf'<figure class="fig" id="{name}">(.*?)</figure>', page, re.S)
    assert found, f"no figure {name}"
    return found.group(1)


def test_each_number_of_the_answer_leads_to_the_figure_that_proves_it(reader: Client) -> None:
    page = body(reader)
    answer = re.search(r'<p class="answer">(.*?)</p>', page, re.S)
    targets = re.findall(r'href="#([\w-]+)"', answer.group(1) if answer else "")
    assert len(targets) >= 5
    for target in targets:
        assert figure(page, target)


def test_a_figure_carries_its_table_and_its_proof(reader: Client) -> None:
    shown = figure(body(reader), "demandes-motif")
    for part in ("Effectif", "Intervalle", "Source", "Période", "Publication", "Masqué"):
        assert f"<dt>{part}</dt>" in shown
    assert "Lire en tableau" in shown
    assert "D’où vient ce chiffre" in shown
    assert "(Poisson, 95\u202f%)" in shown
    assert "données fictives" in shown
    assert '/insights/metrics/requests.csv?by=category"' in shown


def test_the_page_holds_no_script_and_no_style_in_place(reader: Client) -> None:
    page = body(reader)
    assert "<script" not in page
    assert "style=" not in page


def test_planned_meals_stand_behind_served_ones(reader: Client) -> None:
    shown = figure(body(reader), "repas-mois")
    assert 'class="ref"' in shown
    assert '<th scope="col" class="num">Repas prévus</th>' in shown


def test_open_requests_are_said_to_count_in_delays(reader: Client) -> None:
    assert "encore ouvertes sont comptées" in figure(body(reader), "delai-neuf-sur-dix")


def test_only_who_may_see_lines_is_shown_the_way_to_them(reader: Client, agent: Client) -> None:
    assert "/sources/lignes/" not in body(reader)
    page = body(agent, f"{HOME}?period=2026&category=Voirie")
    link = (
        "/sources/lignes/?metric=requests&amp;by=month&amp;period=2026&amp;where=category%3DVoirie"
    )
    assert link in figure(page, "demandes-mois")
    assert "/sources/lignes/" not in figure(page, "repas-mois")


def test_a_filtered_dimension_gives_its_place_to_another(reader: Client) -> None:
    with no_noise():
        page = body(reader, f"{HOME}?category=Voirie")
    assert "par quartier" in figure(page, "a-temps")
    assert "demandes-motif" in page
    everything = f"{HOME}?category=Voirie&channel=Guichet&district=Centre"
    assert 'id="demandes-motif"' not in body(reader, everything)


def test_a_period_is_compared_with_the_year_before_where_both_are_whole(reader: Client) -> None:
    said = body(reader, f"{HOME}?period=2026-S1")
    assert "en un an" in said or "un an plus tôt" in said
    assert "ne se compare pas" in body(reader, f"{HOME}?period=2025")


def test_a_period_without_data_says_so_and_where_the_data_are(reader: Client) -> None:
    page = body(reader, f"{HOME}?period=2031")
    assert "Rien à dire sur cette période" in page
    assert "les fichiers vont du" in page
    assert '<option value="2031" selected>2031</option>' in page


def test_too_few_persons_are_said_to_be_hidden_and_never_shown_as_zero(reader: Client) -> None:
    page = body(reader, f"{HOME}?category=Bruit+et+voisinage&channel=Courrier")
    assert "Trop peu de personnes pour être montré" in page
    assert "state-secret" in page


def test_a_filter_that_nothing_meets_is_an_empty_state(reader: Client) -> None:
    assert "Rien dans cette période" in body(reader, f"{HOME}?category=Inconnue")


def test_a_period_nobody_can_read_is_refused_with_the_ways_to_write_one(reader: Client) -> None:
    assert "2024-T3" in body(reader, f"{HOME}?period=jadis", status=422)


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
    assert "se ventile pas" in body(reader, "/insights/metrics/requests.csv?by=site", status=422)
