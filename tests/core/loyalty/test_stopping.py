"""What goes with stopping, from a landmark on; take-up by newcomers."""

from datetime import date, timedelta

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.loyalty.arrivals import take_ups
from parvis.core.loyalty.stopping import LANDMARK, PAUSE, stopping_of

END = 5_000


def _followed(seed: int, ratio: float, n: int = 800) -> tuple[np.ndarray, ...]:
    """People who stop at a rate, `ratio` times as high for those who have the trait."""
    rng = np.random.default_rng(seed)
    has = rng.random(n) < 0.4
    first = rng.integers(0, 2_000, n)
    lived = rng.exponential(1_200 / np.where(has, ratio, 1.0)).astype(np.int64)
    last = np.minimum(first + LANDMARK + 1 + lived, END)
    return first, last, has


def test_the_planted_ratio_is_found_again_and_holds() -> None:
    first, last, has = _followed(1, 2.0)
    found = stopping_of(first, last, END, {"peu venus": has})
    (one,) = found.ratios
    assert one.low <= 2.0 <= one.high
    assert one.holds
    assert found.people == has.size
    assert found.stopped == int((last <= END - PAUSE).sum())


def test_intervals_cover_and_nulls_alarm_as_often_as_promised() -> None:
    covered = alarms = 0
    for seed in range(60):
        first, last, has = _followed(seed, 2.0, 300)
        (one,) = stopping_of(first, last, END, {"x": has}).ratios
        covered += one.low <= 2.0 <= one.high
        first, last, has = _followed(seed, 1.0, 300)
        (none,) = stopping_of(first, last, END, {"x": has}).ratios
        alarms += not none.low <= 1.0 <= none.high
    assert covered >= 52
    assert alarms <= 8


def test_a_ratio_that_changes_along_the_way_is_not_said() -> None:
    rng = np.random.default_rng(3)
    has = rng.random(2_000) < 0.5
    lived = np.where(has, rng.weibull(0.6, 2_000) * 700, rng.weibull(2.5, 2_000) * 900)
    last = np.minimum(LANDMARK + 1 + lived.astype(np.int64), END)
    (one,) = stopping_of(np.zeros(2_000, np.int64), last, END, {"x": has}).ratios
    assert not one.holds


def test_who_left_before_the_landmark_is_not_followed_and_rare_traits_are_left_out() -> None:
    first, last, has = _followed(4, 1.0)
    early = np.zeros(50, np.int64)
    rare = np.arange(850) < 5
    found = stopping_of(
        np.concatenate([first, early]), np.concatenate([last, early + LANDMARK]), END,
        {"x": np.concatenate([has, early == 0]), "rare": rare},
    )  # fmt: skip
    assert found.people == 800
    assert [one.trait for one in found.ratios] == ["x"]
    with pytest.raises(Refused, match="ne les distingue pas"):
        stopping_of(first, last, END, {"tous": has | True})


def test_newcomers_are_compared_with_those_already_there_in_their_first_year() -> None:
    registers = {2024: {f"n{i}": i < 40 for i in range(100)}, 2026: {"n0": True}}
    autumn, next_year = date(2024, 10, 1), date(2025, 9, 2)
    uses = {f"n{i}": [autumn] if i < 10 or i >= 70 else [next_year] for i in range(100)}
    (one,) = take_ups(registers, uses, date(2026, 1, 1))
    assert (one.year, one.newcomers) == (2024, 40)
    assert one.share is not None
    assert one.share[0] == pytest.approx(0.25)
    assert one.gap is not None
    assert one.gap.value == pytest.approx(0.25 - 0.5)
    assert one.gap.high < 0


def test_a_few_newcomers_are_counted_and_nothing_is_said_of_them() -> None:
    registers = {2024: {f"n{i}": i < 5 for i in range(60)}}
    (one,) = take_ups(registers, {}, date(2024, 9, 1) + timedelta(days=800))
    assert (one.newcomers, one.share, one.gap) == (5, None, None)
