"""The second factor: set by oneself, asked at sign-in, required by an authority, enciphered."""

import base64
import hmac
import re
import struct
from time import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client

import factories
from parvis.apps.accounts import services
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.audit.models import JournalEntry
from parvis.core.access import Role
from parvis.core.errors import NotVisible

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EMAIL = "dgs@vendome.example"


@pytest.fixture(autouse=True)
def no_code_used_yet():
    cache.clear()


def code_of(secret: str, at: float) -> str:
    """RFC 6238 with its usual choices (SHA-1, 30 s, six digits), written apart from the code."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(at) // 30), "sha1")
    start = digest[-1] & 15
    return f"{struct.unpack('>I', digest[start : start + 4])[0] % 2**31 % 10**6:06d}"


def sign_in(client: Client):
    known = {"login": EMAIL, "password": factories.PASSWORD}
    return client.post("/compte/connexion/", known, follow=True)


def confirm(client: Client):
    """One's own security changes only for who has just said the password again."""
    return client.post("/compte/confirmer/", {"password": factories.PASSWORD})


@pytest.fixture
def protected():
    account = factories.account(Role.DGS, email=EMAIL)
    TOTP.activate(account, SECRET)
    RecoveryCodes.activate(account)
    return account


def test_the_codes_of_this_test_are_those_of_the_standard():
    # RFC 6238, appendix B: seed "12345678901234567890", 59 s and 1 111 111 109 s, last six digits.
    seed = base64.b32encode(b"12345678901234567890").decode()
    assert (code_of(seed, 59), code_of(seed, 1_111_111_109)) == ("287082", "081804")


def test_one_sets_a_second_factor_and_receives_recovery_codes():
    account = factories.account(Role.DGS, email=EMAIL)
    client = Client()
    sign_in(client)
    assert client.get("/compte/securite/activer/")["Location"].startswith("/compte/confirmer/")
    confirm(client)
    page = client.get("/compte/securite/activer/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)[1]
    done = client.post("/compte/securite/activer/", {"code": code_of(secret, time())}, follow=True)
    assert done.redirect_chain[-1][0] == "/compte/securite/secours/"
    assert done.content.decode().count("<li><code>") == 10
    kinds = account.authenticator_set.values_list("type", flat=True)
    assert set(kinds) == {"totp", "recovery_codes"}


def test_a_wrong_code_sets_nothing():
    factories.account(Role.DGS, email=EMAIL)
    client = Client()
    sign_in(client)
    confirm(client)
    client.get("/compte/securite/activer/")
    refused = client.post("/compte/securite/activer/", {"code": "abcdef"})
    assert refused.context["form"].errors
    assert not Authenticator.objects.exists()


def test_a_password_alone_no_longer_opens_a_protected_account(protected):
    client = Client()
    asked = sign_in(client)
    assert asked.redirect_chain[-1][0].startswith("/compte/code/")
    assert client.get("/compte/").status_code == 302
    assert not JournalEntry.objects.filter(action="session.opened").exists()
    client.post("/compte/code/", {"code": code_of(SECRET, time())})
    assert client.get("/compte/").status_code == 200
    assert JournalEntry.objects.filter(action="session.opened").count() == 1


def test_a_recovery_code_opens_it_once(protected):
    code = protected.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    first, second = Client(), Client()
    sign_in(first)
    first.post("/compte/code/", {"code": code})
    assert first.get("/compte/").status_code == 200
    sign_in(second)
    second.post("/compte/code/", {"code": code})
    assert second.get("/compte/").status_code == 302


def test_codes_cannot_be_guessed_at_leisure(protected):
    client = Client()
    sign_in(client)
    for _ in range(10):
        client.post("/compte/code/", {"code": "nope"})
    client.post("/compte/code/", {"code": code_of(SECRET, time())})
    assert client.get("/compte/").status_code == 302


def test_a_stranger_locks_nobody_out_by_wrong_passwords_from_elsewhere():
    factories.account(Role.DGS, email=EMAIL)
    for rank in range(15):
        known = {"login": EMAIL, "password": "x" * 12}
        Client(REMOTE_ADDR=f"192.0.2.{rank}").post("/compte/connexion/", known)
    client = Client(REMOTE_ADDR="198.51.100.7")
    sign_in(client)
    assert client.get("/compte/").status_code == 200


def test_the_database_holds_no_secret_in_clear(protected):
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert SECRET not in stored
    seed = protected.authenticator_set.get(type="recovery_codes").data["seed"]
    assert (
        protected.authenticator_set.get(type="totp").wrap().validate_code(code_of(SECRET, time()))
    )
    assert seed.startswith("gAAAA"), "enciphered by Fernet"


def test_an_authority_asks_it_of_everyone_and_says_so_in_the_journal():
    manager = factories.account(Role.DSI, email="dsi@vendome.example")
    factories.account(Role.DGS, email=EMAIL)
    actor = actor_of(manager)
    for is_required in (True, True):
        services.ask_second_factor(
            actor=actor, now=factories.NOW, authority="41269", is_required=is_required
        )
    assert JournalEntry.objects.filter(action="second_factor.required").count() == 1
    client = Client()
    sign_in(client)
    assert client.get("/insights/")["Location"] == "/compte/securite/activer/"
    assert client.get("/compte/").status_code == 200


def test_who_has_one_is_not_sent_to_set_another(protected):
    protected.memberships.get().authority.__class__.objects.update(requires_second_factor=True)
    client = Client()
    sign_in(client)
    client.post("/compte/code/", {"code": code_of(SECRET, time())})
    assert client.get("/insights/").status_code == 200


def test_only_a_manager_of_accounts_asks_it():
    agent = actor_of(factories.account(Role.DGS, email=EMAIL))
    with pytest.raises(NotVisible):
        services.ask_second_factor(
            actor=agent, now=factories.NOW, authority="41269", is_required=True
        )


def test_the_manager_asks_and_withdraws_it_on_the_screen():
    manager = factories.account(Role.DSI, email=EMAIL)
    TOTP.activate(manager, SECRET)
    client = Client()
    sign_in(client)
    client.post("/compte/code/", {"code": code_of(SECRET, time())})
    asked = client.post("/compte/gestion/second-facteur/", {"requis": "oui"}, follow=True)
    assert "Demandé à tous" in asked.content.decode()
    left = client.post("/compte/gestion/second-facteur/", {}, follow=True)
    assert "Laissé au choix" in left.content.decode()


def test_removing_it_asks_who_one_is_then_leaves_the_password(protected):
    client = Client()
    sign_in(client)
    client.post("/compte/code/", {"code": code_of(SECRET, time())})
    confirm(client)
    assert client.get("/compte/securite/desactiver/").status_code == 200
    client.post("/compte/securite/desactiver/")
    assert not Authenticator.objects.exists()
    assert "Ajouter un second facteur" in client.get("/compte/securite/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["", "secours/", "secours/renouveler/"],
)
def test_each_page_of_security_says_what_it_is_for(protected, path):
    client = Client()
    sign_in(client)
    client.post("/compte/code/", {"code": code_of(SECRET, time())})
    confirm(client)
    assert client.get(f"/compte/securite/{path}").status_code == 200
