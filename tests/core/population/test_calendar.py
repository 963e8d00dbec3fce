"""Days of school meals, and kitchens that plan more than is eaten."""

from datetime import date

from parvis.core.population.calendar import canteen_days
from synthetic import trial


def test_no_meal_is_served_on_wednesdays_weekends_or_in_holidays():
    served = canteen_days(date(2025, 9, 1), date(2026, 7, 5))
    assert {d.weekday() for d in served} == {0, 1, 3, 4}
    assert date(2025, 12, 25) not in served
    assert date(2025, 9, 4) in served


def test_kitchens_plan_more_than_is_eaten():
    sheet = trial(persons=2_000, seed=7, years=2).sheets["cantine_presences"]
    assert 1.05 < sheet.column("Repas prévus").sum() / sheet.column("Repas servis").sum() < 1.10
