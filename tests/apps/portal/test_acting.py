"""In the name of others: a child of two parents, a shop, an association, somebody one helps."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

import factories
from parvis.apps.accounts.models import Account, Body, Delegation
from parvis.apps.audit.models import JournalEntry
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.portal.models import Draft
from portal_town import SEEN, begun, page, sent

ACTING, CHANGE = "/mes-donnees/au-nom-de/", "/mes-donnees/au-nom-de/changer/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def resident(name: str) -> Client:
    first = name.partition(" ")[0].lower()
    account = Account.objects.create_user(
        f"{first}@exemple.fr", full_name=name, created_at=factories.NOW
    )
    browser = Client()
    browser.force_login(account, backend=BACKEND)
    return browser


@pytest.fixture
def ada(town) -> Client:
    return resident("Ada Lovelace")


@pytest.fixture
def bob(town) -> Client:
    return resident("Bob Hopper")


def change(browser: Client, what: str, **facts):
    return browser.post(CHANGE, {"geste": what, **facts})


def begun_for(browser: Client, demarche: str, name: str) -> Draft:
    browser.post(f"/demarches/{demarche}/commencer/", {"au_nom": name})
    return Draft.objects.latest("pk")


def filed(browser: Client, draft: Draft) -> ServiceRequest:
    browser.post(page(draft, "quoi"), {**SEEN, "geste": "continuer"})
    browser.post(page(draft, "vous"), {"courriel": "", "geste": "continuer"})
    answer = browser.post(f"/brouillons/{draft.code}/verifier/")
    assert answer.status_code == 302
    return ServiceRequest.objects.latest("pk")


def given(ada: Client, **more) -> Delegation:
    from django.utils import timezone

    until = (timezone.now() + timedelta(days=100)).date().isoformat()
    change(ada, "donner", **{"courriel": "bob@exemple.fr", "lien": "proche", "pouvoir": "act",
                             "sujet": ["rue"], "jusqu_au": until, **more})  # fmt: skip
    return Delegation.objects.latest("pk")


def test_two_parents_have_one_child_each_with_their_own_rights(ada: Client, bob: Client) -> None:
    for parent in (ada, bob):
        change(parent, "ajouter", genre="enfant", nom="Inès Martin", naissance="2019-03-01")
    assert Body.objects.filter(name="Inès Martin").count() == 2
    child = Body.objects.get(account__email="ada@exemple.fr")
    draft = begun_for(ada, "cantine", f"body:{child.pk}")
    assert draft.answers["enfant"][0] == {
        "prenom_enfant": "Inès", "nom_enfant": "Martin", "ne_le": "2019-03-01"
    }  # fmt: skip
    assert begun_for(bob, "cantine", "").answers.get("enfant") is None
    stolen = bob.post("/demarches/cantine/commencer/", {"au_nom": f"body:{child.pk}"})
    assert stolen.status_code == 404
    request = filed(ada, begun_for(ada, "lampadaire", f"body:{child.pk}"))
    assert request.tracking_code in ada.get("/suivi/").content.decode()
    assert request.tracking_code not in bob.get("/suivi/").content.decode()


def test_a_shop_signs_with_its_siret(ada: Client) -> None:
    refused = change(ada, "ajouter", genre="entreprise", nom="Le Moulin", numero="73282932000075")
    assert refused.status_code == 422
    assert "14 chiffres, mais l’un d’eux est faux" in refused.content.decode()
    change(ada, "ajouter", genre="entreprise", nom="Le Moulin", numero="732 829 320 00074")
    shop = Body.objects.get()
    request = filed(ada, begun_for(ada, "lampadaire", f"body:{shop.pk}"))
    assert request.audience == "business"
    assert "Le Moulin (73282932000074)" in request.messages.first().text
    again = change(ada, "ajouter", genre="entreprise", nom="Le Moulin", numero="73282932000074")
    assert again.status_code == 422


def test_an_association_has_its_rna_number(ada: Client) -> None:
    change(ada, "ajouter", genre="association", nom="Les Amis du Loir", numero="W411000123")
    body = Body.objects.get()
    assert (body.number, body.proved_at) == ("W411000123", None)
    change(ada, "oter", numero=str(body.pk))
    assert not Body.objects.exists()


def test_a_helper_acts_visibly_once_they_accept(ada: Client, bob: Client) -> None:
    power = given(ada)
    assert mail.outbox[0].to == ["bob@exemple.fr"]
    early = bob.post("/demarches/lampadaire/commencer/", {"au_nom": f"power:{power.pk}"})
    assert early.status_code == 422
    change(bob, "accepter", numero=str(power.pk))
    request = filed(bob, begun_for(bob, "lampadaire", f"power:{power.pk}"))
    text = request.messages.first().text
    assert text.startswith("Demande faite par Bob Hopper (un proche) au nom de Ada Lovelace.")
    assert request.contact.account_ref == f"account:{power.giver_id}"
    assert request.tracking_code in ada.get("/suivi/").content.decode()
    assert request.tracking_code in bob.get("/suivi/").content.decode()
    actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"power.given", "power.accepted"} <= actions


def test_a_power_has_subjects_a_term_and_an_end(ada: Client, bob: Client) -> None:
    assert change(ada, "donner", courriel="ada@exemple.fr", lien="proche", pouvoir="act",
                  sujet="rue", jusqu_au="2027-01-01").status_code == 422  # fmt: skip
    power = given(ada)
    change(bob, "accepter", numero=str(power.pk))
    other = bob.post("/demarches/cantine/commencer/", {"au_nom": f"power:{power.pk}"})
    assert other.status_code == 422, "the canteen is not among the subjects"
    draft = begun_for(bob, "lampadaire", f"power:{power.pk}")
    bob.post(page(draft, "quoi"), {**SEEN, "geste": "continuer"})
    bob.post(page(draft, "vous"), {"courriel": "", "geste": "continuer"})
    change(ada, "finir", numero=str(power.pk))
    assert bob.post(f"/brouillons/{draft.code}/verifier/").status_code == 422
    assert not ServiceRequest.objects.exists()
    assert "Pour Ada" not in bob.get("/suivi/").content.decode()


def test_who_may_only_follow_does_not_act(ada: Client, bob: Client) -> None:
    power = given(ada, pouvoir="see")
    change(bob, "accepter", numero=str(power.pk))
    mine = sent(ada)
    assert mine.tracking_code in bob.get("/suivi/").content.decode()
    refused = bob.post("/demarches/lampadaire/commencer/", {"au_nom": f"power:{power.pk}"})
    assert refused.status_code == 422


def test_nobody_else_accepts_ends_or_sees_a_power(ada: Client, bob: Client, town) -> None:
    power = given(ada)
    eve = resident("Eve Nemo")
    for what in ("accepter", "finir"):
        assert change(eve, what, numero=str(power.pk)).status_code == 404
    assert "Ada" not in eve.get(ACTING).content.decode()


@pytest.mark.parametrize(
    "typed",
    [{"geste": "ajouter", "genre": "licorne"}, {"geste": "ajouter", "genre": "enfant", "nom": "X"},
     {"geste": "donner", "courriel": "zut", "lien": "proche", "pouvoir": "act"},
     {"geste": "oter", "numero": "٣"}, {}],
)  # fmt: skip
def test_what_is_wrong_changes_nothing(ada: Client, typed: dict[str, str]) -> None:
    assert ada.post(CHANGE, typed).status_code in (404, 422)
    assert not Body.objects.exists()
    assert not Delegation.objects.exists()


def test_a_name_is_offered_where_it_may_be_used(ada: Client) -> None:
    assert "Au nom de" not in ada.get("/demarches/cantine/").content.decode()
    change(ada, "ajouter", genre="enfant", nom="Inès", naissance="2019-03-01")
    assert ">Inès</option>" in ada.get("/demarches/cantine/").content.decode()
    assert begun(ada, "cantine").body is None
