"""Days off, against the dates that the State and its agencies published."""

import itertools
from datetime import date

import pytest
from dateutil.easter import easter as easter_of_dateutil

from calendars import SHIPPED, named, off
from parvis.core.calendar.holidays import calendar_from, calendar_named, days_off, easter
from parvis.core.calendar.zones import zone_named
from parvis.core.errors import Refused

# service-public.fr, by year.
FRANCE = {
    2023: "01-01 04-10 05-01 05-08 05-18 05-29 07-14 08-15 11-01 11-11 12-25",
    2024: "01-01 04-01 05-01 05-08 05-09 05-20 07-14 08-15 11-01 11-11 12-25",
    2025: "01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25",
    2026: "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25",
}
# Office of Personnel Management, days on which federal offices were closed.
UNITED_STATES = {
    2011: "01-17 02-21 05-30 07-04 09-05 10-10 11-11 11-24 12-26",
    2021: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
}


@pytest.mark.parametrize("year", FRANCE)
def test_french_holidays_are_those_of_the_labour_code(year: int) -> None:
    assert off("FR", year) == set(FRANCE[year].split())


@pytest.mark.parametrize("year", UNITED_STATES)
def test_a_federal_holiday_of_the_weekend_closes_the_nearest_working_day(year: int) -> None:
    working = {d for d in off("US", year) if date.fromisoformat(f"{year}-{d}").weekday() < 5}
    assert working == set(UNITED_STATES[year].split())


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("FR-57", {"03-29", "12-26"}),
        ("FR-67", {"03-29", "12-26"}),
        ("FR-68", {"03-29", "12-26"}),
        ("FR-971", {"05-27"}),
        ("FR-972", {"05-22"}),
        ("FR-973", {"06-10"}),
        ("FR-974", {"12-20"}),
        ("FR-975", set()),
        ("FR-976", {"04-27"}),
        ("FR-977", {"10-09"}),
        ("FR-978", {"05-28"}),
        ("FR-986", {"04-28", "06-29", "07-29"}),
        ("FR-987", {"03-05", "03-29", "06-29"}),
        ("FR-988", {"09-24"}),
    ],
)
def test_a_territory_adds_its_days_to_the_national_ones(name: str, more: set[str]) -> None:
    assert off(name, 2024) - off("FR", 2024) == more
    assert off(name, 2024) >= off("FR", 2024)


def test_a_rule_holds_only_in_its_years() -> None:
    assert "05-08" not in off("FR", 1981)
    assert "05-08" in off("FR", 1982)
    assert "06-19" not in off("US", 2020)
    assert {"06-29", "11-20"} & off("FR-987", 2026) == {"11-20"}


def test_no_calendar_has_no_day_off() -> None:
    assert off("none", 2024) == set()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_calendar_bears_the_name_of_its_zone_and_a_true_time_zone(name: str) -> None:
    assert zone_named(named(name).timezone)
    assert name in ("FR", "US") or name.startswith("FR-9") or name in ("FR-57", "FR-67", "FR-68")


def test_easter_is_that_of_the_tables() -> None:
    years = range(1700, 2400)
    assert [easter(year) for year in years] == [easter_of_dateutil(year) for year in years]


def test_the_closures_of_a_town_add_to_a_shipped_calendar() -> None:
    own = {
        "id": "mairie", "title": "Mairie", "timezone": "Europe/Paris", "extends": "FR",
        "source": "Arrêté du maire",
        "holiday": [{"name": "Pont", "on": "2026-05-15"}, {"name": "Bissextile", "on": "02-29"}],
    }  # fmt: skip
    calendar = calendar_named("mairie", {**SHIPPED, "mairie": calendar_from(own, "mairie.toml")})
    days = days_off(calendar, date(2026, 1, 1), date(2028, 12, 31))
    assert {date(2026, 5, 15), date(2028, 2, 29), date(2027, 7, 14)} <= days
    assert date(2027, 5, 15) not in days


@pytest.mark.parametrize("on", ["13-01", "02-30", "2026-13-45", "5 mon 01", "easter", "demain"])
def test_a_day_that_is_none_is_refused_where_it_stands(on: str) -> None:
    data = {"id": "x", "title": "X", "timezone": "Europe/Paris", "source": "x",
            "holiday": [{"name": "X", "on": on}]}  # fmt: skip
    with pytest.raises(Refused) as refused:
        calendar_from(data, "x.toml")
    assert str(refused.value).startswith("x.toml, champ holiday[1].on")


def test_an_unknown_zone_is_refused_with_those_that_exist() -> None:
    with pytest.raises(Refused, match=r"FR-75.*FR-974.*none"):
        calendar_named("FR-75", SHIPPED)
    with pytest.raises(Refused, match=r"Paris/Europe"):
        zone_named("Paris/Europe")


def test_calendars_that_extend_one_another_are_refused() -> None:
    texts = {"title": "X", "timezone": "Europe/Paris", "source": "x"}
    pair = {
        a: calendar_from({"id": a, "extends": b, **texts}, f"{a}.toml")
        for a, b in itertools.permutations("ab")
    }
    with pytest.raises(Refused, match="«\u00a0a\u00a0»"):
        calendar_named("a", pair)
