"""Signing in by a link: one use, half an hour, never for who works for the town."""

import re
from time import time

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.core.signing import b62_encode
from django.test import Client

import factories
from parvis.apps.accounts.links import SALT, token_for
from parvis.apps.accounts.models import Account
from parvis.core.access import Role
from portal_town import open_town

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _counted_from_nothing(db: None) -> None:
    cache.clear()
    open_town()


def asked(address: str) -> str:
    """The path of the link that a message brings; "" when it brings none."""
    mail.outbox.clear()
    Client().post("/compte/lien/", {"courriel": address})
    found = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    return found[1] if found else ""


def test_a_link_opens_an_account_then_its_session() -> None:
    browser, path = Client(), asked("Ada@Exemple.fr")
    assert "Prénom et nom" in browser.get(path).content.decode()
    assert not Account.objects.filter(email="ada@exemple.fr").exists(), "looking opens nothing"
    assert browser.post(path, {"nom": "Ada Lovelace"})["Location"] == "/"
    assert browser.get("/mes-donnees/").status_code == 200
    again = Client()
    again.post(asked("ada@exemple.fr"))
    assert again.get("/mes-donnees/").status_code == 200


def test_a_link_serves_once() -> None:
    path = asked("ada@exemple.fr")
    Client().post(path, {"nom": "Ada"})
    assert Client().post(path, {"nom": "Ada"}).status_code == 422


class _HoursAgo(signing.TimestampSigner):
    """Signs as the house did, three hours ago."""

    def timestamp(self) -> str:
        return b62_encode(int(time()) - 3 * 3600)


def test_a_link_past_its_half_hour_says_to_ask_another() -> None:
    said = {"email": "ada@exemple.fr", "seen": "nobody"}
    old = _HoursAgo(salt=SALT).sign_object(said)
    for answer in (Client().get(f"/compte/lien/{old}/"), Client().post(f"/compte/lien/{old}/")):
        assert answer.status_code == 422
        assert "Demandez-en un autre" in answer.content.decode()
    assert not Account.objects.exists()


def test_an_altered_or_forged_link_opens_nothing() -> None:
    path = asked("ada@exemple.fr")
    assert Client().post(f"{path[:-3]}xy/", {"nom": "Ada"}).status_code == 422
    assert not Account.objects.filter(email="ada@exemple.fr").exists()


def test_who_works_for_the_town_gets_no_link() -> None:
    agent = factories.account(Role.DGS, email="dgs@vendome.example")
    assert asked("dgs@vendome.example") == ""
    forged = f"/compte/lien/{token_for(agent.email, agent)}/"
    assert Client().post(forged).status_code == 422


def test_what_is_answered_does_not_say_who_has_an_account() -> None:
    Account.objects.create_user("ada@exemple.fr", full_name="Ada", created_at=factories.NOW)
    known = Client().post("/compte/lien/", {"courriel": "ada@exemple.fr"})
    unknown = Client().post("/compte/lien/", {"courriel": "bob@exemple.fr"})
    assert known["Location"] == unknown["Location"]


def test_a_link_is_asked_for_a_few_times_an_hour() -> None:
    for _ in range(5):
        asked("ada@exemple.fr")
    assert Client().post("/compte/lien/", {"courriel": "ada@exemple.fr"}).status_code == 422


@pytest.mark.parametrize("address", ["", "ada", "ada@", "مرحبا"])
def test_what_is_no_address_is_said(address: str) -> None:
    answer = Client().post("/compte/lien/", {"courriel": address})
    assert answer.status_code == 422
    assert "adresse électronique" in answer.content.decode()


def test_a_name_is_needed_and_any_script_will_do() -> None:
    path = asked("ada@exemple.fr")
    assert Client().post(path, {"nom": " "}).status_code == 422
    Client().post(path, {"nom": "عائشة 🌷"})
    assert Account.objects.get(email="ada@exemple.fr").full_name == "عائشة 🌷"
