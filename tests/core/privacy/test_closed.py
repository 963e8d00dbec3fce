"""Closed cubes: which questions are refused, and the one name of each cell."""

from datetime import date

import pytest

from parvis.core.errors import Refused
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.core.privacy.closed import Cube, check_closed

EXTENT = (date(2022, 5, 3), date(2025, 3, 31))


def _ask(by: str = "", period: str = "", **where: str) -> Question:
    names = tuple(by.split(",")) if by else ()
    return Question("m", "1", names, parse_period(period) if period else None, tuple(where.items()))


@pytest.mark.parametrize(
    ("by", "period", "where"),
    [
        ("month", "2024/2025", {}),
        ("day", "2024-03", {}),
        ("quarter", "2024-S1", {}),
        ("half_year", "2024", {"channel": "Web"}),
        ("year,month", "", {}),
        ("a,b", "2024", {"c": "1", "month": "2024-03"}),
        ("", "2024", {"month": "2025-03"}),
    ],
)
def test_steps_of_the_calendar_that_nest_may_be_asked(by: str, period: str, where: dict) -> None:
    check_closed(_ask(by, period, **where))


@pytest.mark.parametrize(
    ("by", "period", "where"),
    [
        ("quarter", "2024/2025", {}),
        ("school_year", "2024", {}),
        ("school_year,half_year", "", {}),
        ("", "2024", {"school_year": "2023/2024"}),
        ("school_year", "", {"year": "2024"}),
    ],
)
def test_steps_that_cut_each_other_are_refused(by: str, period: str, where: dict) -> None:
    with pytest.raises(Refused, match="ne s’emboîtent pas"):
        check_closed(_ask(by, period, **where))


def test_at_most_three_dimensions_are_crossed_filters_included() -> None:
    check_closed(_ask("a,b,month", "2024", c="1"))
    check_closed(_ask("a", "", a="1", b="2", c="3"))
    with pytest.raises(Refused, match="au plus 3"):
        check_closed(_ask("a,b,month", "2024", c="1", d="2"))


def _name(question: Question, *keys: str, hierarchies: tuple = ()) -> str:
    cube = Cube("town", question.by, question.period, question.where, EXTENT, hierarchies)
    return cube.names([keys])[0]


def test_whatever_the_question_a_cell_has_one_name() -> None:
    names = {
        _name(_ask("channel", "2024-03"), "Web"),
        _name(_ask("", "2024-03", channel="Web")),
        _name(_ask("month,channel", "2024"), "2024-03", "Web"),
        _name(_ask("month", "", channel="Web"), "2024-03"),
        _name(_ask("channel", "", month="2024-03", year="2024"), "Web"),
    }
    assert len(names) == 1
    assert _name(_ask("channel", "2024-04"), "Web") not in names
    assert _name(_ask("", "2024-03")) not in names


def test_a_period_says_nothing_beyond_the_days_of_the_data() -> None:
    assert _name(_ask("", "2022")) == _name(_ask("year"), "2022") == _name(_ask("", "2022"))
    assert _name(_ask("", "2025")) == _name(_ask("", "2025-S1"))
    assert _name(_ask("", "2024")) != _name(_ask("", "2024-S1"))
    assert _name(_ask()) != _name(_ask("", "2024"))


def test_a_dimension_that_a_finer_one_gives_is_no_second_name() -> None:
    levels = (("iris", "district", "town"),)
    one = _name(_ask("iris"), "A1", hierarchies=levels)
    assert one == _name(_ask("iris", "", district="A", town="T"), "A1", hierarchies=levels)
    assert one != _name(_ask("district"), "A", hierarchies=levels)
