"""The screens of the palmarès in a real browser, on a made-up France."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

import factories
from made_up_france import MadeUpPorts
from parvis.apps import wired
from parvis.core.access import Role
from parvis.site.home import home_at, make_home

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    ("palmares", "/palmares/"),
    ("palmares-table", "/palmares/classement/?parmi=strate"),
    ("palmares-weights", "/palmares/poids/"),
    ("palmares-method", "/palmares/methode/?lecture=seniors"),
    ("palmares-card", "/palmares/carte/"),
    ("palmares-embed", "/palmares/carte/vive/"),
    ("palmares-refused", "/palmares/?commune=41"),
)


@pytest.fixture(autouse=True)
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home whose statistics are those of the made-up France."""
    home = home_at(tmp_path / "home")
    make_home(home, now=factories.NOW)
    monkeypatch.setattr(wired, "ports", MadeUpPorts(home))


@pytest.fixture
def reader() -> Client:
    client = Client()
    client.force_login(factories.account(Role.ELU))
    return client


def test_every_page_is_accessible_and_fits_every_screen(
    reader: Client, judged: Callable[..., list[str]]
) -> None:
    assert judged(dict(PAGES), client=reader) == []


def test_a_weight_moved_ranks_france_again_without_a_click(
    reader: Client, opened: Callable[..., Page]
) -> None:
    page = opened("/palmares/poids/", client=reader)
    before = page.inner_text("#rang .lede")
    page.focus("#p-housing")
    with page.expect_response(lambda answer: "partie=1" in answer.url):
        page.keyboard.press("End")
    page.wait_for_function("document.activeElement.value === '15'")
    page.wait_for_url("**poids_housing=15**")
    assert page.inner_text("#rang .lede") != before
