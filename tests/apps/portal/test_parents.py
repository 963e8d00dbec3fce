"""Two parents of one child: each with their rights, and what each lets the other know."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

import factories
from parvis.apps.accounts.models import Account, Body, Parenthood
from parvis.apps.accounts.parents import WAITS, forget_invitations
from parvis.apps.audit.models import JournalEntry
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.portal.models import Draft
from portal_town import SEEN, page

ACTING, CHANGE = "/mes-donnees/au-nom-de/", "/mes-donnees/au-nom-de/changer/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
INES = {"genre": "enfant", "nom": "Inès Martin", "naissance": "2019-03-01"}


def resident(name: str) -> Client:
    email = f"{name.partition(' ')[0].lower()}@exemple.fr"
    account = Account.objects.create_user(email, full_name=name, created_at=factories.NOW)
    browser = Client()
    browser.force_login(account, backend=BACKEND)
    return browser


@pytest.fixture
def ada(town) -> Client:
    cache.clear()
    browser = resident("Ada Lovelace")
    change(browser, "ajouter", **INES)
    return browser


@pytest.fixture
def bob(town) -> Client:
    return resident("Bob Hopper")


def change(browser: Client, what: str, **facts):
    return browser.post(CHANGE, {"geste": what, **facts})


def child_of(name: str) -> Body:
    return Body.objects.get(account__email=f"{name}@exemple.fr", kind="enfant")


def invited(ada: Client, **more) -> Parenthood:
    change(ada, "demander_parent", enfant=child_of("ada").pk, courriel="bob@exemple.fr",
           dire="oui", **more)  # fmt: skip
    return Parenthood.objects.latest("pk")


def tied(ada: Client, bob: Client, **more) -> Parenthood:
    tie = invited(ada)
    change(bob, "ajouter", **INES | {"nom": "INES Hopper"})
    change(bob, "accepter_parent", numero=tie.pk, enfant=child_of("bob").pk, **more)
    tie.refresh_from_db()
    return tie


def asked_for_the_child(browser: Client, name: str) -> ServiceRequest:
    browser.post("/demarches/lampadaire/commencer/", {"au_nom": f"body:{child_of(name).pk}"})
    draft = Draft.objects.latest("pk")
    browser.post(page(draft, "quoi"), {**SEEN, "geste": "continuer"})
    browser.post(page(draft, "vous"), {"courriel": "", "geste": "continuer"})
    browser.post(f"/brouillons/{draft.code}/verifier/")
    return ServiceRequest.objects.latest("pk")


def test_the_other_parent_names_the_child_before_anything_is_known(ada, bob) -> None:
    tie = invited(ada)
    assert "Inès" not in mail.outbox[-1].body
    assert "Inès" not in bob.get(ACTING).content.decode()
    change(bob, "ajouter", genre="enfant", nom="Inès Hopper", naissance="2018-03-01")
    refused = change(bob, "accepter_parent", numero=tie.pk, enfant=child_of("bob").pk)
    assert refused.status_code == 422
    assert "pas l’enfant de l’invitation" in refused.content.decode()
    for _ in range(4):
        change(bob, "accepter_parent", numero=tie.pk, enfant=child_of("bob").pk)
    Body.objects.filter(pk=child_of("bob").pk).update(born_on="2019-03-01")
    again = change(bob, "accepter_parent", numero=tie.pk, enfant=child_of("bob").pk)
    assert again.status_code == 422, "a child is not guessed"


def test_each_knows_what_the_other_lets_be_known_and_no_more(ada, bob) -> None:
    tie = tied(ada, bob)
    assert tie.other_child == child_of("bob")
    told = asked_for_the_child(ada, "ada")
    kept = asked_for_the_child(bob, "bob")
    of_bob = bob.get("/suivi/").content.decode()
    assert "Demandé par Ada Lovelace" in of_bob
    assert "Signaler un lampadaire en panne" in of_bob
    for hidden in (told.tracking_code, SEEN["lieu"], "ada@exemple.fr"):
        assert hidden not in of_bob
    assert bob.get(f"/suivi/{told.tracking_code}/").status_code == 200, "a code is a right"
    of_ada = ada.get("/suivi/").content.decode()
    assert kept.tracking_code not in of_ada, "Bob says nothing"
    change(bob, "dire_parent", numero=tie.pk, dire="oui")
    assert "Demandé par Bob Hopper" in ada.get("/suivi/").content.decode()
    assert {"parent.asked", "parent.accepted", "parent.told"} <= set(
        JournalEntry.objects.values_list("action", flat=True)
    )


def test_what_the_other_parent_asked_already_is_said_before_sending(ada, bob) -> None:
    tied(ada, bob)
    asked_for_the_child(ada, "ada")
    bob.post("/demarches/lampadaire/commencer/", {"au_nom": f"body:{child_of('bob').pk}"})
    draft = Draft.objects.latest("pk")
    bob.post(page(draft, "quoi"), {**SEEN, "geste": "continuer"})
    said = bob.get(f"/brouillons/{draft.code}/verifier/").content.decode()
    assert "L’autre parent l’a déjà demandé" in said
    assert "Envoyer ma demande" in said, "each still acts alone"


@pytest.mark.parametrize("who", ["ada", "bob"])
def test_either_ends_it_at_once_and_keeps_the_child(who: str, ada, bob) -> None:
    tie = tied(ada, bob)
    asked_for_the_child(ada, "ada")
    change({"ada": ada, "bob": bob}[who], "finir_parent", numero=tie.pk)
    assert "Ada" not in bob.get("/suivi/").content.decode()
    assert Body.objects.filter(kind="enfant").count() == 2


def test_nobody_else_accepts_hears_or_ends_it(ada, bob) -> None:
    tie = tied(ada, bob)
    eve = resident("Eve Nemo")
    change(eve, "ajouter", **INES)
    for what in ("accepter_parent", "dire_parent", "finir_parent"):
        found = change(eve, what, numero=tie.pk, enfant=child_of("eve").pk, dire="oui")
        assert found.status_code == 404
    stolen = change(eve, "demander_parent", enfant=child_of("ada").pk, courriel="x@exemple.fr")
    assert stolen.status_code == 404
    assert (
        change(ada, "accepter_parent", numero=tie.pk, enfant=child_of("ada").pk).status_code == 404
    )


@pytest.mark.parametrize(("address", "said"), [("ada@exemple.fr", "votre adresse"),
                                               ("zut", "adresse électronique")])  # fmt: skip
def test_an_invitation_needs_the_address_of_somebody_else(address, said, ada) -> None:
    wrong = change(ada, "demander_parent", enfant=child_of("ada").pk, courriel=address)
    assert (wrong.status_code, Parenthood.objects.count()) == (422, 0)
    assert said in wrong.content.decode()


def test_an_invitation_is_made_once_and_forgotten_unanswered(ada) -> None:
    invited(ada)
    invited(ada)
    assert Parenthood.objects.count() == 1
    assert forget_invitations(now=timezone.now()) == 0
    assert forget_invitations(now=timezone.now() + WAITS + timedelta(days=1)) == 1


def test_a_tie_is_taken_away_with_the_rest_of_ones_data(ada, bob) -> None:
    tied(ada, bob)
    held = bob.get("/mes-donnees/emporter.json").json()
    assert held["liens_entre_parents"] == [
        {"enfant": "INES Hopper", "autre_parent": "Ada Lovelace", "je_dis": False, "me_dit": True}
    ]
    bob.post("/mes-donnees/effacer/", {"confirmer": "oui"})
    assert not Parenthood.objects.exists()
