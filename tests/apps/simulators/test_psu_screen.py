"""The year of a nursery typed on the screen gives what its page of worked cases says."""

import csv
import re
from pathlib import Path

import pytest
from django.test import Client

import factories
from parvis.core.access import Role
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db
PAGE = "/simulateurs/creche/"
WORKED = Path(__file__).parents[3] / "docs" / "offer-psu.md"
CAPS = {"2024": {"plafond1": "10", "plafond2": "9,00", "plafond3": "8"},
        "2025": {"plafond1": "10", "plafond2": "8,70"}}  # fmt: skip
NAMES = {"offered": "offertes", "billed": "facturees", "done": "realisees", "cost": "cout",
         "fees": "familles", "regime": "regime"}  # fmt: skip


def manager() -> Client:
    client = Client()
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(Sector.SANTE,)))
    return client


def text(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_each_worked_case_is_on_the_screen_as_on_its_page(db: None) -> None:
    given, expected = (list(csv.DictReader(block.splitlines())) for block in re.findall(
        r"```csv\n(.*?)```", WORKED.read_text("utf-8"), re.DOTALL))  # fmt: skip
    client = manager()
    for case, told in zip(given, expected, strict=True):
        typed = {there: case[here] for here, there in NAMES.items()}
        answer = client.get(PAGE, {"jour": case["date"], **typed, **CAPS[case["date"][:4]]})
        if told["refusal"]:
            assert answer.status_code == 422
            continue
        whole, _, cents = told["amount"].partition(".")
        assert f"{int(whole):,}".replace(",", " ") + f",{cents} €" in text(answer)


@pytest.mark.parametrize(("change", "said"), [
    ({"jour": "demain"}, "n’est pas un jour"),
    ({"facturees": "beaucoup"}, "n’est pas un nombre"),
    ({"cout": "-3"}, "est négatif"),
    ({"plafond2": ""}, "2 prix plafonds"),
    ({"plafond2": "11"}, "du plus haut au plus bas"),
    ({"realisees": "0"}, "aucune heure"),
])  # fmt: skip
def test_what_makes_no_sense_is_refused_and_the_form_stays(
    change: dict[str, str], said: str
) -> None:
    typed = {"jour": "30/06/2025", "offertes": "40 000", "facturees": "36000", "realisees": "30000",
             "cout": "360 000", "familles": "50000", "regime": "100", **CAPS["2025"]}  # fmt: skip
    client = manager()
    assert "156 712,00 €" in text(client.get(PAGE, typed))
    answer = client.get(PAGE, {**typed, **change})
    assert answer.status_code == 422
    assert said in text(answer).lower()
    assert "Calculer</button>" in text(answer)


def test_it_is_for_those_who_run_a_service() -> None:
    client = Client()
    client.force_login(factories.account(Role.ELU))
    assert client.get(PAGE).status_code == 404
