"""The law of laws: what judges many things at once tells the fault of each."""

import pytest

from each import each


@pytest.fixture
def limit() -> int:
    return 3


def test_every_fault_is_told_and_none_hides_another() -> None:
    @each([1, 4, "five", 6], lambda one: f"the {one}")
    def judgement(one: int, limit: int) -> None:
        assert one < limit

    with pytest.raises(ExceptionGroup, match="the 4, the five, the 6") as told:
        judgement(limit=3)
    kinds = [type(fault) for fault in told.value.exceptions]
    assert kinds == [AssertionError, TypeError, AssertionError]


def test_what_is_failed_or_passed_over_is_a_fault_too() -> None:
    ways = {"failed": pytest.fail, "passed over": pytest.skip, "sound": len}

    @each(ways)
    def judgement(one: str) -> None:
        ways[one](one)

    with pytest.raises(ExceptionGroup, match=r"^failed, passed over"):
        judgement()


def test_nothing_to_judge_is_a_fault() -> None:
    with pytest.raises(AssertionError):
        each([])(lambda one: None)()


@each(range(3))
def test_fixtures_are_given_after_what_is_judged(one: int, limit: int) -> None:
    assert one < limit == 3
