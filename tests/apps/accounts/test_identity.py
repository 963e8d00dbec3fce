"""Signing in by an identity provider: what is proved opens an account, nothing else does."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

import factories
from issuer import FakeIssuer, issuing
from parvis.apps import wired
from parvis.apps.accounts.models import Account, Body, Identity
from parvis.core.access import Role
from parvis.core.identity import Provider
from parvis.engines.oidc import Issuer
from portal_town import open_town

pytestmark = pytest.mark.django_db


@pytest.fixture
def fake(db: None) -> Iterator[FakeIssuer]:
    open_town()
    with issuing() as issuer:
        yield issuer


@pytest.fixture
def declare(fake: FakeIssuer, monkeypatch: pytest.MonkeyPatch):
    """Declares the issuer to the house, as a file of the home would."""

    def declared(**facts) -> None:
        provider = Provider("fc", "FranceConnect", fake.url, "parvis", "secret",
                            "openid given_name family_name email", facts.pop("acr", "eidas1"),
                            facts.pop("is_for_agents", False))  # fmt: skip
        monkeypatch.setattr(wired, "ports", _With(wired.ports, {"fc": Issuer(provider)}))

    declared()
    return declared


class _With:
    """The ports of the house, these issuers instead of its own."""

    def __init__(self, ports, issuers) -> None:
        self._ports, self._issuers = ports, issuers

    def issuers(self):
        return self._issuers

    def __getattr__(self, name: str):
        return getattr(self._ports, name)


def left(browser: Client, fake: FakeIssuer) -> dict[str, str]:
    """What is sent with somebody to the issuer, which notes the nonce."""
    answer = browser.post("/compte/identite/fc/")
    assert answer["Location"].startswith(f"{fake.url}/auth?")
    sent = {k: v[0] for k, v in parse_qs(urlsplit(answer["Location"]).query).items()}
    fake.nonce = sent["nonce"]
    return sent


def back(browser: Client, fake: FakeIssuer, **answer: str):
    sent = left(browser, fake)
    return browser.get("/compte/identite/fc/retour/",
                       {"code": "x", "state": sent["state"], **answer})  # fmt: skip


def test_a_proved_identity_opens_an_account_and_opens_it_again(fake, declare) -> None:
    browser = Client()
    assert back(browser, fake)["Location"] == "/"
    account = Account.objects.get(email="ada@exemple.fr")
    assert (account.full_name, account.has_usable_password()) == ("Ada Lovelace", False)
    again = Client()
    back(again, fake)
    assert Account.objects.filter(email="ada@exemple.fr").count() == 1
    assert Identity.objects.get().subject == "fc-0042"


def test_the_question_carries_what_franceconnect_requires(fake, declare) -> None:
    sent = left(Client(), fake)
    assert sent["acr_values"] == "eidas1"
    assert sent["code_challenge_method"] == "S256"
    assert len(sent["nonce"]) > 30
    assert sent["state"] != sent["nonce"]


@pytest.mark.parametrize(
    ("claims", "userinfo", "faults"),
    [
        ({"nonce": "another"}, {}, set()),
        ({"aud": "somebody-else"}, {}, set()),
        ({"iss": "https://elsewhere.example"}, {}, set()),
        ({"exp": 1}, {}, set()),
        ({"acr": "eidas0"}, {}, set()),
        ({"sub": ""}, {}, set()),
        ({}, {"sub": "somebody-else"}, set()),
        ({}, {}, {"unsigned"}),
        ({}, {}, {"forged"}),
    ],
)
def test_what_is_not_proved_opens_nothing(fake, declare, claims, userinfo, faults) -> None:
    fake.claims, fake.userinfo, fake.faults = claims, userinfo, faults
    answer = back(Client(), fake)
    assert answer.status_code == 422
    assert not Identity.objects.exists()


def test_a_stronger_level_than_asked_is_enough(fake, declare) -> None:
    fake.claims = {"acr": "eidas2"}
    assert back(Client(), fake).status_code == 302


@pytest.mark.parametrize(
    "answer", [{"error": "access_denied"}, {"state": "forged"}, {"code": ""}]
)  # fmt: skip
def test_an_interrupted_or_forged_return_is_said_in_a_sentence(fake, declare, answer) -> None:
    refused = back(Client(), fake, **answer)
    assert refused.status_code == 422
    assert "Recommencez" in refused.content.decode() or "recommencez" in refused.content.decode()


def test_an_answer_is_used_once(fake, declare) -> None:
    browser = Client()
    sent = left(browser, fake)
    question = {"code": "x", "state": sent["state"]}
    assert browser.get("/compte/identite/fc/retour/", question).status_code == 302
    assert browser.get("/compte/identite/fc/retour/", question).status_code == 422


def test_a_provider_that_is_down_says_to_try_later(fake, declare) -> None:
    fake.faults = {"down"}
    answer = Client().post("/compte/identite/fc/")
    assert answer.status_code == 503
    for said in ("FranceConnect ne répond pas", "Rien n’est perdu", "Recevoir un lien"):
        assert said in answer.content.decode()


def test_an_account_under_the_same_address_is_never_taken_over(fake, declare) -> None:
    mine = Account.objects.create_user("ada@exemple.fr", full_name="Ada", created_at=factories.NOW)
    assert back(Client(), fake).status_code == 422
    holder = Client()
    holder.force_login(mine)
    back(holder, fake)
    assert Identity.objects.get().account == mine


def test_an_address_that_its_provider_has_not_verified_opens_nothing(fake, declare) -> None:
    fake.userinfo = {"email_verified": False}
    answer = back(Client(), fake)
    assert answer.status_code == 422
    assert "n’a pas vérifié votre adresse" in answer.content.decode()
    assert not Account.objects.exists()


def test_agents_open_the_account_of_their_address_and_nobody_else_does(fake, declare) -> None:
    declare(is_for_agents=True)
    assert back(Client(), fake).status_code == 422
    agent = factories.account(Role.DGS, email="ada@exemple.fr")
    back(Client(), fake)
    assert Identity.objects.get().account == agent


def test_leaving_closes_both_sessions(fake, declare) -> None:
    browser = Client()
    back(browser, fake)
    gone = browser.post("/compte/identite/sortir/")
    assert gone["Location"].startswith(f"{fake.url}/end?id_token_hint=")
    assert "_auth_user_id" not in browser.session


def test_proconnect_opens_the_account_of_a_company_by_its_siret(fake, declare) -> None:
    declare(is_for_agents=True)
    fake.userinfo = {"siret": "73282932000075"}
    assert back(Client(), fake).status_code == 422, "an agent unknown here, and no company"
    fake.userinfo = {"siret": "73282932000074"}
    for _ in range(2):
        assert back(Client(), fake).status_code == 302
    body = Body.objects.get()
    assert (body.number, body.kind, body.account.email) == (
        "73282932000074", "entreprise", "ada@exemple.fr"
    )  # fmt: skip
    assert body.proved_at is not None
