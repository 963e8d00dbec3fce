"""An archive of several municipal files: each becomes a delivery, as if dropped alone."""

import hashlib
import io
import os
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import factories
from parvis.apps.audit.models import JournalEntry
from parvis.apps.jobs.worker import run_pending
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.services import collect_watched, load_file, pushing, unpacked, uploads
from parvis.core.access import OPERATOR, Role
from parvis.core.errors import Refused
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db

SCHOOL = Sector.SCOLAIRE_SPORT_CULTURE
PLACES = "Accueil;Type d’accueil;Capacité d’accueil\nLes Tilleuls;Périscolaire;40\n".encode()
NOTES = b"couleur;forme\nbleu;rond\n"


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(f"envoi/{name}.csv", content)
    return out.getvalue()


@pytest.fixture
def meals(canteen):
    """A canteen file with one wrong row."""
    return canteen(["E", "2016-11-31", "10", "9", "CHAUVINIERE E"]).read_bytes()


@pytest.fixture
def clerk(client, home, town):
    """Someone of the school service, signed in."""
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(SCHOOL,)))
    return client


def drop(client, content, *, follow=False):
    file = SimpleUploadedFile("envoi.zip", content)
    return client.post(reverse("sources:upload"), {"chosen": [file], "contract": ""}, follow=follow)


def kept():
    return Delivery.objects.filter(state=DeliveryState.KEPT)


def test_each_file_of_a_dropped_archive_is_a_delivery_of_its_own(clerk, home, meals):
    answer = drop(clerk, zipped(cantine=meals, places=PLACES))
    assert (answer.status_code, answer.url) == (302, reverse("sources:list"))
    found = {d.filename: d for d in kept()}
    assert found["cantine.csv"].contract == "nantes_cantine"
    assert found["places.csv"].contract == "capacites_accueil"
    assert found["cantine.csv"].sha256 == hashlib.sha256(meals).hexdigest()
    assert found["cantine.csv"].rows_rejected == 1
    assert found["cantine.csv"].quarantine_file.is_file()
    assert list(home.inbox.iterdir()) == []
    assert [p.name for p in home.staging.iterdir() if p.name != ".readers"] == ["41269"]


def test_a_file_of_no_known_family_is_refused_and_the_others_are_kept(clerk, meals):
    answer = drop(clerk, zipped(cantine=meals, notes=NOTES, places=PLACES))
    assert answer.status_code == 422
    (sentence,) = answer.context["refusals"]
    assert sentence.startswith("notes.csv")
    assert {d.filename for d in kept()} == {"cantine.csv", "places.csv"}
    assert Delivery.objects.get(state=DeliveryState.REFUSED).may_be_described


def test_the_same_archive_twice_changes_nothing_and_the_page_says_so(clerk, meals):
    content = zipped(cantine=meals, places=PLACES)
    drop(clerk, content)
    entries = JournalEntry.objects.filter(action="delivery.kept").count()
    page = drop(clerk, content, follow=True).content.decode()
    assert page.count("était déjà là") == 2
    assert Delivery.objects.count() == 2
    assert JournalEntry.objects.filter(action="delivery.kept").count() == entries


def test_an_unsafe_archive_is_refused_in_one_sentence_and_nothing_stays(clerk, home, meals):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("cantine.csv", meals)
        archive.writestr("../places.csv", PLACES)
    answer = drop(clerk, out.getvalue())
    assert answer.status_code == 422
    (sentence,) = answer.context["refusals"]
    assert "chemin interdit" in sentence
    assert not Delivery.objects.exists()
    assert list(home.inbox.iterdir()) == []


def test_an_archive_within_an_archive_is_read_if_it_is_of_one_file(clerk, meals):
    answer = drop(
        clerk,
        zipped(
            one=zipped(cantine=meals),
            two=zipped(a=PLACES, b=NOTES),
            three=zipped(deep=zipped(places=PLACES)),
        ),
    )
    assert [s.split()[0] for s in answer.context["refusals"]] == ["two.csv", "three.csv"]
    assert kept().get().contract == "nantes_cantine"


def test_beyond_what_is_loaded_at_once_the_worker_loads_the_rest(clerk, meals, now, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", uploads.LEAST_WEIGHT)
    drop(clerk, zipped(cantine=meals, places=PLACES))
    assert kept().get().filename == "cantine.csv"
    assert Delivery.objects.get(filename="places.csv").is_pending


def test_an_application_pushes_an_archive(client, clerk, meals):
    made = clerk.post(reverse("sources:create_token"), {"label": "Concerto", "sector": SCHOOL})
    answer = client.put(
        reverse("sources:push", args=["envoi.zip"]),
        zipped(cantine=meals, notes=NOTES),
        content_type="application/zip",
        headers={"Authorization": f"Bearer {made.context['secret']}"},
    )
    assert answer.status_code == 422
    states = [said["state"] for said in answer.json()["deliveries"]]
    assert states == [DeliveryState.KEPT, DeliveryState.REFUSED]


@pytest.fixture
def watched(home, town, now):
    """Leaves a settled file in the watched folder."""
    folder = home.watched / "41269"
    folder.mkdir(parents=True)

    def leave(content: bytes) -> None:
        path = folder / "envoi.zip"
        path.write_bytes(content)
        settled = (now - timedelta(minutes=1)).timestamp()
        os.utime(path, (settled, settled))

    return leave


def test_an_archive_left_in_the_watched_folder_is_taken_file_by_file(watched, meals, now):
    watched(zipped(cantine=meals, notes=NOTES))
    assert collect_watched(now=now) == 2
    run_pending(now)
    assert kept().get().filename == "cantine.csv"
    assert Delivery.objects.get(state=DeliveryState.REFUSED).filename == "notes.csv"
    watched(zipped(cantine=meals))
    assert collect_watched(now=now) == 1


def test_a_damaged_archive_of_the_watched_folder_is_a_refusal_to_read(watched, meals, now):
    watched(zipped(cantine=meals, notes=NOTES)[:-30])
    assert collect_watched(now=now) == 1
    refused = Delivery.objects.get()
    assert (refused.state, refused.filename) == (DeliveryState.REFUSED, "envoi.zip")
    assert "tronqué" in refused.refusal


def test_stopped_between_two_files_the_first_stays_and_the_rest_comes_next(
    watched, home, meals, now, monkeypatch
):
    class KilledError(BaseException):
        """The process ends here."""

    real, calls = pushing._await, iter((True, False))

    def once(*args):
        if not next(calls):
            raise KilledError
        return real(*args)

    monkeypatch.setattr(pushing, "_await", once)
    watched(zipped(cantine=meals, places=PLACES))
    with pytest.raises(KilledError):
        collect_watched(now=now)
    monkeypatch.setattr(pushing, "_await", real)
    assert Delivery.objects.get().filename == "cantine.csv"
    assert collect_watched(now=now) == 1
    run_pending(now)
    assert {d.filename for d in kept()} == {"cantine.csv", "places.csv"}


def test_a_sweep_during_a_load_leaves_the_files_that_wait(home, town, tmp_path, meals, now):
    path = tmp_path / "envoi.zip"
    path.write_bytes(zipped(cantine=meals, notes=NOTES, places=PLACES))
    done = []
    with unpacked(path=path, filename=path.name) as parts:
        for part in parts:
            asked = {"authority": "41269", "path": part.path, "filename": part.name}
            try:
                done.append(load_file(actor=OPERATOR, now=now, **asked).file)
            except Refused as refusal:
                done.append(refusal.where.file)
    assert done == ["cantine.csv", "notes.csv", "places.csv"]
    assert kept().count() == 2
