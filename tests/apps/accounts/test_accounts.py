"""Accounts: opened, given roles, closed; only by who manages them, and always journaled."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

import factories
from parvis.apps.accounts import services
from parvis.apps.accounts.models import Account, Membership
from parvis.apps.accounts.selectors import actor_by_ref, actor_of
from parvis.apps.audit.models import JournalEntry
from parvis.core.access import OPERATOR, SECTOR_BOUND, Capability, Grant, Role
from parvis.core.errors import NotVisible, Refused
from parvis.core.sectors import Sector

NOW = factories.NOW
pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_an_actor_holds_exactly_the_roles_of_its_account() -> None:
    account = factories.account(Role.AGENT, sectors=(Sector.TRANSPORTS,))
    actor = actor_of(account)
    assert actor.grants == {Grant("41269", Role.AGENT, Sector.TRANSPORTS)}
    assert actor_by_ref(actor.ref) == actor
    assert actor_by_ref("console") == OPERATOR
    assert not actor_by_ref("account:999999").grants


@pytest.mark.parametrize("role", Role)
def test_the_database_refuses_a_role_whose_sector_does_not_fit(role: Role) -> None:
    account = factories.account()
    misfit = None if role in SECTOR_BOUND else Sector.SANTE
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            account=account,
            authority=factories.authority(),
            role=role,
            sector=misfit,
            granted_at=NOW,
        )


def test_a_role_is_given_once() -> None:
    account = factories.account(Role.DPO)
    with pytest.raises(Refused, match="déjà ce rôle"):
        services.grant(actor=OPERATOR, now=NOW, account=account, grant=Grant("41269", Role.DPO))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DSI} - SECTOR_BOUND))
def test_only_the_technician_opens_accounts(role: Role) -> None:
    with pytest.raises(NotVisible):
        services.create_account(
            actor=factories.actor(role),
            now=NOW,
            authority="41269",
            email="a@b.example",
            name="A",
        )


def test_the_technician_of_one_town_has_no_hold_on_another() -> None:
    elsewhere = factories.account(Role.DPO, code="45234")
    here = factories.actor(Role.DSI)
    with pytest.raises(NotVisible):
        services.grant(actor=here, now=NOW, account=elsewhere, grant=Grant("45234", Role.ELU))
    with pytest.raises(NotVisible):
        services.revoke(actor=here, now=NOW, membership=elsewhere.memberships.get().pk)
    with pytest.raises(NotVisible):
        services.deactivate(actor=here, now=NOW, account=elsewhere.pk, authority="45234")
    with pytest.raises(NotVisible):
        services.deactivate(actor=here, now=NOW, account=elsewhere.pk, authority="41269")


@pytest.mark.parametrize("email", ["PERSONNE@vendome.example", "pas une adresse", ""])
def test_a_known_or_malformed_address_is_refused(email: str) -> None:
    factories.account(email="personne@vendome.example")
    with pytest.raises(Refused):
        services.create_account(actor=OPERATOR, now=NOW, authority="41269", email=email, name="A")


def test_nobody_withdraws_their_own_role_nor_the_last_manager() -> None:
    manager = factories.account(Role.DSI)
    mine = manager.memberships.get()
    with pytest.raises(Refused, match="propre compte"):
        services.revoke(actor=actor_of(manager), now=NOW, membership=mine.pk)
    with pytest.raises(Refused, match="personne pour gérer"):
        services.revoke(actor=OPERATOR, now=NOW, membership=mine.pk)
    factories.account(Role.DSI)
    services.revoke(actor=OPERATOR, now=NOW, membership=mine.pk)
    assert not manager.memberships.exists()


def test_a_closed_account_no_longer_signs_in_nor_acts_and_may_open_again() -> None:
    account = factories.account(Role.ELU, email="elue@vendome.example")
    client = signed_in(account)
    services.deactivate(actor=OPERATOR, now=NOW, account=account.pk, authority="41269")
    assert client.get("/compte/").status_code == 302
    assert not actor_by_ref(account.ref).grants
    again = services.open_with_role(
        actor=OPERATOR,
        now=NOW,
        email="Elue@vendome.example",
        name="Élue",
        grant=Grant("41269", Role.ELU),
    )
    assert again == account
    assert again.is_active
    assert not again.has_usable_password()


def test_every_verb_leaves_its_entry() -> None:
    account = factories.account(Role.ELU, Role.DPO)
    services.revoke(actor=OPERATOR, now=NOW, membership=account.memberships.first().pk)
    services.deactivate(actor=OPERATOR, now=NOW, account=account.pk, authority="41269")
    actions = JournalEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        "account.created",
        "role.granted",
        "role.granted",
        "role.revoked",
        "account.closed",
    ]


def test_an_opened_account_that_is_refused_its_role_does_not_stay() -> None:
    with pytest.raises(NotVisible):
        services.open_with_role(
            actor=factories.actor(Role.ELU),
            now=NOW,
            email="n@v.example",
            name="N",
            grant=Grant("41269", Role.ELU),
        )
    assert not Account.objects.filter(email="n@v.example").exists()


def test_the_technician_opens_an_account_whose_owner_then_chooses_a_password() -> None:
    client = signed_in(factories.account(Role.DSI))
    form = {"email": "neuve@vendome.example", "name": "Neuve", "role": "elu", "sector": ""}
    page = client.post("/compte/gestion/ouvrir/", form, follow=True)
    assert "Compte ouvert pour Neuve" in page.content.decode()
    (letter,) = mail.outbox
    link = next(word for word in letter.body.split() if word.startswith("http"))
    visitor = Client()
    chosen = {"password1": factories.PASSWORD, "password2": factories.PASSWORD}
    form_page = visitor.get(link.removeprefix("http://testserver"), follow=True)
    assert "<h1>Choisir un mot de passe" in form_page.content.decode()
    done = visitor.post(form_page.request["PATH_INFO"], chosen, follow=True)
    assert "est choisi" in done.content.decode()
    opened = sign_in(visitor, "neuve@vendome.example")
    assert opened.status_code == 302


def sign_in(client: Client, email: str, password: str = factories.PASSWORD):
    return client.post("/compte/connexion/", {"login": email, "password": password})


def test_a_person_signs_in_by_address_whatever_its_case_and_out() -> None:
    factories.account(Role.DPO, email="dpo@vendome.example")
    client = Client()
    assert "Mot de passe" in client.get("/compte/connexion/").content.decode()
    assert sign_in(client, "DPO@vendome.example").status_code == 302
    assert client.get("/compte/").status_code == 200
    assert JournalEntry.objects.filter(action="session.opened").count() == 1
    client.post("/compte/deconnexion/")
    assert client.get("/compte/").status_code == 302


def test_a_wrong_password_says_nothing_of_the_account_then_locks() -> None:
    factories.account(Role.DPO, email="dpo@vendome.example")
    client = Client()
    known = sign_in(client, "dpo@vendome.example", "x" * 12)
    unknown = sign_in(client, "inconnue@vendome.example", "x" * 12)
    assert known.context["form"].errors == unknown.context["form"].errors
    for _ in range(4):
        assert sign_in(client, "dpo@vendome.example", "x" * 12).status_code == 200
    locked = sign_in(client, "dpo@vendome.example", "x" * 12)
    assert locked.status_code == 429
    assert "quart d’heure" in locked.content.decode()
    assert sign_in(client, "dpo@vendome.example").status_code == 429


def test_behind_a_proxy_the_lock_falls_on_who_attacks_and_not_on_the_account(settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    factories.account(Role.DPO, email="derriere@vendome.example")
    attacker = Client(headers={"X-Forwarded-For": "198.51.100.7"})
    owner = Client(headers={"X-Forwarded-For": "192.0.2.1"})
    answers = [sign_in(attacker, "derriere@vendome.example", "x" * 12) for _ in range(6)]
    assert answers[-1].status_code == 429
    assert sign_in(owner, "derriere@vendome.example").status_code == 302


def test_nobody_registers_alone() -> None:
    page = Client().post(
        "/compte/inscription/",
        {"email": "x@y.example", "password1": "a" * 14, "password2": "a" * 14},
    )
    assert "en mairie" in page.content.decode()
    assert not Account.objects.exists()


def test_a_forgotten_password_tells_nobody_whether_the_account_exists() -> None:
    factories.account(Role.DPO, email="dpo@vendome.example")
    pages = [
        Client().post("/compte/mot-de-passe/oubli/", {"email": email}, follow=True)
        for email in ("dpo@vendome.example", "inconnue@vendome.example")
    ]
    assert pages[0].content == pages[1].content or pages[0].status_code == pages[1].status_code
    assert [letter.to for letter in mail.outbox] == [["dpo@vendome.example"]]


def test_a_password_is_changed_by_who_knows_the_old_one() -> None:
    account = factories.account(Role.DPO)
    client = signed_in(account)
    new = "trois rues et une place"
    answers = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    assert client.get("/compte/mot-de-passe/").status_code == 200
    assert client.post("/compte/mot-de-passe/", answers).status_code == 302
    account.refresh_from_db()
    assert account.check_password(new)


def test_the_screen_gives_and_withdraws_roles() -> None:
    other = factories.account(Role.ELU)
    client = signed_in(factories.account(Role.DSI))
    screen = client.get("/compte/gestion/").content.decode()
    assert other.email in screen
    give = f"/compte/gestion/{other.pk}/donner/"
    client.post(give, {"role": "agent", "sector": "transports"})
    assert other.memberships.count() == 2
    assert client.post(give, {"role": "agent", "sector": ""}).status_code == 422
    held = other.memberships.get(role="elu")
    client.post(f"/compte/gestion/roles/{held.pk}/retirer/")
    client.post(f"/compte/gestion/{other.pk}/fermer/")
    assert not other.memberships.exists()


def test_a_mistake_on_the_screen_comes_back_beside_its_field() -> None:
    client = signed_in(factories.account(Role.DSI))
    form = {"email": "n@v.example", "name": "N", "role": "agent", "sector": ""}
    page = client.post("/compte/gestion/ouvrir/", form)
    assert page.status_code == 422
    assert "à revoir" in page.content.decode()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.DSI} - SECTOR_BOUND))
def test_the_screen_of_accounts_does_not_exist_for_the_others(role: Role) -> None:
    client = signed_in(factories.account(role))
    assert client.get("/compte/gestion/").status_code == 404


def test_one_chooses_among_ones_own_authorities_only() -> None:
    account = factories.account(Role.DPO)
    factories.authority("45234", "Orléans")
    factories.authority("37261", "Tours")
    services.grant(actor=OPERATOR, now=NOW, account=account, grant=Grant("45234", Role.DPO))
    client = signed_in(account)
    page = client.get("/compte/").content.decode()
    assert "Orléans" in page
    assert "Tours" not in page
    assert client.post("/compte/collectivite/", {"authority": "45234"}).status_code == 302
    assert client.get("/journal/").wsgi_request.authority == "45234"
    assert client.post("/compte/collectivite/", {"authority": "37261"}).status_code == 404


def test_the_front_door_is_the_portal_and_leads_who_works_here_to_their_screens() -> None:
    factories.authority()
    elected, newcomer = factories.account(Role.ELU), factories.account()
    assert signed_in(elected).get("/")["Location"] == "/insights/"
    assert signed_in(newcomer).get("/compte/").status_code == 200
    for somebody in (signed_in(newcomer), Client()):
        assert "Que voulez-vous faire" in somebody.get("/").content.decode()


def test_a_page_sends_its_security_headers() -> None:
    page = Client().get("/compte/connexion/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page["X-Content-Type-Options"] == "nosniff"
    assert page["X-Frame-Options"] == "DENY"


def test_may_see_lines_only_in_ones_sector() -> None:
    actor = factories.actor(Role.AGENT, sectors=(Sector.TRANSPORTS,))
    assert actor.may(Capability.SEE_LINES, "41269", Sector.TRANSPORTS)
    assert not actor.may(Capability.SEE_LINES, "41269", Sector.SANTE)
