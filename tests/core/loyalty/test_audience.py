"""Whom a rule chooses, what it reveals, and who is left out."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.loyalty.audience import (
    Condition,
    Test,
    check_conditions,
    chosen,
    criteria_of,
)
from parvis.core.loyalty.outreach import Aim
from parvis.core.loyalty.preparing import Limits, prepare
from parvis.core.sectors import Sector

TODAY = date(2026, 9, 1)
FIELDS = (
    Field("family", ("N° famille",), FieldType.TEXT, "N° famille"),
    Field("quarter", ("Quartier",), FieldType.TEXT, "Quartier"),
    Field("born_on", ("Naissance",), FieldType.DATE, "Naissance"),
    Field("quotient", ("QF",), FieldType.INTEGER, "QF"),
    Field("menu", ("Menu",), FieldType.TEXT, "Régime alimentaire"),
    Field("last_name", ("Nom",), FieldType.TEXT, "Nom"),
)
CONTRACT = Contract(
    "familles", 1, "Familles", Sector.SCOLAIRE_SPORT_CULTURE, "mission", 365, "", ("family",),
    FIELDS, person="family",
)  # fmt: skip
COLUMNS = {
    "quarter": np.array(["Centre", "Nord", None, "centre "], object),
    "born_on": np.array([date(2020, 9, 1), date(2010, 1, 1), date(2019, 1, 1), None], object),
    "quotient": np.array([400, 1200, None, 900], object),
}
NOBODY = Limits((), (), {}, 4)
KEYS = [f"k{n}" for n in range(100)]


def _of(field: str, test: Test, *values: str) -> Condition:
    return Condition(field, test, values)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (_of("quarter", Test.IS, "centre"), [True, False, False, True]),
        (_of("quarter", Test.IS_NOT, "centre"), [False, True, False, False]),
        (_of("quotient", Test.AT_MOST, "900"), [True, False, False, True]),
        (_of("quotient", Test.AT_LEAST, "900,5"), [False, True, False, False]),
        (_of("born_on", Test.SINCE, "2019-01-01"), [True, False, True, False]),
        (_of("born_on", Test.BEFORE, "2019-01-01"), [False, True, False, False]),
        (_of("born_on", Test.OLDER, "7"), [False, True, True, False]),
        (_of("born_on", Test.YOUNGER, "7"), [True, False, True, False]),
    ],
)
def test_each_test_keeps_the_rows_that_fit_and_none_that_is_empty(
    condition: Condition, expected: list[bool]
) -> None:
    assert chosen([condition], COLUMNS, TODAY).tolist() == expected


def test_conditions_add_up_and_none_chooses_everybody() -> None:
    both = [_of("quarter", Test.IS, "Centre"), _of("quotient", Test.AT_LEAST, "500")]
    assert chosen(both, COLUMNS, TODAY).tolist() == [False, False, False, True]
    assert chosen([], COLUMNS, TODAY).all()


def test_what_a_rule_reveals_is_told_to_the_matrix() -> None:
    rule = [_of("menu", Test.IS, "sans porc"), _of("quotient", Test.AT_MOST, "500"),
            _of("born_on", Test.OLDER, "6"), _of("quarter", Test.IS, "Nord"),
            _of("last_name", Test.IS, "Durand")]  # fmt: skip
    assert criteria_of(rule, CONTRACT) == ("diet", "quotient", "age", "district", "origin")


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (_of("phone", Test.IS, "x"), "n’est pas un champ"),
        (_of("quarter", Test.AT_LEAST, "3"), "ne se compare pas"),
        (_of("quotient", Test.AT_LEAST, "beaucoup"), "beaucoup"),
        (_of("born_on", Test.SINCE, "1789-07-14"), "1789-07-14"),
        (_of("born_on", Test.SINCE, "14/07/2020"), "AAAA-MM-JJ"),
    ],
)
def test_a_wrong_condition_is_refused_with_what_to_do(condition: Condition, said: str) -> None:
    with pytest.raises(Refused, match=said):
        check_conditions([condition], CONTRACT)


def test_nobody_who_said_no_is_written_to_and_nobody_twice() -> None:
    keys = ["", "a", "a", "b", "c", "d", "e", *KEYS]
    limits = Limits({"b"}, {"c"}, {"d": 4, "e": 3}, 4)
    found = prepare(keys, limits, held_out=0, aim=Aim.INVITE, draw=b"x")
    assert [keys[p] for p in found.written][:2] == ["a", "e"]
    assert found.left_out == {
        "no_address": 1, "twice": 1, "opposed": 1, "bounced": 1, "frequency": 1,
    }  # fmt: skip


def test_where_consent_is_asked_only_those_who_gave_it_remain() -> None:
    limits = Limits((), (), {}, 4, consented=set(KEYS[:20]))
    found = prepare(KEYS, limits, held_out=0, aim=Aim.INVITE, draw=b"x")
    assert len(found.written) == 20
    assert found.left_out == {"no_consent": 80}


@given(st.binary(min_size=1), st.floats(0, 0.5))
def test_the_draw_parts_everybody_and_falls_alike_again(draw: bytes, share: float) -> None:
    first, again = (prepare(KEYS, NOBODY, held_out=share, aim=Aim.INVITE, draw=draw)
                    for _ in range(2))  # fmt: skip
    assert first == again
    assert sorted(first.written + first.held_out) == list(range(100))
    fewer = prepare(KEYS[:50], NOBODY, held_out=share, aim=Aim.INVITE, draw=draw)
    assert set(fewer.held_out) == {p for p in first.held_out if p < 50}


def test_the_share_held_out_is_the_one_asked_for() -> None:
    keys = [f"k{n}" for n in range(20_000)]
    found = prepare(keys, NOBODY, held_out=0.2, aim=Aim.INVITE, draw=b"seed")
    assert len(found.held_out) / 20_000 == pytest.approx(0.2, abs=0.01)


def test_no_control_group_withholds_a_right_and_four_people_are_no_audience() -> None:
    for aim in (Aim.RIGHTS, Aim.SAFETY):
        with pytest.raises(Refused, match="privé"):
            prepare(KEYS, NOBODY, held_out=0.2, aim=aim, draw=b"x")
    with pytest.raises(Refused, match="4 personnes"):
        prepare(KEYS[:4], NOBODY, held_out=0, aim=Aim.INVITE, draw=b"x")
    with pytest.raises(Refused, match="témoin"):
        prepare(KEYS, NOBODY, held_out=0.7, aim=Aim.INVITE, draw=b"x")
