"""The screens of the municipal files, as an agent of the school service uses them."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

import factories
from apps.sources.conftest import NOW, write_canteen
from kept_town import empty_home
from parvis.apps.audit.models import JournalEntry
from parvis.apps.jobs.models import Job, JobState
from parvis.apps.jobs.worker import run_pending
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.services import load_file, publish_release, uploads
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db

SCHOOL = Sector.SCOLAIRE_SPORT_CULTURE


@pytest.fixture(scope="session")
def kept_delivery(keeping):
    """Vendôme and a canteen file kept with one refused row, loaded once."""

    def build(folder):
        path = write_canteen(folder, ["E", "2016-11-31", "10", "9", "CHAUVINIERE E"])
        factories.authority()
        load_file(actor=OPERATOR, now=NOW, authority="41269", path=path, filename=path.name)

    return keeping(build, NOW)


@pytest.fixture
def home(request, kept_delivery, db, tmp_path, monkeypatch):
    """An empty home; the one with a delivery where a test asks for it."""
    if "delivered" in request.fixturenames:
        return kept_delivery.given(tmp_path, monkeypatch)
    return empty_home(tmp_path, monkeypatch, NOW)


@pytest.fixture
def town(home):
    """Vendôme, the principal authority."""
    return factories.authority()


@pytest.fixture
def clerk(client, home, town):
    """A browser in which someone of the school service is signed in."""
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(SCHOOL,)))
    return client


@pytest.fixture
def delivered(home, town):
    """A canteen file kept with one refused row."""
    return Delivery.objects.get()


def drop(client, path, *, follow=False, **more):
    with path.open("rb") as file:
        return client.post(
            reverse("sources:upload"), {"chosen": [file], "contract": "", **more}, follow=follow
        )


def text(answer):
    """The page, its unbreakable spaces made plain."""
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def inbox(home):
    return list(home.inbox.iterdir())


def test_a_dropped_file_is_recognised_kept_and_shown(clerk, canteen):
    answer = drop(clerk, canteen())
    delivery = Delivery.objects.get()
    assert answer.status_code == 302
    assert answer.url == reverse("sources:delivery", args=[delivery.pk])
    page = text(clerk.get(answer.url))
    assert "3 lignes gardées sur 3" in page
    assert "nantes_cantine" in page


def test_a_wrong_file_is_refused_in_one_sentence_and_nothing_stays(clerk, home, tmp_path):
    wrong = tmp_path / "notes.csv"
    wrong.write_text("couleur;forme\nbleu;rond\n", "utf-8")
    answer = drop(clerk, wrong)
    assert answer.status_code == 422
    assert "aucune de ces colonnes" in text(answer)
    assert inbox(home) == []
    assert Delivery.objects.get().state == DeliveryState.REFUSED


def test_the_same_file_dropped_twice_changes_nothing_and_the_page_says_so(clerk, canteen):
    drop(clerk, canteen())
    again = drop(clerk, canteen(), follow=True)
    assert Delivery.objects.count() == 1
    assert "était déjà là : rien n’a changé" in text(again)


def test_a_file_kept_in_a_sector_that_is_not_ones_own_is_refused_not_shown(
    client, delivered, canteen
):
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(Sector.SANTE,)))
    answer = drop(client, canteen(["E", "2016-11-31", "10", "9", "CHAUVINIERE E"]))
    assert answer.status_code == 422
    assert "Scolaire, sport et culture" in text(answer)


def test_a_file_that_a_colleague_has_just_dropped_is_said_to_be_on_its_way(
    clerk, client, home, canteen, monkeypatch
):
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    drop(clerk, canteen())
    client.force_login(factories.account(Role.AGENT, sectors=(SCHOOL,)))
    answer = drop(client, canteen())
    assert answer.status_code == 422
    assert "déjà en cours de chargement" in text(answer)


def test_the_same_rows_corrected_twice_from_two_files_count_once(clerk, delivered, canteen, now):
    path = canteen(["E", "2016-11-31", "10", "9", "CHAUVINIERE E"], name="bis.csv")
    path.write_bytes(path.read_bytes() + b"E,2016-05-21,1,1,CHAUVINIERE E\n")
    load_file(actor=OPERATOR, now=now, authority="41269", path=path, filename="bis.csv")
    twin = Delivery.objects.get(filename="bis.csv")
    for pk in (delivered.pk, twin.pk):
        answer = clerk.post(reverse("sources:correct", args=[pk]), {"row-1": "2016-11-30"})
    assert answer.status_code == 422
    assert "déjà chargées" in text(answer)
    assert Delivery.objects.filter(corrects__isnull=False, state="kept").count() == 1


def test_a_discarded_delivery_cannot_be_corrected_any_more(clerk, delivered):
    clerk.post(reverse("sources:discard", args=[delivered.pk]))
    answer = clerk.post(reverse("sources:correct", args=[delivered.pk]), {"row-1": "2016-11-30"})
    assert answer.status_code == 422
    assert clerk.get(reverse("sources:quarantine", args=[delivered.pk])).status_code == 422


def test_a_load_that_gave_up_says_so_and_the_file_can_be_dropped_again(clerk, canteen, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    drop(clerk, canteen())
    stuck = Delivery.objects.get()
    Job.objects.update(state=JobState.FAILED, sentence="La tâche a échoué.")
    page = text(clerk.get(reverse("sources:delivery", args=[stuck.pk])))
    assert "Le chargement s’est interrompu" in page
    assert "La tâche a échoué." in page
    drop(clerk, canteen())
    stuck.refresh_from_db()
    assert stuck.job.is_open


def test_no_file_at_all_is_an_error_of_the_form(clerk):
    answer = clerk.post(reverse("sources:upload"), {"contract": ""})
    assert answer.status_code == 422
    assert "choisissez au moins un fichier" in text(answer)


def test_an_empty_file_is_refused(clerk, home):
    answer = clerk.post(
        reverse("sources:upload"), {"chosen": [SimpleUploadedFile("vide.csv", b"")]}
    )
    assert answer.status_code == 422
    assert "vide" in text(answer)
    assert inbox(home) == []


def test_a_file_beyond_the_size_limit_is_refused_and_not_written(clerk, home, settings, canteen):
    settings.UPLOAD_LIMIT_MB = 0
    answer = drop(clerk, canteen())
    assert answer.status_code == 422
    assert "dépasse 0" in text(answer)
    assert inbox(home) == []
    assert not Delivery.objects.exists()


def test_each_of_several_files_stands_alone(clerk, canteen, tmp_path):
    wrong = tmp_path / "notes.csv"
    wrong.write_text("couleur;forme\nbleu;rond\n", "utf-8")
    with canteen().open("rb") as good, wrong.open("rb") as bad:
        answer = clerk.post(reverse("sources:upload"), {"chosen": [good, bad]})
    assert answer.status_code == 422
    assert "notes.csv" in text(answer)
    assert Delivery.objects.filter(state=DeliveryState.KEPT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_large_file_waits_for_the_worker_and_its_page_says_so(clerk, home, canteen, monkeypatch):
    monkeypatch.setattr(uploads, "AT_ONCE", 0)
    drop(clerk, canteen())
    delivery = Delivery.objects.get()
    page = text(clerk.get(reverse("sources:delivery", args=[delivery.pk])))
    assert "son chargement va commencer" in page
    assert "ui/follow" in page
    assert "Voir où il en est" in page
    assert 'http-equiv="refresh"' not in page
    assert [f.name for f in inbox(home)] == [delivery.inbox]
    run_pending(delivery.job.enqueued_at)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.KEPT
    assert inbox(home) == []


def test_who_may_not_load_cannot_fill_the_inbox(client, home, town, canteen):
    client.force_login(factories.account(Role.ELU))
    assert drop(client, canteen()).status_code == 404
    assert inbox(home) == []


def test_the_refused_rows_are_shown_where_and_why_and_corrected_on_the_screen(clerk, delivered):
    page = text(clerk.get(reverse("sources:delivery", args=[delivered.pk])))
    assert "la date n’existe pas" in page
    assert "2016-11-31" in page
    answer = clerk.post(reverse("sources:correct", args=[delivered.pk]), {"row-1": "2016-11-30"})
    assert answer.status_code == 302
    correction = Delivery.objects.get(corrects=delivered)
    assert (correction.state, correction.rows_kept, correction.rows_rejected) == ("kept", 1, 0)
    delivered.refresh_from_db()
    assert not delivered.has_open_quarantine


def test_kept_rows_are_said_to_be_in_the_figures_once_published_and_not_before(
    clerk, delivered, now
):
    address = reverse("sources:delivery", args=[delivered.pk])
    page = text(clerk.get(address))
    assert "seront dans les chiffres à la prochaine publication" in page
    assert ">Publier<" in page
    publish_release(actor=OPERATOR, now=now)
    page = text(clerk.get(address))
    assert "sont déjà dans les chiffres" in page
    assert ">Publier<" not in page


def test_who_may_not_publish_is_not_invited_to(client, delivered):
    client.force_login(factories.account(Role.AGENT, sectors=(SCHOOL,)))
    for page in (reverse("sources:list"), reverse("sources:delivery", args=[delivered.pk])):
        assert ">Publier<" not in text(client.get(page))


def test_giving_up_rows_or_a_whole_delivery_takes_two_steps(clerk, delivered):
    page = text(clerk.get(reverse("sources:delivery", args=[delivered.pk])))
    for name in ("set_aside", "discard"):
        form = f'action="{reverse(f"sources:{name}", args=[delivered.pk])}"'
        before = page[: page.index(form)]
        assert before.rindex("<details") > before.rfind("</details>"), name


def test_a_correction_that_changes_nothing_is_refused_in_one_sentence(clerk, delivered):
    answer = clerk.post(reverse("sources:correct", args=[delivered.pk]), {"row-1": "2016-11-31"})
    assert answer.status_code == 422
    assert "aucune valeur n’a été corrigée" in text(answer)


def test_the_downloaded_quarantine_corrected_and_loaded_again_adds_exactly_its_rows(
    clerk, delivered
):
    answer = clerk.get(reverse("sources:quarantine", args=[delivered.pk]))
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [(r["_ligne"], r["_champ"], r["date"]) for r in rows] == [("5", "date", "2016-11-31")]
    rows[0]["date"] = "2016-11-30"
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    corrected = SimpleUploadedFile("corrige.csv", text.getvalue().encode())
    done = clerk.post(
        reverse("sources:upload_corrected", args=[delivered.pk]), {"corrected": corrected}
    )
    assert done.status_code == 302
    correction = Delivery.objects.get(corrects=delivered)
    assert (correction.rows_read, correction.rows_kept) == (1, 1)
    assert JournalEntry.objects.filter(action="quarantine.downloaded").exists()


def test_a_delivery_discarded_on_the_screen_is_gone_with_its_corrections(clerk, delivered):
    clerk.post(reverse("sources:correct", args=[delivered.pk]), {"row-1": "2016-11-30"})
    answer = clerk.post(reverse("sources:discard", args=[delivered.pk]), follow=True)
    assert "Ses fichiers sont effacés" in text(answer)
    assert not Delivery.objects.filter(state=DeliveryState.KEPT).exists()


def test_abandoned_rows_are_no_longer_to_correct(clerk, delivered):
    clerk.post(reverse("sources:set_aside", args=[delivered.pk]))
    page = text(clerk.get(reverse("sources:delivery", args=[delivered.pk])))
    assert "ont été abandonnées" in page
    assert "Corriger et recharger" not in page


def test_the_list_and_the_source_say_what_is_there(clerk, delivered):
    page = text(clerk.get(reverse("sources:list")))
    assert "1 livraison demande un regard" in page
    source = text(clerk.get(reverse("sources:source", args=[delivered.source.pk])))
    assert "cantine.csv" in source
    assert "nantes_cantine" in source


def test_another_sector_sees_neither_the_source_nor_the_delivery(client, delivered):
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(Sector.SANTE,)))
    for name, pk in (("delivery", delivered.pk), ("source", delivered.source.pk)):
        assert client.get(reverse(f"sources:{name}", args=[pk])).status_code == 404
    assert client.get(reverse("sources:line", args=[delivered.pk, 2])).status_code == 404
    assert "cantine.csv" not in text(client.get(reverse("sources:list")))


def test_another_authority_sees_nothing_of_it(client, delivered, other_town):
    client.force_login(factories.account(Role.RESPONSABLE, code=other_town.code, sectors=(SCHOOL,)))
    assert client.get(reverse("sources:delivery", args=[delivered.pk])).status_code == 404
    assert client.post(reverse("sources:discard", args=[delivered.pk])).status_code == 404
    assert Delivery.objects.get().is_kept


def test_the_data_protection_officer_sees_counts_but_no_refused_value(client, delivered):
    client.force_login(factories.account(Role.DPO))
    page = text(client.get(reverse("sources:delivery", args=[delivered.pk])))
    assert "3 lignes gardées" in page
    assert "2016-11-31" not in page
    assert client.get(reverse("sources:quarantine", args=[delivered.pk])).status_code == 404


def test_publishing_from_the_screen_puts_a_release_in_use_and_one_can_go_back(clerk, delivered):
    assert "Rien n’a encore été publié" in text(clerk.get(reverse("sources:releases")))
    clerk.post(reverse("sources:publish"))
    clerk.post(reverse("sources:publish"))
    page = text(clerk.get(reverse("sources:releases")))
    assert "Publication en cours" in page
    from django.utils import timezone

    run_pending(timezone.now())
    page = text(clerk.get(reverse("sources:releases")))
    assert "Tout ce qui est chargé s’y trouve" in page
    assert page.count("<strong>en service</strong>") == 1


def test_the_lines_behind_a_figure_lead_to_the_line_as_received(clerk, delivered):
    clerk.post(reverse("sources:publish"))
    from django.utils import timezone

    run_pending(timezone.now())
    answer = clerk.get(reverse("sources:trace"), {"metric": "meals_served", "period": "2016-05"})
    page = text(answer)
    assert "3 lignes" in page
    line = reverse("sources:line", args=[delivered.pk, 2])
    assert line in page
    record = text(clerk.get(line))
    assert "M,2016-05-24,72,68,CHAUVINIERE M" in record
    actions = set(JournalEntry.objects.values_list("action", flat=True))
    assert {"lines.consulted", "line.consulted"} <= actions


def test_an_unknown_figure_and_a_line_beyond_the_file_are_each_one_sentence(clerk, delivered):
    assert clerk.get(reverse("sources:trace"), {"metric": "rien"}).status_code == 422
    for line in (0, 999, 10**20):
        beyond = clerk.get(reverse("sources:line", args=[delivered.pk, line]))
        assert beyond.status_code == 422
        assert f"pas de ligne {line}" in text(beyond)


def test_a_page_that_shows_a_line_is_kept_in_no_cache(clerk, delivered):
    page = clerk.get(reverse("sources:line", args=[delivered.pk, 2]))
    assert page["Cache-Control"] == "private, no-store"
