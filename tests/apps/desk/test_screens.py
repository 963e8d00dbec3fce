"""The desk's pages, as an agent uses them."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

import factories
from parvis.apps import wired
from parvis.apps.audit.models import JournalEntry
from parvis.apps.casework.models import Absence, Attachment, Message, ServiceRequest, Way
from parvis.apps.casework.services import register_service_request
from parvis.core.access import VISITOR, Role
from parvis.core.casework.asked import Contact, Place
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db
STREETS = (Sector.POLICE_VOIRIE,)


@pytest.fixture
def asked(db: None) -> Callable[..., ServiceRequest]:
    def register(**changes: object) -> ServiceRequest:
        facts = {
            "actor": VISITOR, "now": factories.NOW, "authority": factories.authority().code,
            "category": "voirie", "channel": "web", "text": "Un trou devant le 3",
            "contact": Contact(name="Alix Roche", email="alix@example.org", phone="0612345678"),
            "place": Place("3 rue du Change", "Centre ancien", 47.79, 1.06),
        }  # fmt: skip
        return register_service_request(**{**facts, **changes})

    return register


@pytest.fixture
def agent(db: None) -> Client:
    client = Client()
    client.force_login(factories.account(Role.AGENT, sectors=STREETS))
    return client


def test_the_queue_says_what_is_late_and_shows_it_first(asked: Callable, agent: Client) -> None:
    asked(text="Le premier trou")
    page = agent.get("/guichet/").content.decode()
    assert "Une demande est en retard" in page
    assert "Le premier trou" in page
    assert "3 rue du Change" in page


def test_a_number_or_a_code_leads_straight_to_the_file(asked: Callable, agent: Client) -> None:
    request = asked()
    for typed in (str(request.number), request.tracking_code.lower()):
        answer = agent.get("/guichet/", {"q": typed})
        assert answer["Location"] == f"/guichet/demandes/{request.pk}/"


def test_each_view_and_filter_answers(asked: Callable, agent: Client) -> None:
    asked()
    for view in ("moi", "equipe", "sans", "jour", "retard", "nouvelles", "attente", "rouvertes",
                 "elus", "reglees", "autre chose"):  # fmt: skip
        assert agent.get("/guichet/", {"vue": view, "ordre": "arrivee"}).status_code == 200
    found = agent.get("/guichet/", {"q": "change", "motif": "voirie", "quartier": "Centre ancien"})
    assert b"3 rue du Change" in found.content
    assert b"Rien ici" in agent.get("/guichet/", {"q": "pont"}).content


def test_a_file_tells_its_story_and_the_look_is_journaled(asked: Callable, agent: Client) -> None:
    request = asked()
    page = agent.get(f"/guichet/demandes/{request.pk}/").content.decode()
    assert "Alix Roche" in page
    assert "Accusé de réception" in page
    entry = JournalEntry.objects.get(action="request.consulted")
    assert (entry.subject, entry.actor_label) == (f"request:{request.pk}", "Camille Essai")


def test_another_sector_finds_nothing(asked: Callable) -> None:
    request = asked()
    client = Client()
    client.force_login(factories.account(Role.AGENT, sectors=(Sector.SANTE,)))
    assert "Un trou" not in client.get("/guichet/").content.decode()
    assert client.get(f"/guichet/demandes/{request.pk}/").status_code == 404
    act = f"/guichet/demandes/{request.pk}/faire/"
    assert client.post(act, {"faire": "clore"}).status_code == 404


def test_twenty_requests_are_entered_answered_and_closed(agent: Client) -> None:
    factories.authority()
    for rank in range(20):
        made = agent.post("/guichet/nouvelle/", {
            "texte": f"Un lampadaire éteint au {rank} rue Poterie", "canal": "phone",
            "public": "resident", "lieu": f"{rank} rue Poterie", "nom": "Jeanne Aubry",
            "telephone": "06 11 22 33 44",
        })  # fmt: skip
        assert made.status_code == 302, made.content.decode()
        act = made["Location"] + "faire/"
        assert agent.post(act, {"faire": "repondre", "texte": "Nous passons."}).status_code == 302
        assert agent.post(act, {"faire": "clore", "texte": "Réparé."}).status_code == 302
    assert ServiceRequest.objects.filter(state="closed", category="eclairage").count() == 20


def test_while_one_types_the_known_and_the_near_appear(asked: Callable, agent: Client) -> None:
    request = asked(now=timezone.now())
    typed = {"texte": "Un trou devant", "nom": "roche", "lieu": "3 rue du Change"}
    page = agent.post("/guichet/nouvelle/deja/", typed).content.decode()
    assert "Alix Roche" in page
    assert page.count(f"/guichet/demandes/{request.pk}/") == 2
    by_phone = agent.post("/guichet/nouvelle/deja/", {"telephone": "06.12.34.56.78"})
    assert b"Alix Roche" in by_phone.content


def test_the_known_of_another_sector_do_not_appear(asked: Callable, agent: Client) -> None:
    asked(category="bruit")
    page = agent.post("/guichet/nouvelle/deja/", {"nom": "Roche"}).content.decode()
    assert "Alix" not in page


def photo() -> bytes:
    image = Image.new("RGB", (64, 48), "grey")
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (47.0, 47.0, 0.0)}
    out = BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photo_is_kept_without_its_place(asked: Callable, agent: Client) -> None:
    request = asked()
    sent = SimpleUploadedFile("IMG.JPG", photo(), "image/jpeg")
    done = agent.post(f"/guichet/demandes/{request.pk}/faire/",
                      {"faire": "noter", "texte": "Vu sur place", "pieces": [sent]})  # fmt: skip
    assert done.status_code == 302
    kept = Attachment.objects.get()
    with Image.open(wired.home().attachments / kept.stored) as image:
        assert not dict(image.getexif())
    assert kept.is_internal
    answer = agent.get(f"/guichet/pieces/{kept.pk}/")
    assert answer["Content-Type"] == "image/jpeg"
    answer.close()


@pytest.mark.parametrize(("name", "content"), [
    ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ("photo.jpg", b"MZ\x90\x00"), ("note.pdf", b"<html>"), ("vide.jpg", b""),
])  # fmt: skip
def test_what_is_not_a_photo_or_a_paper_is_refused_and_nothing_is_written(
    name: str, content: bytes, asked: Callable, agent: Client
) -> None:
    request = asked()
    sent = SimpleUploadedFile(name, content)
    said = {"faire": "repondre", "texte": "Bonjour à vous", "pieces": [sent]}
    done = agent.post(f"/guichet/demandes/{request.pk}/faire/", said)
    page = done.content.decode()
    assert (done.status_code, "Rien n’a été fait" in page) == (422, True)
    assert "Bonjour à vous</textarea>" in page
    assert not Message.objects.filter(way=Way.OUT, text="Bonjour à vous").exists()


def test_a_photo_beyond_the_limit_is_refused_in_one_sentence(
    asked: Callable, agent: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parvis.apps.casework import uploads

    monkeypatch.setattr(uploads, "LIMIT_MB", 0.0001)
    request = asked()
    sent = SimpleUploadedFile("grande.jpg", photo())
    done = agent.post(f"/guichet/demandes/{request.pk}/faire/",
                      {"faire": "noter", "texte": "Vu", "pieces": [sent]})  # fmt: skip
    assert "dépasse" in done.content.decode()


def test_a_disk_that_fills_during_an_upload_is_said_and_nothing_else_is_lost(
    asked: Callable, agent: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parvis.apps.casework.uploads import AttachmentUploadHandler

    def full(self: object, raw_data: bytes) -> None:
        self.is_full = True  # as after an OSError: no space left

    monkeypatch.setattr(AttachmentUploadHandler, "_write", full)
    request = asked()
    said = {"faire": "noter", "texte": "Vu", "pieces": [SimpleUploadedFile("a.jpg", photo())]}
    done = agent.post(f"/guichet/demandes/{request.pk}/faire/", said)
    assert (done.status_code, "la place manque" in done.content.decode()) == (422, True)
    assert ">Vu</textarea>" in done.content.decode()


def test_several_are_assigned_closed_and_undone(asked: Callable, agent: Client) -> None:
    chosen = [asked().pk for _ in range(3)]
    agent.post("/guichet/choisies/", {"faire": "clore", "choisie": chosen, "texte": "Fait."})
    assert ServiceRequest.objects.filter(state="closed").count() == 3
    assert "peut encore se défaire" in agent.get("/guichet/").content.decode()
    agent.post("/guichet/defaire/")
    assert ServiceRequest.objects.filter(is_open=True).count() == 3
    refused = agent.post("/guichet/choisies/", {"faire": "reunir", "choisie": chosen[:1]})
    assert refused.status_code == 422


def test_a_view_is_kept_under_a_name_and_forgotten(agent: Client) -> None:
    agent.post("/guichet/vues/garder/", {"titre": "Mes rues", "retour": "vue=equipe&q=rue"})
    page = agent.get("/guichet/", {"vue": "equipe", "q": "rue"}).content.decode()
    assert "Mes rues" in page
    from parvis.apps.desk.models import SavedView

    agent.post(f"/guichet/vues/{SavedView.objects.get().pk}/oublier/")
    assert not SavedView.objects.exists()


def test_the_receipt_is_a_tagged_pdf(asked: Callable, agent: Client) -> None:
    request = asked(contact=Contact(name="Alix Roche", address="3 rue du Change, 41100 Vendôme"))
    answer = agent.get(f"/guichet/demandes/{request.pk}/accuse.pdf")
    assert answer["Content-Type"] == "application/pdf"
    from pypdf import PdfReader

    text = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
    assert request.tracking_code in text
    assert "R112-11-1" in text


@pytest.mark.parametrize("path", ["carte/", "touches/", "qualite/", "configuration/", "absences/",
                                  "configuration/guichet.toml", "nouvelle/"])  # fmt: skip
def test_the_other_pages_answer(path: str, asked: Callable) -> None:
    asked()
    client = Client()
    client.force_login(factories.account(Role.RESPONSABLE, sectors=tuple(Sector)))
    assert client.get(f"/guichet/{path}").status_code == 200


def test_a_setup_goes_out_changes_and_comes_back_in(asked: Callable) -> None:
    client = Client()
    client.force_login(factories.account(Role.RESPONSABLE, sectors=STREETS))
    text = client.get("/guichet/configuration/guichet.toml").content.decode()
    changed = text.replace('title = "Voirie"', 'title = "Rues et trottoirs"')
    sent = SimpleUploadedFile("guichet.toml", changed.encode())
    assert client.post("/guichet/configuration/", {"fichier": sent}).status_code == 302
    assert "Rues et trottoirs" in client.get("/guichet/configuration/").content.decode()
    wrong = SimpleUploadedFile("guichet.toml", changed.replace('team = "voirie"', "", 1).encode())
    refused = client.post("/guichet/configuration/", {"fichier": wrong})
    assert refused.status_code == 422
    assert "guichet.toml" in refused.content.decode()


def test_a_colleague_who_writes_is_told_to_the_other(asked: Callable, agent: Client) -> None:
    request = asked()
    other = Client()
    other.force_login(factories.account(Role.AGENT, sectors=STREETS))
    other.post(f"/guichet/demandes/{request.pk}/presence/", {"texte": "Bonj"})
    told = agent.post(f"/guichet/demandes/{request.pk}/presence/").json()
    assert told == {"others": [{"name": "Camille Essai", "writes": True}]}


def test_an_agent_says_when_they_are_away_and_takes_it_back(agent: Client) -> None:
    me = agent.get("/guichet/absences/").context["form"]["qui"].value()
    assert agent.post("/guichet/absences/", {"qui": me, **DAYS}).status_code == 302
    assert "1 absence" in agent.get("/guichet/absences/").content.decode().replace("\xa0", " ")
    for wrong in ({"du": "2099-03-06", "au": "2099-03-02"}, DAYS, {**DAYS, "remplacant": me}):
        refused = agent.post("/guichet/absences/", {"qui": me, **wrong})
        assert refused.status_code == 422
    absence = Absence.objects.get()
    agent.post(f"/guichet/absences/{absence.pk}/retirer/")
    assert not Absence.objects.exists()
    said = JournalEntry.objects.filter(subject=f"absence:{absence.pk}").values_list("action")
    assert {action for (action,) in said} == {"absence.noted", "absence.withdrawn"}


DAYS = {"du": "2099-03-02", "au": "2099-03-06"}


def test_who_sets_the_desk_up_says_when_a_colleague_is_away_and_who_replaces_them() -> None:
    ana, bil = (factories.account(Role.AGENT, sectors=STREETS) for _ in range(2))
    head = Client()
    head.force_login(factories.account(Role.RESPONSABLE, sectors=STREETS))
    head.post("/guichet/absences/", {"qui": ana.pk, "remplacant": bil.pk, **DAYS})
    absence = Absence.objects.get()
    assert (absence.account, absence.deputy) == (ana, bil)
    head.post(f"/guichet/absences/{absence.pk}/retirer/")
    assert not Absence.objects.exists()


def test_an_agent_says_nothing_of_the_absences_of_others(agent: Client) -> None:
    other = factories.account(Role.AGENT, sectors=STREETS)
    assert agent.post("/guichet/absences/", {"qui": other.pk, **DAYS}).status_code == 422
    absence = Absence.objects.create(
        authority=factories.authority(), account=other,
        first_on=factories.NOW.date(), last_on=factories.NOW.date(),
    )  # fmt: skip
    assert b"Retirer" not in agent.get("/guichet/absences/").content
    assert agent.post(f"/guichet/absences/{absence.pk}/retirer/").status_code == 404
    assert Absence.objects.exists()
