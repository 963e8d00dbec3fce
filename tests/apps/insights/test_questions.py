"""The pages of questions: what they say, for whom, and what they keep silent."""

import re
from datetime import date

import pytest
from django.test import Client

from insights_looking import opened
from parvis.apps.ui.question.doors import QUESTIONS
from parvis.apps.ui.question.figures import figure_of
from parvis.apps.ui.question.ordering import ranked
from parvis.apps.ui.question.reading import table_of
from parvis.apps.ui.question.shell import Figure
from parvis.core.access import OPERATOR
from parvis.core.charts import Drawing
from parvis.core.metrics.query import Question
from parvis.core.questions import Find, Panel, Saying
from published import TOWN

pytestmark = pytest.mark.usefixtures("published")
QUI = "/insights/questions/qui/"


def body(client: Client, address: str = QUI, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_each_number_of_the_answer_leads_to_a_figure_of_the_page(reader: Client) -> None:
    page = body(reader)
    answer = re.search(r'<p class="answer">(.*?)</p>', page, re.S)
    targets = re.findall(r'href="#([\w-]+)"', answer.group(1) if answer else "")
    assert targets
    for target in targets:
        assert f'<figure class="fig" id="{target}">' in page


def test_the_page_holds_no_script_and_no_style_in_place(reader: Client) -> None:
    page = body(reader)
    assert "<script" not in page
    assert "style=" not in page


def test_what_no_file_feeds_says_which_one_would(reader: Client) -> None:
    shown = body(reader)
    assert re.search(r'<div class="state" id="\w+"><h2>[^<]+</h2><p>Rien n’est encore', shown)


def test_a_target_keeps_the_other_choices_of_the_address(reader: Client) -> None:
    page = body(reader, f"{QUI}?period=2024&comparer=an")
    assert 'href="?period=2024&amp;cible=seniors&amp;comparer=an">Seniors</a>' in page
    chosen = body(reader, f"{QUI}?period=2024&cible=seniors")
    assert '<input type="hidden" name="cible" value="seniors">' in chosen


def figure(page: str, name: str) -> str:
    found = re.search(rf'<figure class="fig" id="{name}">(.*?)</figure>', page, re.S)
    assert found, f"no figure {name}"
    return found.group(1)


INTERETS = "/insights/questions/interets/"


def test_a_figure_carries_its_table_and_its_proof(reader: Client) -> None:
    shown = figure(body(reader, INTERETS), "motifs")
    for part in ("Effectif", "Intervalle", "Source", "Période", "Publication", "Masqué"):
        assert f"<dt>{part}</dt>" in shown
    assert "Lire en tableau" in shown
    assert "D’où vient ce chiffre" in shown
    assert "(Poisson, 95\u202f%)" in shown
    assert "données fictives" in shown


def test_only_who_may_see_lines_is_shown_the_way_to_them(reader: Client, agent: Client) -> None:
    assert "/sources/lignes/" not in body(reader, INTERETS)
    page = body(agent, f"{INTERETS}?period=2026-S1&channel=Guichet")
    link = "/sources/lignes/?metric=requests&amp;by=category&amp;period=2026-S1&amp;where=channel"
    assert link in figure(page, "motifs")
    wider = body(agent, f"{INTERETS}?period=2026-S1")
    assert "/sources/lignes/" in figure(wider, "motifs")
    assert "/sources/lignes/" not in figure(wider, "emergents")


def test_a_filter_is_said_under_the_figures_it_applies_to_and_them_alone(reader: Client) -> None:
    page = body(reader, f"{INTERETS}?period=2025&channel=Guichet")
    assert "<dt>Filtré</dt><dd>Guichet</dd>" in figure(page, "motifs")
    assert "<dt>Filtré</dt>" not in figure(page, "documents")


def test_a_period_without_data_says_so_and_where_the_data_are(reader: Client) -> None:
    page = body(reader, f"{INTERETS}?period=2031")
    assert "<figure" in page, "what is of all time stays"
    assert "Les fichiers ne disent rien" in page
    assert not re.search(r">[^<]*\d{4}-\d\d-\d\d", page), "days are written as French does"
    assert '<option value="2031" selected>2031</option>' in page


def test_too_few_persons_are_said_to_be_hidden_and_never_shown_as_zero(reader: Client) -> None:
    page = body(reader, f"{INTERETS}?period=2025&channel=Courrier&district=Zone+d’activités")
    assert "state-secret" in page
    assert "Ce chiffre existe" in page


def test_a_filter_that_nothing_meets_is_an_empty_state(reader: Client) -> None:
    assert "Rien dans cette période" in body(reader, f"{INTERETS}?channel=Inconnu")


def test_a_figure_leaves_in_four_forms_with_its_filters_source_and_date(reader: Client) -> None:
    address = "/insights/questions/interets/motifs.{}?period=2025&channel=Guichet"
    csv = reader.get(address.format("csv")).content.decode()
    head, first, *_ = csv.splitlines()
    assert head.startswith("Motif,Demandes reçues,")
    assert "Filtré" in head and "Guichet" in first and "publication" not in first
    assert float(first.split(",")[1]) > 0
    svg = reader.get(address.format("svg")).content.decode()
    for said in ("Filtré\u00a0: Guichet", "Source\u00a0:", "Publication\u00a0:", "Vendôme"):
        assert said in svg
    assert reader.get(address.format("png")).content.startswith(b"\x89PNG")
    assert reader.get(address.format("ods")).content.startswith(b"PK")
    assert reader.get(address.format("ods")).content == reader.get(address.format("ods")).content
    assert reader.get(address.format("exe")).status_code == 404
    assert reader.get(address.replace("motifs", "rien").format("csv")).status_code == 404


def test_rows_and_columns_are_drawn_with_their_numbers(reader: Client) -> None:
    shown = figure(opened(reader, INTERETS), "saisons")
    assert 'class="r5"' in shown
    assert ">2025<" in shown


def test_without_contours_the_same_figures_are_lines_and_it_is_said(reader: Client) -> None:
    """The town of this test has no population either: the map is then a sentence."""
    assert re.search(r'<div class="state" id="carte">', body(reader))


def test_a_question_that_does_not_exist_is_not_found(reader: Client) -> None:
    body(reader, "/insights/questions/pourquoi/", 404)


def test_a_period_nobody_can_read_is_refused_with_the_ways_to_write_one(reader: Client) -> None:
    assert "2024-T3" in body(reader, f"{QUI}?period=jadis", status=422)


def test_without_a_release_the_page_says_what_will_fill_it(unpublished, reader: Client) -> None:
    assert "Pas encore de chiffres" in body(reader)


def test_the_doors_are_in_the_order_of_the_eight() -> None:
    order = ["qui", "profil", "interets", "moyens", "offre", "satisfaits", "comparer", "agir"]
    known = [order.index(id_) for id_, *_ in QUESTIONS]
    assert known == sorted(known)


def test_years_or_a_single_month_are_drawn_as_dots_and_never_as_an_empty_line() -> None:
    for by, where, drawn in (
        (("year",), (), Drawing.DOTS),
        (("month",), (("month", "2025-03"),), Drawing.DOTS),
        (("month",), (), Drawing.TIME),
    ):
        table = table_of(Question("requests", TOWN, by, where=where))
        panel = Panel("delais", Drawing.TIME, table.metric.id, by, Saying(Find.TOTAL, ()), "")
        figure = figure_of(panel, table, None, days=(date.min, date.max), actor=OPERATOR)
        assert isinstance(figure, Figure), figure
        assert figure.drawing.kind is drawn
        assert any(mark.value for mark in figure.drawing.chart.marks)


def test_years_stand_in_their_order_whatever_their_values() -> None:
    table = table_of(Question("requests", TOWN, ("year",)))
    values = [cell.value for cell in ranked(table)]
    assert [cell.keys[0] for cell in ranked(table)] == sorted(cell.keys[0] for cell in table.cells)
    assert values != sorted(values, reverse=True)
