"""A demarche is begun, saved as it is typed, corrected, sent once, and followed by its code."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

import factories
from parvis.apps import wired
from parvis.apps.casework.models import Attachment, Message, ServiceRequest
from parvis.apps.catalogue.forms import form_of
from parvis.apps.catalogue.models import Demarche
from parvis.apps.catalogue.selectors import current_revision
from parvis.apps.catalogue.services import publish_form, save_form_draft
from parvis.apps.people.holdings import Purge
from parvis.apps.people.services import purge_due
from parvis.apps.portal import filing
from parvis.apps.portal.models import Draft
from parvis.core.access import OPERATOR
from parvis.core.forms.definition import form_from
from parvis.core.forms.writing import form_as_json
from portal_town import SEEN, begun, open_town, page, sent


def photo() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG")
    return SimpleUploadedFile("lampadaire.jpg", out.getvalue())


def test_a_report_with_a_photo_is_sent_and_followed_without_an_account(visitor: Client) -> None:
    request = sent(visitor, photo=photo())
    assert (request.category, request.sector, request.place) == (
        "eclairage", "police_voirie", "12 rue Poterie")  # fmt: skip
    assert request.contact.email == "ada@exemple.fr"
    words = Message.objects.get(service_request=request, rank=1).text
    assert "Éteint depuis lundi" in words
    (joined,) = Attachment.objects.filter(service_request=request)
    assert (wired.home().attachments / joined.stored).is_file()
    followed = visitor.get(f"/suivi/{request.tracking_code}/")
    assert "Votre demande" in followed.content.decode()
    opened = visitor.get(f"/suivi/{request.tracking_code}/pieces/{joined.pk}/")
    assert "attachment" in opened["Content-Disposition"]
    opened.close()
    assert request.tracking_code in visitor.get("/suivi/").content.decode()


def test_sent_twice_it_is_one_request(visitor: Client) -> None:
    draft = begun(visitor)
    visitor.post(page(draft, "quoi"), {**SEEN, "geste": "continuer"})
    again = Client()
    for browser in (visitor, again, visitor):
        answer = browser.post(f"/brouillons/{draft.code}/verifier/")
        assert answer.status_code == 302
    assert ServiceRequest.objects.count() == 1
    draft.refresh_from_db()
    assert draft.answers == {}


def test_wrong_answers_are_told_at_the_top_and_nothing_typed_is_lost(visitor: Client) -> None:
    draft = begun(visitor)
    answer = visitor.post(page(draft, "quoi"), {"description": "Trou", "geste": "continuer"})
    assert answer.status_code == 422
    text = answer.content.decode().replace("\u00a0", " ")
    assert "2 réponses sont à revoir" in text
    assert 'href="#lieu"' in text
    draft.refresh_from_db()
    assert draft.answers["description"] == "Trou"


def test_what_is_typed_is_saved_without_being_right(visitor: Client) -> None:
    draft = begun(visitor)
    answer = visitor.post(page(draft, "quoi"), {"lieu": "ici", "geste": "enregistrer"},
                          headers={"X-Requested-With": "fetch"})  # fmt: skip
    assert "saved" in answer.json()
    elsewhere = Client()
    resumed = elsewhere.get(f"/brouillons/{draft.code.lower()}/", follow=True)
    assert 'value="ici"' in resumed.content.decode()


def test_a_file_of_the_wrong_kind_renamed_is_refused_and_the_rest_kept(visitor: Client) -> None:
    draft = begun(visitor)
    fake = SimpleUploadedFile("photo.jpg", b"MZ this is a program")
    answer = visitor.post(page(draft, "quoi"), {**SEEN, "geste": "continuer", "photo": fake})
    assert answer.status_code == 422
    assert "photo.jpg" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.answers["lieu"] == "12 rue Poterie"
    assert draft.answers["photo"] == []


def test_a_joined_file_can_be_taken_out(visitor: Client) -> None:
    draft = begun(visitor)
    visitor.post(page(draft, "quoi"), {**SEEN, "geste": "x", "photo": photo()})
    draft.refresh_from_db()
    (file,) = draft.answers["photo"]
    visitor.post(page(draft, "quoi"), {**SEEN, "geste": "x", "photo-oter": file["stored"]})
    draft.refresh_from_db()
    assert draft.answers["photo"] == []


def test_a_revision_published_while_filling_changes_nothing_for_who_began(visitor, town) -> None:
    draft = begun(visitor)
    now = factories.NOW + timedelta(days=1)
    data = form_as_json(form_of(current_revision(town.code, "signalement")))
    data["pages"][0]["title"] = "Un autre titre"
    data["pages"][0]["parts"][0]["label"] = "Adresse exacte"
    save_form_draft(actor=OPERATOR, now=now, authority=town.code, form=form_from(data, "x"))
    publish_form(actor=OPERATOR, now=now, authority=town.code, form="signalement")
    assert "Ce qui ne va pas, et où" in visitor.get(page(draft, "quoi")).content.decode()
    assert "Un autre titre" in visitor.get(page(begun(visitor), "quoi")).content.decode()


def test_rows_of_children_are_added_without_javascript(visitor: Client) -> None:
    draft = begun(visitor, "cantine")
    child = {"enfant-rows": "1", "enfant-0-prenom_enfant": "Inès"}
    answer = visitor.post(page(draft, "enfants"), {**child, "enfant-ajouter": "oui"}, follow=True)
    assert "Enfant 2" in answer.content.decode()
    assert 'value="Inès"' in answer.content.decode()


def test_a_session_lost_in_mid_form_loses_nothing_typed(visitor: Client) -> None:
    draft = begun(visitor)
    strict = Client(enforce_csrf_checks=True)
    typed = {**SEEN, "description": "Éteint\nsous la pluie « » <b> 🕯", "geste": "continuer"}
    here = {"Sec-Fetch-Site": "same-origin"}
    answer = strict.post(page(draft, "quoi"), typed, headers=here)
    assert answer.status_code == 403
    assert "encore là" in answer.content.decode()
    again = dict(answer.context["typed"]) | {"geste": "continuer"}
    token = strict.cookies["parvis_csrf"].value
    strict.post(page(draft, "quoi"), {**again, "csrfmiddlewaretoken": token}, headers=here)
    draft.refresh_from_db()
    assert draft.answers["description"] == "Éteint\nsous la pluie « » <b> 🕯"
    for elsewhere in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://ailleurs.example"}):
        refused = Client(enforce_csrf_checks=True).post(
            page(draft, "quoi"), typed, headers=elsewhere
        )
        assert "sous la pluie" not in refused.content.decode()


def test_names_in_any_script_go_through_to_the_desk(visitor: Client) -> None:
    name = "عائشة 🌻 d’Été שָׁלוֹם"
    request = sent(visitor, description=name)
    assert name in request.messages.first().text
    assert name in visitor.get(f"/suivi/{request.tracking_code}/").content.decode()


@pytest.mark.parametrize("address", ["/brouillons/{}/", "/brouillons/{}/page/quoi/", "/suivi/{}/"])
@pytest.mark.parametrize("code", ["AAAA-AAAA-AAA", "rien", "%F0%9F%8E%82"])
def test_an_unknown_code_leads_nowhere(visitor: Client, address: str, code: str) -> None:
    assert visitor.get(address.format(code)).status_code == 404


def test_a_code_typed_wrong_says_what_to_do(visitor: Client) -> None:
    answer = visitor.get("/suivi/", {"code": "7KQF"})
    assert answer.status_code == 404
    assert "code" in answer.content.decode()


def test_a_page_that_the_form_does_not_have_is_refused(visitor: Client) -> None:
    assert visitor.get(page(begun(visitor), "inconnue")).status_code == 422


def test_the_link_of_a_draft_is_sent_a_few_times_and_the_address_forgotten(visitor) -> None:
    draft = begun(visitor)
    for _ in range(filing.LINKS_AN_HOUR):
        visitor.post(f"/brouillons/{draft.code}/lien/", {"courriel": "ada@exemple.fr"})
    assert len(mail.outbox) == filing.LINKS_AN_HOUR
    assert draft.code in mail.outbox[0].body
    refused = visitor.post(f"/brouillons/{draft.code}/lien/", {"courriel": "ada@exemple.fr"})
    assert refused.status_code == 422
    wrong = visitor.post(f"/brouillons/{begun(visitor).code}/lien/", {"courriel": "ada"})
    assert wrong.status_code == 422


def test_old_drafts_go_with_their_files(
    visitor: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    draft = begun(visitor)
    visitor.post(page(draft, "quoi"), {**SEEN, "geste": "x", "photo": photo()})
    draft.refresh_from_db()
    held = wired.home().drafts / draft.answers["photo"][0]["stored"]
    assert held.is_file()

    def purged(days: int, *, is_rehearsal: bool) -> list[Purge]:
        with django_capture_on_commit_callbacks(execute=True):
            return purge_due(actor=OPERATOR, now=datetime.now(UTC) + timedelta(days=days),
                             authority=draft.authority, is_rehearsal=is_rehearsal)  # fmt: skip

    assert purged(29, is_rehearsal=False) == []
    (said,) = purged(31, is_rehearsal=True)
    assert (said.origin, said.rows) == ("Brouillons du portail", 1)
    assert held.exists()
    assert purged(31, is_rehearsal=False) == [said]
    assert not held.exists()
    assert not Draft.objects.exists()


def test_a_draft_is_thrown_away_when_asked(visitor: Client) -> None:
    draft = begun(visitor)
    visitor.post(f"/brouillons/{draft.code}/jeter/")
    assert not Draft.objects.exists()


def test_every_shipped_form_opens_on_its_first_page(db: None) -> None:
    town, visitor = open_town(whole=True), Client()
    for demarche in Demarche.objects.filter(authority=town).exclude(form=""):
        draft = begun(visitor, demarche.code)
        shown = visitor.get(f"/brouillons/{draft.code}/", follow=True)
        assert shown.status_code == 200, demarche.code
        name = form_of(draft.revision).pages[0].id
        assert visitor.post(page(draft, name), {"geste": "continuer"}).status_code in (302, 422)
