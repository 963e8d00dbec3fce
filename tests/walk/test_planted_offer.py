"""What is planted in the demonstration town is found by the pages of the offer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.core.access import Role
from parvis.core.offer.consumption import Use
from parvis.core.offer.coverage import Reached, judge_places
from parvis.core.offer.grid import tariff_from
from parvis.core.offer.published import Source
from parvis.core.offer.report import Asked, simulated
from parvis.core.offer.simulation import Behaviour, Priced
from parvis.core.population import planted
from parvis.core.population.people import day_of
from parvis.core.population.school import TARIFF
from parvis.core.privacy.generalise import CENSUS_AGES
from parvis.core.privacy.pseudonym import EpochKey
from parvis.core.release import Manifest
from parvis.gate.release import build
from parvis.site.bench.planted_effects import Trial
from parvis.site.demo import YEARS
from parvis.site.demo_indicators import population_sheet
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts
from published import TOWN, delivered
from staged import NOW
from stillness import fix_noise
from synthetic import rows_of, trial

DAY = date(2026, 9, 1)


@pytest.fixture(scope="module")
def town() -> Trial:
    """The town of the demonstration, two years long."""
    return trial(persons=17_000, seed=41269, years=2)


def test_the_tariff_threshold_that_families_avoid_is_found(town: Trial) -> None:
    brackets = [{"below": border, "price_cents": round(price * 100)} for border, price in TARIFF]
    del brackets[-1]["below"]
    grid = {"since": DAY, "source": "essai", "rate": [{"name": "Tous", "brackets": brackets}]}
    tariff = tariff_from({"id": "t", "title": "Cantine", "unit": "repas", "grid": [grid]}, "t")
    asked = Asked(Priced("Avant", tariff, DAY), [Priced("Même", tariff, DAY)], {}, Behaviour())
    source = Source("41269", Manifest("", NOW, "t", (), (), {}), (), b"k" * 32, DAY, DAY)
    (found,) = simulated(_uses(town), asked, source)
    avoided = [crowd["at"] for crowd in found.told["crowds"] if crowd["is_avoided"]]
    assert avoided == [planted.THRESHOLD]


def _uses(town: Trial) -> list[Use]:
    meals: dict[tuple[str, str, str], int] = {}
    last: dict[str, str] = {}
    for row in rows_of(town.sheets["regie_factures"]):
        key = (row["N° famille"], row["N° enfant"], row["Quotient familial"])
        meals[key] = meals.get(key, 0) + int(row["Repas"])
        last[key[0]] = key[2]
    return [
        Use(family, child, Decimal(quotient), Decimal(units), None, last[family] == quotient)
        for (family, child, quotient), units in sorted(meals.items())
    ]


def test_the_neighbourhood_that_the_library_does_not_reach_is_found(town: Trial) -> None:
    places = town.town.setting.districts
    low = [place.name for place in judge_places(_reached(town)) if place.is_low]
    assert low == [places[planted.UNDERSERVED_IRIS]]


def test_it_is_found_too_when_income_and_household_size_are_told(town: Trial) -> None:
    places = town.town.setting.districts
    rows = rows_of(population_sheet(town.town))
    sums = {
        name: np.array([sum(float(row[name].replace(",", ".") or 0) for row in rows
                            if row["Quartier"] == place) for place in places])
        for name in ("Habitants", "Ménages", "Revenu déclaré")
    }  # fmt: skip
    told = {"ménage": sums["Habitants"] / sums["Ménages"],
            "revenu": sums["Revenu déclaré"] / sums["Ménages"]}  # fmt: skip
    found = judge_places(replace(_reached(town), circumstances=told))
    assert [place.name for place in found if place.is_low] == [places[planted.UNDERSERVED_IRIS]]


def _reached(town: Trial) -> Reached:
    """Borrowers of the last year by neighbourhood and age, over the residents then."""
    setting = town.town.setting
    places, ages = setting.districts, len(CENSUS_AGES) + 1
    people, day = setting.book.town.persons, day_of(date(2025, 1, 1))
    here = setting.present(day)
    band = np.searchsorted(np.array(CENSUS_AGES), people.age(day)[here], side="right")
    residents = np.zeros((len(places), ages))
    np.add.at(residents, (setting.iris_at(here, np.full(len(here), day)), band), 1)
    users = np.zeros_like(residents)
    seen = set()
    for row in rows_of(town.sheets["mediatheque_prets"]):
        if row["Carte"] in seen or not row["Né(e) le"] or not row["Date de prêt"].endswith("2025"):
            continue
        seen.add(row["Carte"])
        age = 2025 - int(row["Né(e) le"][-4:])
        rank = np.searchsorted(np.array(CENSUS_AGES), age, side="right")
        users[places.index(row["Quartier"]), rank] += 1
    rows, columns = np.indices(residents.shape).reshape(2, -1)
    kept = residents.ravel() > 0
    return Reached(tuple(places), tuple(map(str, range(ages))), rows[kept], columns[kept],
                   users.ravel()[kept], residents.ravel()[kept], {})  # fmt: skip


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.parametrize("years", [2, YEARS])
def test_an_elected_person_reads_which_neighbourhood_and_how_sure(
    years: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page itself, on what a release holds: protected counts, not those of the town.

    After the years of the demonstration, residents who moved in have weakened what was planted.
    """
    town = trial(persons=17_000, seed=41269, years=years)
    home = home_at(tmp_path / "home")
    make_home(home, now=NOW)
    fix_noise(home)
    ports = HomePorts(home)
    sheets = {"demo_mediatheque": town.sheets["mediatheque_prets"],
              "insee_population": population_sheet(town.town)}  # fmt: skip
    inputs = [delivered(sheet, ports.contracts()[name], home.staging / f"{name}.parquet", TOWN)
              for name, sheet in sheets.items()]  # fmt: skip
    build(inputs, home=home, facts=ports.facts(), key=EpochKey(b"k" * 32), now=NOW,
          code_version="test", progress=lambda done, label: None)  # fmt: skip
    monkeypatch.setattr(wired, "ports", ports)
    client = Client()
    client.force_login(factories.account(Role.ELU))
    page = client.get("/offre/?period=2025").content.decode()
    planted_at = town.town.setting.districts[planted.UNDERSERVED_IRIS]
    assert f"À {planted_at}, on emprunte à la médiathèque" in page
    assert "nettement moins qu’attendu" in page
    assert "sûr à" in page
