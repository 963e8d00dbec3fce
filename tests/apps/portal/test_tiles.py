"""Tiles say what is so today; reminders go to those who asked, once."""

from datetime import timedelta

import pytest
from django.test import Client

import factories
from parvis.apps.accounts.consents import give_consent
from parvis.apps.accounts.models import Account, Contacted
from parvis.apps.casework.services import give_appointment
from parvis.apps.portal.models import Draft
from parvis.apps.portal.reminding import remind
from parvis.core.access import Role
from parvis.core.sectors import Sector
from portal_town import begun, sent

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def ada(town) -> Client:
    account = Account.objects.create_user(
        "ada@exemple.fr", full_name="Ada Lovelace", created_at=factories.NOW
    )
    browser = Client()
    browser.force_login(account, backend=BACKEND)
    return browser


def told(browser: Client) -> dict[str, str]:
    slabs = browser.get("/").context["slabs"]
    return {s.demarche.code: s.news.sentence for s in slabs if s.news}


def test_a_tile_says_whether_the_door_is_open(visitor: Client) -> None:
    assert all("\u00a0: " in said for said in told(visitor).values())
    assert "lampadaire" in told(visitor)


def test_a_tile_says_where_ones_own_request_stands(ada: Client, visitor: Client) -> None:
    begun(ada)
    assert told(ada)["lampadaire"] == "Un brouillon vous attend."
    for browser in (ada, visitor):
        request = sent(browser)
        assert "Vous n’avez rien à faire" in told(browser)["lampadaire"]
        assert f"/suivi/{request.tracking_code}/" in browser.get("/").content.decode()
    assert "rien à faire" not in told(Client())["lampadaire"]


def agree(town, source: str) -> None:
    give_consent(now=factories.NOW, authority=town, account=Account.objects.get(
        email="ada@exemple.fr"), source=source, purpose="rappels", is_given=True)  # fmt: skip


def test_a_draft_is_reminded_once_to_who_asked_for_it(ada: Client, town) -> None:
    draft = begun(ada)
    later = draft.saved_at + timedelta(days=7, hours=1)
    assert remind(now=later) == 0
    agree(town, "portail")
    assert (remind(now=later), remind(now=later)) == (1, 0)
    assert Contacted.objects.get().path == f"/brouillons/{draft.code}/"
    Draft.objects.update(saved_at=later)
    assert remind(now=later) == 0


def test_an_appointment_is_reminded_the_day_before(ada: Client, town) -> None:
    request = sent(ada)
    agent = factories.actor(Role.AGENT, sectors=(Sector.POLICE_VOIRIE,))
    met = give_appointment(
        actor=agent, now=request.received_at + timedelta(hours=1), request=request.pk,
        place="Mairie", starts_at=request.received_at + timedelta(days=5),
    )  # fmt: skip
    agree(town, "portail")
    eve = met.starts_at - timedelta(hours=20)
    assert remind(now=eve) == 0, "agreed to for the portal, not for the service that answers"
    agree(town, request_service(request))
    assert remind(now=eve - timedelta(days=2)) == 0
    assert remind(now=eve) == 1


def request_service(request) -> str:
    from parvis.apps.catalogue.models import Demarche

    return Demarche.objects.get(code="lampadaire").service.code
