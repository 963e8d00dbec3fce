"""Exports that come by themselves, and what each replaces of those before."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse

import factories
from parvis.apps.jobs.worker import run_pending
from parvis.apps.sources.models import Delivery, DeliveryState, PushToken
from parvis.apps.sources.services import collect_watched, discard_delivery, load_file
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db
SCHOOL = Sector.SCOLAIRE_SPORT_CULTURE
PLACES = "Accueil;Type d’accueil;Capacité d’accueil\nLes Tilleuls;Périscolaire;{}\n"


@pytest.fixture
def clerk(client, home, town):
    """Someone of the school service, signed in."""
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(SCHOOL,)))
    return client


@pytest.fixture
def secret(clerk):
    """The secret of a token of the school sector, as its page shows it once."""
    answer = clerk.post(reverse("sources:create_token"), {"label": "Concerto", "sector": SCHOOL})
    return answer.context["secret"]


def push(client, secret: str, body: str, name: str = "export.csv"):
    return client.put(
        reverse("sources:push", args=[name]),
        body.encode(),
        content_type="text/csv",
        headers={"Authorization": f"Bearer {secret}"},
    )


def test_an_application_pushes_its_export(client, secret) -> None:
    answer = push(client, secret, PLACES.format(40))
    assert answer.status_code == 201
    assert answer.json()["rows_kept"] == 1
    kept = Delivery.objects.get()
    assert (kept.contract, kept.received_by_label) == ("capacites_accueil", "Concerto")
    assert push(client, secret, PLACES.format(40)).json()["delivery"] == kept.pk


def test_the_secret_is_kept_nowhere_and_shown_once(clerk, secret) -> None:
    assert PushToken.objects.get().digest != secret
    assert secret not in clerk.get(reverse("sources:tokens")).content.decode()


@pytest.mark.parametrize("wrong", ["", "nothing", "Bearer"])
def test_without_its_token_nothing_is_taken(client, town, home, wrong: str) -> None:
    assert push(client, wrong, PLACES.format(40)).status_code == 401
    assert not Delivery.objects.exists()


def test_a_token_opens_its_sector_alone(client, secret) -> None:
    street = "id,cree_le,categorie,quartier\nS1,2026-11-02 10:00:00,Voirie,Centre\n"
    answer = push(client, secret, street)
    assert answer.status_code == 422
    assert "Police spéciale et voirie" in answer.json()["error"]


def test_a_revoked_token_opens_nothing(clerk, secret) -> None:
    clerk.post(reverse("sources:revoke_token", args=[PushToken.objects.get().pk]))
    assert push(clerk, secret, PLACES.format(40)).status_code == 401


def test_nobody_makes_a_token_for_another_sector(clerk) -> None:
    asked = {"label": "x", "sector": Sector.POLICE_VOIRIE}
    assert clerk.post(reverse("sources:create_token"), asked).status_code == 404
    assert not PushToken.objects.exists()


def test_a_file_left_in_the_watched_folder_is_loaded_once_it_is_settled(home, town, now) -> None:
    collect_watched(now=now)
    folder = home.watched / "41269"
    for name in ("places.csv", "en-cours.part", ".cache"):
        (folder / name).write_text(PLACES.format(40), "utf-8")
        os.utime(folder / name, (now.timestamp(), now.timestamp()))
    assert collect_watched(now=now) == 0
    later = now + timedelta(minutes=1)
    assert collect_watched(now=later) == 1
    assert sorted(path.name for path in folder.iterdir()) == [".cache", "en-cours.part"]
    run_pending(later)
    kept = Delivery.objects.get()
    assert (kept.state, kept.received_by_label) == (DeliveryState.KEPT, "Dossier surveillé")


def load(folder, now, content: str, name: str) -> Delivery:
    path = folder / name
    path.write_text(content, "utf-8")
    load_file(actor=OPERATOR, now=now, authority="41269", path=path, filename=name)
    return Delivery.objects.get(filename=name)


def test_a_delivery_that_holds_everything_replaces_the_one_before(town, tmp_path, now) -> None:
    first = load(tmp_path, now, PLACES.format(40), "avant.csv")
    second = load(tmp_path, now + timedelta(days=1), PLACES.format(45), "apres.csv")
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == (DeliveryState.SUPERSEDED, second)
    assert first.rows_file.exists()
    discard_delivery(actor=OPERATOR, now=now, delivery=second.pk)
    first.refresh_from_db()
    assert (first.state, first.superseded_by) == (DeliveryState.KEPT, None)


HEADER = "N° quittance;N° facture;Code payeur;Date d’encaissement;Montant;Mode de règlement\n"


def receipts(start: int, count: int, amount: str, method: str) -> str:
    rows = (f"Q{i};F{i};P{i};01/10/2026;{amount};{method}\n" for i in range(start, start + count))
    return HEADER + "".join(rows)


def test_a_delivery_is_compared_with_the_one_before(town, tmp_path, now) -> None:
    first, others = receipts(0, 200, "10", "CB"), receipts(200, 200, "12", "Chèque")
    load(tmp_path, now, first + others.removeprefix(HEADER), "a.csv")
    later = now + timedelta(days=60)
    second = load(tmp_path, later, receipts(400, 100, "50", "CB"), "b.csv")
    said = " ".join(f["sentence"] for f in second.findings).replace("\u202f", " ")
    assert "100\u00a0lignes, contre 400 la fois d’avant" in said
    assert "Arrivée 20\u00a0jours après le délai annoncé" in said
    assert "La moyenne de Montant a beaucoup changé" in said
    assert "La répartition de Mode a beaucoup changé" in said


def test_a_declared_total_that_rows_do_not_make_is_an_error(town, tmp_path, now) -> None:
    content = receipts(0, 2, "10", "CB") + "Total;;;;25;\n"
    (finding,) = load(tmp_path, now, content, "total.csv").findings
    assert finding["severity"] == "error"
    assert "25 annoncé, 20 dans les lignes gardées" in finding["sentence"]
