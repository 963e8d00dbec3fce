"""The screens of decision in a real browser: few clicks to an answer, by mouse and by keyboard."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

import factories
from looks import faults_at_400_percent
from neighbourhoods import neighbourhoods_home, with_neighbourhoods
from parvis.core.access import Role
from parvis.core.home import Home

__all__ = ["neighbourhoods_home", "with_neighbourhoods"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    ("explore", "/insights/explorer/?metric=requests_on_time&by=category&period=2025"),
    ("documents", "/insights/documents/"),
    ("document", "/insights/documents/rapport-activite/?period=2025"),
)


def signed_in() -> Client:
    client = Client()
    client.force_login(factories.account(Role.DGS))
    return client


def test_the_screens_of_decision_are_accessible_and_fit_every_screen(
    published: object, judged: Callable[..., list[str]]
) -> None:
    assert judged(dict(PAGES), client=signed_in()) == []


@pytest.mark.long
def test_from_login_to_the_neighbourhood_that_borrows_least_in_three_clicks(
    with_neighbourhoods: Home, opened: Callable[..., Page]
) -> None:
    """One click signs in; one opens the question, whose answer names the neighbourhood and says it
    is sure; the third leads to the map that proves it, with the interval of each."""
    account = factories.account(Role.DGS)
    page = opened("/insights/")
    page.fill("[name=login]", account.email)
    page.fill("[name=password]", factories.PASSWORD)
    page.locator("main form button").first.click()
    page.get_by_role("link", name="Qui sont mes usagers").click()
    answer = page.locator(".answer")
    expect(answer).to_contain_text("n’est pas un effet du hasard")
    page.locator(".answer a[href='#carte']").first.click()
    figure = page.locator("figure#carte")
    expect(figure).to_be_in_viewport()
    named = page.locator(".answer a[href='#carte']").first.inner_text()
    expect(figure.locator("h2")).to_contain_text(named)
    expect(figure.locator("picture img, svg.wide").first).to_be_visible()
    figure.locator("summary").first.click()
    expect(figure.locator("tbody tr", has_text=named)).to_contain_text("entre")


ASKED = tuple(
    f"/insights/questions/{name}/?period=2025" for name in ("interets", "satisfaits", "moyens")
)
ENLARGED = (
    *(f"/insights/questions/{name}/" for name in (
        "qui", "profil", "interets", "moyens", "offre", "satisfaits", "agir")),
    "/insights/", "/insights/explorer/", "/insights/publics/",
    "/insights/documents/rapport-activite/?period=2025",
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("path", ENLARGED)
def test_a_question_is_read_at_400_percent_in_light_and_dark(
    path: str, published: object, opened: Callable[..., Page], axe: Axe
) -> None:
    client = signed_in()
    for page in (opened(path, client=client), opened(path, client=client)):
        page.wait_for_load_state("networkidle")
        assert faults_at_400_percent(page, axe, path) == []


@pytest.mark.long
@pytest.mark.parametrize("path", ASKED)
def test_a_screen_reader_hears_the_sentence_and_the_table_of_each_chart(
    path: str, published: object, opened: Callable[..., Page]
) -> None:
    """Whether the chart is still an image or is written in the page."""
    client = signed_in()
    for page in (opened(path, client=client), opened(path, client=client)):
        page.wait_for_load_state("networkidle")
        figures = page.locator("figure.fig").all()
        assert figures
        for figure in figures:
            title = figure.locator("h2").inner_text()
            figure.locator("details.data > summary").click()
            heard = figure.aria_snapshot()
            drawn = re.search(r'img "(.+)"', heard)
            assert drawn and _plain(title) in _plain(drawn.group(1))
            assert 'heading "' in heard and "- table" in heard and "- rowheader" in heard


def _plain(text: str) -> str:
    """Without the spaces and quotes that a tree writes otherwise."""
    return re.sub(r'[\s\\"]', "", text)


def test_the_builder_works_by_the_keyboard_alone(
    published: object, opened: Callable[..., Page], tmp_path: Path
) -> None:
    page = opened("/insights/explorer/", client=signed_in())
    page.focus("#f-metric")
    page.keyboard.type("Demandes r")
    page.keyboard.press("Tab")
    page.keyboard.type("Canal")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"metric=requests\w*&by=channel"))
    assert page.locator(".figs > *").count() == 1
