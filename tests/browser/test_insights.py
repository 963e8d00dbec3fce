"""The screens of decision in a real browser: few clicks to an answer, by mouse and by keyboard."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page, expect

import factories
from looks import faults
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


@pytest.mark.parametrize(("name", "path"), PAGES, ids=[page[0] for page in PAGES])
def test_a_screen_of_decision_is_accessible_and_fits_every_screen(
    name: str, path: str, published: object, opened: Callable[..., Page], axe: Axe
) -> None:
    assert faults(opened(path, client=signed_in()), axe, name) == []


@pytest.mark.long
def test_from_the_first_page_to_the_neighbourhood_that_borrows_least_in_two_clicks(
    with_neighbourhoods: Home, opened: Callable[..., Page]
) -> None:
    """One click opens the question; its answer names the neighbourhood and says it is sure; the
    second click leads to the map that proves it, with the interval of each."""
    page = opened("/insights/", client=signed_in())
    page.get_by_role("link", name="Qui sont mes usagers").click()
    answer = page.locator(".answer")
    expect(answer).to_contain_text("n’est pas un effet du hasard")
    page.locator(".answer a[href='#carte']").first.click()
    figure = page.locator("figure#carte")
    expect(figure).to_be_in_viewport()
    named = page.locator(".answer a[href='#carte']").first.inner_text()
    expect(figure.locator("h2")).to_contain_text(named)
    expect(figure.locator("svg.wide text", has_text=named)).to_have_count(1)


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
