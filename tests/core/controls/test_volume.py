"""A month against the same month of other years: silent by chance, heard when it matters."""

from datetime import date

import numpy as np
import pytest

from parvis.core.controls.volume import judge_volume

TODAY = date(2026, 11, 26)


def months(*counts: int) -> list[tuple[date, int]]:
    """October of consecutive years, the last being 2026."""
    return [(date(2027 - len(counts) + i, 10, 1), n) for i, n in enumerate(counts)]


def test_a_month_like_the_others_is_not_odd() -> None:
    found = judge_volume(months(1000, 1010, 985, 1020, 1002), today=TODAY, risk=0.01)
    assert found is not None
    assert found.month == date(2026, 10, 1)
    assert not found.is_odd


@pytest.mark.parametrize("last", [0, 400, 2500])
def test_a_truncated_or_doubled_month_is_odd(last: int) -> None:
    found = judge_volume(months(1000, 1010, 985, 1020, 1002, last), today=TODAY, risk=0.01)
    assert found is not None
    assert found.is_odd


def test_the_month_under_way_is_left_alone() -> None:
    counts = [*months(1000, 1010, 985, 1020, 1002, 990), (date(2026, 11, 1), 3)]
    found = judge_volume(counts, today=TODAY, risk=0.01)
    assert found is not None
    assert found.month == date(2026, 10, 1)


@pytest.mark.parametrize("counts", [(), (3,), (100, 100, 100, 1)])
def test_nothing_is_said_of_a_short_history(counts: tuple[int, ...]) -> None:
    assert judge_volume(months(*counts), today=TODAY, risk=0.01) is None


def test_false_alarms_are_no_more_frequent_than_asked() -> None:
    rng = np.random.default_rng(20261126)
    odd = 0
    for counts in rng.poisson(200, (2_000, 9)).tolist():
        found = judge_volume(months(*counts), today=TODAY, risk=0.05)
        odd += found is not None and found.is_odd
    assert 0 < odd <= 140, "at most 5 % of 2 000, give or take four standard errors"
