"""Accounts, sign-in and the journal in a real browser: accessible, readable at 320 px."""

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

import factories
from parvis.apps.accounts.models import Account
from parvis.core.access import OPERATOR, Grant, Role
from parvis.core.sectors import Sector

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    ("sign-in", "/compte/connexion/", False),
    ("forgotten", "/compte/mot-de-passe/oubli/", False),
    ("my-account", "/compte/", True),
    ("password", "/compte/mot-de-passe/", True),
    ("security", "/compte/securite/", True),
    ("second-factor", "/compte/securite/activer/", True),
    ("accounts", "/compte/gestion/", True),
    ("journal", "/journal/", True),
)


def several_hats() -> Account:
    """Someone who manages accounts and reads the journal, in two authorities."""
    account = factories.account(Role.DSI, Role.DPO, email="dsi@vendome.example")
    factories.authority("200072072", "Territoires vendômois")
    grant = Grant("200072072", Role.DPO)
    factories.grant(actor=OPERATOR, now=factories.NOW, account=account, grant=grant)
    factories.account(Role.AGENT, sectors=(Sector.TRANSPORTS, Sector.RELATIONS_USAGERS))
    return account


@pytest.mark.parametrize("is_inside", (False, True), ids=("visitor", "signed-in"))
def test_the_pages_of_accounts_are_accessible_and_fit_every_screen(
    is_inside: bool, judged: Callable[..., list[str]]
) -> None:
    account, client = several_hats(), Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = {name: path for name, path, inside in PAGES if inside == is_inside}
    assert judged(pages, client=client if is_inside else None) == []


def test_one_signs_in_gives_a_role_and_signs_out_by_keyboard_and_mouse(
    opened: Callable[..., Page],
) -> None:
    several_hats()
    page = opened("/compte/gestion/")
    page.get_by_label("Courriel").fill("dsi@vendome.example")
    page.get_by_label("Mot de passe").fill(factories.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Qui peut faire quoi").wait_for()
    row = page.locator("tbody tr", has_text="Agent, Transports")
    row.locator("summary").click()
    row.get_by_label("Rôle").select_option("elu")
    row.get_by_role("button", name="Donner").click()
    page.get_by_text("Rôle donné à Camille Essai.").wait_for()
    page.wait_for_load_state()
    assert page.locator("tbody tr", has_text="Agent, Transports").inner_text().count("Élu") >= 1
    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("heading", name="Se connecter").wait_for()
