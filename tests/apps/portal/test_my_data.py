"""My data: consents one by one with their history, preferences, all of it to take away, erasure."""

import json

import pytest
from django.test import Client

import factories
from parvis.apps.accounts.models import Account, ConsentEvent, ContactPreference
from parvis.apps.casework.models import RequestContact
from parvis.apps.portal.models import Draft, OwnBouquet
from portal_town import begun, sent


@pytest.fixture
def ada(town) -> Client:
    account = Account.objects.create_user(
        "ada@exemple.fr", full_name="Ada Lovelace", created_at=factories.NOW
    )
    browser = Client()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


def consent(browser: Client, source: str, purpose: str, given: str):
    return browser.post(
        "/mes-donnees/consentements/", {"source": source, "finalite": purpose, "oui": given}
    )


def given(browser: Client) -> list[tuple[str, str]]:
    lines = browser.get("/mes-donnees/").context["matrix"]
    return [(line.source, cell.use.id) for line in lines for cell in line.cells if cell.is_given]


def test_nothing_is_agreed_to_until_one_says_so(ada: Client) -> None:
    assert given(ada) == []


def test_a_consent_is_for_one_source_and_one_purpose_and_is_withdrawn_as_easily(ada) -> None:
    consent(ada, "familles", "rappels", "oui")
    consent(ada, "lecture", "invitations", "oui")
    assert given(ada) == [("familles", "rappels"), ("lecture", "invitations")]
    consent(ada, "familles", "rappels", "non")
    assert given(ada) == [("lecture", "invitations")]
    assert ConsentEvent.objects.count() == 3, "what was agreed to stays in the history"


def test_the_page_says_first_what_is_agreed_to_and_tells_its_history_in_words(ada) -> None:
    assert "Vous n’avez donné aucun consentement" in ada.get("/mes-donnees/").content.decode()
    consent(ada, "familles", "rappels", "oui")
    said = ada.get("/mes-donnees/").content.decode()
    assert "1\u00a0consentement</a>" in said
    assert "échéance, Familles et éducation</li>" in said


def test_who_gave_no_name_is_called_by_their_address_and_can_sign_out(town) -> None:
    account = Account.objects.create_user("bob@exemple.fr", created_at=factories.NOW)
    browser = Client()
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    said = browser.get("/mes-donnees/").content.decode()
    assert ">bob@exemple.fr</bdi></a>" in said
    assert "Se déconnecter" in said


def test_all_are_withdrawn_at_once(ada: Client) -> None:
    consent(ada, "familles", "rappels", "oui")
    consent(ada, "lecture", "enquetes", "oui")
    ada.post("/mes-donnees/consentements/", {"tout": "oui"})
    assert given(ada) == []


def test_a_consent_to_what_does_not_exist_is_not_kept(ada: Client) -> None:
    assert consent(ada, "lune", "rappels", "oui").status_code == 404
    assert consent(ada, "familles", "vente", "oui").status_code == 404


def test_preferences_are_kept_and_strange_ones_refused(ada: Client) -> None:
    ada.post("/mes-donnees/preferences/",
             {"moyen": "letter", "mois": "2", "interet": ["culture_sport", "inconnu"]})  # fmt: skip
    kept = ContactPreference.objects.get()
    assert (kept.channel, kept.most_a_month, kept.interests) == ("letter", 2, ["culture_sport"])
    assert ada.post("/mes-donnees/preferences/", {"moyen": "pigeon"}).status_code == 422


def test_everything_is_taken_away_for_a_machine_and_for_a_reader(ada: Client) -> None:
    request = sent(ada)
    consent(ada, "familles", "rappels", "oui")
    held = json.loads(ada.get("/mes-donnees/emporter.json").content)
    assert held["compte"]["adresse"] == "ada@exemple.fr"
    assert held["demandes"][0]["code"] == request.tracking_code
    assert "Éteint depuis lundi" in held["demandes"][0]["messages"][0]["texte"]
    pdf = ada.get("/mes-donnees/emporter.pdf")
    assert pdf.content.startswith(b"%PDF-")


def test_a_request_of_the_account_is_prefilled_and_found_again(ada: Client) -> None:
    draft = begun(ada, "cantine")
    assert draft.answers["prenom"] == "Ada"
    request = sent(ada)
    assert request.contact.account_ref.startswith("account:")
    assert request.tracking_code in ada.get("/suivi/").content.decode()


def test_erasing_the_account_leaves_nothing_of_its_own(ada: Client) -> None:
    request = sent(ada)
    begun(ada)
    ada.post("/bouquet/changer/", {"geste": "epingler", "demarche": "piscine"})
    assert ada.post("/mes-donnees/effacer/").status_code == 302
    assert Account.objects.filter(email="ada@exemple.fr").exists(), "not without a confirmation"
    ada.post("/mes-donnees/effacer/", {"confirmer": "oui"})
    assert not Account.objects.filter(email="ada@exemple.fr").exists()
    assert not OwnBouquet.objects.exists()
    assert not Draft.objects.filter(request_code="").exists()
    assert RequestContact.objects.get(service_request=request).account_ref == ""


def test_the_bouquet_composed_before_signing_in_is_carried_over(town) -> None:
    browser = Client()
    browser.post("/bouquet/changer/", {"geste": "epingler", "demarche": "piscine"})
    account = Account.objects.create_user(
        "bob@exemple.fr", full_name="Bob", created_at=factories.NOW
    )
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.get("/")
    assert "piscine" in OwnBouquet.objects.get().tiles


@pytest.mark.parametrize(
    "address", ["/site/accessibilite/", "/site/plan-accessibilite/", "/site/mentions-legales/",
                "/site/donnees-personnelles/", "/site/vos-droits/", "/hors-ligne/",
                "/portail.webmanifest", "/sw.js"],
)  # fmt: skip
def test_the_pages_around_the_portal_answer(visitor: Client, address: str) -> None:
    assert visitor.get(address).status_code == 200


def test_a_guided_path_gives_its_demarches_in_order_and_fills_them_in(visitor: Client) -> None:
    page = visitor.get("/parcours/nouvel_habitant/", {"enfants": "ecole", "voiture": "non"})
    todo = [demarche.code for demarche, _ in page.context["steps"]]
    assert "inscription_scolaire" in todo
    assert "creche" not in todo
    assert "stationnement" not in todo
    assert visitor.get("/parcours/inconnu/").status_code == 404
    visitor.post("/demarches/lampadaire/commencer/", {"lieu": "3 place Saint-Martin"})
    assert Draft.objects.latest("pk").answers["lieu"] == "3 place Saint-Martin"
