"""From a load to the morning's list: found, told once, read, explained, gone once corrected."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

import factories
from controls_town import HEADER, LATE, NOW
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.controls.models import Verdict
from parvis.apps.controls.services import run_controls, tell_those_in_charge
from parvis.apps.jobs.models import Job
from parvis.apps.jobs.worker import run_pending
from parvis.core.access import OPERATOR, Role
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db
SCHOOL, STREETS = Sector.SCOLAIRE_SPORT_CULTURE, Sector.POLICE_VOIRIE


@pytest.fixture
def clerk(client, found_out):
    """Someone who answers for the school service, signed in once the controls have run."""
    client.force_login(_in_charge_of_schools())
    return client


def _in_charge_of_schools():
    return factories.account(Role.RESPONSABLE, sectors=(SCHOOL,), email="ecole@vendome.example")


def found(control: str = "repas_factures") -> Verdict:
    return Verdict.objects.get(control=control, is_current=True)


def text(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_a_load_asks_for_the_controls_that_look_at_it(unbilled) -> None:
    asked = Job.objects.filter(name="controls.run")
    assert {job.arguments["contract"] for job in asked} == {"demo_pointage", "demo_factures"}
    run_pending(NOW)
    verdict = found()
    assert (verdict.lines, verdict.left_sum, verdict.right_sum) == (2, Decimal(3), Decimal(0))
    assert verdict.raised_since == NOW
    assert found("factures_justes").state == "clear"


def test_the_missing_invoices_once_loaded_clear_the_control(unbilled, load) -> None:
    run_pending(NOW)
    later = NOW + timedelta(hours=1)
    load("rattrapage.csv", HEADER + LATE, later)
    run_pending(later)
    assert found().state == "clear"
    assert found().raised_since is None
    actions = JournalEntry.objects.filter(subject="control:repas_factures")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "control.raised",
        "control.cleared",
    ]


def test_a_second_run_that_finds_the_same_keeps_the_verdict(found_out) -> None:
    before = found()
    town = Authority.objects.get(code="41269")
    later = NOW + timedelta(days=1)
    run_controls(actor=OPERATOR, now=later, authority=town, progress=lambda done, label: None)
    assert found().pk == before.pk
    assert found().judged_at == later
    assert found().found_at == NOW


def test_each_night_time_alone_finds_a_silent_source(unbilled, monkeypatch) -> None:
    from parvis.apps import wired

    contracts = dict(wired.contracts())
    object.__setattr__(contracts["demo_factures"], "freshness_days", 40)
    run_pending(NOW)
    assert found("source_silencieuse").state == "clear"
    run_pending(NOW + timedelta(days=60))
    run_pending(NOW + timedelta(days=61))
    assert found("source_silencieuse").lines == 1


def test_those_in_charge_are_told_once_and_no_one_is_named(unbilled, mailoutbox) -> None:
    _in_charge_of_schools()
    factories.account(Role.RESPONSABLE, sectors=(STREETS,), email="voirie@vendome.example")
    factories.account(Role.AGENT, sectors=(SCHOOL,), email="agent@vendome.example")
    run_pending(NOW)
    tell_those_in_charge(now=NOW, authority=Authority.objects.get(code="41269"))
    (message,) = mailoutbox
    assert message.to == ["ecole@vendome.example"]
    assert "3\u00a0repas" in message.body
    assert "/controles/" in message.body
    assert not any(word in message.body for word in ("Merisier", "Ana", "E1", "Roncin"))


def test_the_home_screen_says_that_something_awaits(clerk) -> None:
    page = text(clerk.get(reverse("sources:list")))
    assert "1 contrôle demande votre attention" in page
    assert "demande votre attention" not in text(clerk.get(reverse("controls:list")))


def test_the_list_opens_the_lines_exact_and_journaled(clerk) -> None:
    page = text(clerk.get(reverse("controls:list")))
    assert "2 mois d’enfant ne sont pas facturés" in page
    lines = text(clerk.get(reverse("controls:control", args=[found().pk])))
    assert "Merisier, Ana, Les Tilleuls" in lines
    assert "oct. 2026" in lines
    assert "Orgeval" not in lines
    assert JournalEntry.objects.filter(action="control.consulted").count() == 1


def test_the_lines_leave_as_csv(clerk) -> None:
    answer = clerk.get(reverse("controls:lines_file", args=[found().pk]))
    rows = answer.content.decode().splitlines()
    assert rows[0] == "Enfant,Mois,Pointés,Facturés,Écart,Nom,Prénom,École"
    assert rows[1] == "E1,2026-10-01,2.00,0.00,2.00,Merisier,Ana,Les Tilleuls"


def test_a_line_is_explained_and_taken_up_again(clerk) -> None:
    pk = found().pk
    line = _first_line(clerk, pk)
    answer = clerk.post(reverse("controls:dismiss", args=[pk]), {"line": line, "note": " "})
    assert answer.status_code == 422
    clerk.post(reverse("controls:dismiss", args=[pk]), {"line": line, "note": "Offert"})
    assert found().lines == 1
    assert "Offert" in text(clerk.get(reverse("controls:control", args=[found().pk])))
    clerk.post(reverse("controls:take_up_again", args=[pk]), {"line": line})
    assert found().lines == 2


def _first_line(client, pk: int) -> str:
    page = text(client.get(reverse("controls:control", args=[pk])))
    return page.split('name="line" value="')[1].split('"')[0]


def test_another_sector_sees_neither_the_control_nor_its_lines(client, found_out) -> None:
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(STREETS,)))
    assert "repas" not in text(client.get(reverse("controls:list")))
    for name in ("control", "lines_file"):
        assert client.get(reverse(f"controls:{name}", args=[found().pk])).status_code == 404
    answer = client.post(
        reverse("controls:dismiss", args=[found().pk]), {"line": "x", "note": "non"}
    )
    assert answer.status_code == 404


def test_who_answers_for_no_sector_has_no_door(client, found_out) -> None:
    client.force_login(factories.account(Role.DGS))
    assert client.get(reverse("controls:list")).status_code == 404


def test_a_month_cut_short_is_a_line_that_can_be_explained(clerk, load) -> None:
    rows = (
        f"Les Tilleuls;M/E;{day:02}/10/{year};10;10\n"
        for year in range(2019, 2027)
        for day in range(1, 5 if year == 2026 else 29)
    )
    load("repas.csv", "Restaurant;Type;Date;Repas prévus;Repas servis\n" + "".join(rows))
    run_pending(NOW)
    verdict = found("volume_repas")
    assert (verdict.state, verdict.left_sum) == ("raised", 4)
    page = text(clerk.get(reverse("controls:control", args=[verdict.pk])))
    assert "oct. 2026" in page
    explained = {"line": _first_line(clerk, verdict.pk), "note": "Travaux"}
    clerk.post(reverse("controls:dismiss", args=[verdict.pk]), explained)
    assert found("volume_repas").state == "clear"
