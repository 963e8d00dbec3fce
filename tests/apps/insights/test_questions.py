"""The pages of questions: what they say, for whom, and what they keep silent."""

import re

import pytest
from django.test import Client

from parvis.apps.ui.question.doors import QUESTIONS

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


def test_a_question_that_does_not_exist_is_not_found(reader: Client) -> None:
    body(reader, "/insights/questions/pourquoi/", 404)


def test_a_period_nobody_can_read_is_refused_with_the_ways_to_write_one(reader: Client) -> None:
    assert "2024-T3" in body(reader, f"{QUI}?period=jadis", status=422)


def test_without_a_release_the_page_says_what_will_fill_it(unpublished, reader: Client) -> None:
    assert "Pas encore de chiffres" in body(reader)


def test_the_doors_are_in_the_order_of_the_eight() -> None:
    order = ["qui", "profil", "interets", "moyens", "offre", "satisfaction", "comparer", "agir"]
    known = [order.index(id_) for id_, *_ in QUESTIONS]
    assert known == sorted(known)
