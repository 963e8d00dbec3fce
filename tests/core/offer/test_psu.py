"""The PSU under both its rules. Caps here are made up: they change each year, and are data."""

from datetime import date
from decimal import Decimal

import pytest

from parvis.core.errors import Refused
from parvis.core.offer.psu import Nursery, paid, scale_on, scales_from

SCALES = scales_from({"scale": [
    {"since": date(2014, 1, 1), "until": date(2024, 12, 31), "source": "marches", "percent": 66,
     "points": [{"at": 107, "cap": 10.0}, {"at": 117, "cap": 9.0}, {"at": 1000, "cap": 8.0}]},
    {"since": date(2025, 1, 1), "source": "droite", "percent": 66, "is_linear": True,
     "points": [{"at": 107, "cap": 10.0}, {"at": 120, "cap": 8.7}]},
]}, "psu.toml")  # fmt: skip


@pytest.mark.parametrize(("ratio", "before", "since"), [
    ("100", "10", "10"), ("107", "10", "10"), ("107.01", "9", "9.999"), ("117", "9", "9"),
    ("117.5", "8", "8.95"), ("120", "8", "8.7"), ("140", "8", "8.7"),
])  # fmt: skip
def test_steps_until_2024_then_a_line(ratio: str, before: str, since: str) -> None:
    assert scale_on(SCALES, date(2024, 6, 1)).cap(Decimal(ratio)) == Decimal(before)
    assert scale_on(SCALES, date(2025, 6, 1)).cap(Decimal(ratio)) == Decimal(since)


def nursery(**more: int) -> Nursery:
    said = {"offered": 40_000, "billed": 33_000, "done": 30_000, "cost": 360_000, "fees": 50_000}
    return Nursery(**{name: Decimal(value) for name, value in {**said, **more}.items()})


def test_what_is_paid_worked_by_hand() -> None:
    """110 % billed: 66 % of 9.00 then of 9.70 an hour billed, less what families paid."""
    steps = paid(nursery(), scale_on(SCALES, date(2024, 6, 1)))
    line = paid(nursery(), scale_on(SCALES, date(2025, 6, 1)))
    assert (steps.ratio, steps.occupancy, steps.hourly_cost) == (110, 75, 12)
    assert steps.amount == Decimal("146020.00")
    assert line.amount == Decimal("161266.00")


def test_a_nursery_that_costs_less_than_the_cap_is_paid_on_its_cost() -> None:
    assert paid(nursery(cost=240_000), scale_on(SCALES, date(2025, 6, 1))).amount == Decimal(
        "124240"
    )


def test_what_cannot_be_is_refused() -> None:
    scale = scale_on(SCALES, date(2025, 6, 1))
    for wrong in (nursery(done=0), nursery(billed=29_000)):
        with pytest.raises(Refused):
            paid(wrong, scale)
    with pytest.raises(Refused):
        scale_on(SCALES, date(2013, 1, 1))
