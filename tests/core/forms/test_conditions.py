"""Conditions are data: read, written back, checked by type, evaluated without surprise."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.forms.conditions import (
    All,
    AnyOf,
    Clock,
    Compare,
    Const,
    Filled,
    Function,
    Not,
    Of,
    Op,
    Ref,
    Scope,
    as_json,
    condition_from,
)
from parvis.core.forms.evaluate import Facts, holds

NOW = datetime(2026, 9, 1, 22, 30, tzinfo=UTC)
constants = st.none() | st.booleans() | st.integers(-9, 99) | st.text(max_size=8)
leaves = (
    st.builds(Const, constants)
    | st.builds(Ref, st.sampled_from(Scope), st.sampled_from(["age", "ecole"]))
    | st.builds(Clock, st.sampled_from(["today", "now"]))
)
operands = (
    leaves
    | st.builds(Of, st.just(Function.PLUS), st.tuples(leaves, leaves))
    | st.builds(
        Of, st.sampled_from([Function.LENGTH, Function.LOWER, Function.AGE]), st.tuples(leaves)
    )
)
conditions = st.recursive(
    st.builds(Compare, st.sampled_from(Op), operands, operands) | st.builds(Filled, operands),
    lambda inner: st.builds(Not, inner)
    | st.builds(All, st.lists(inner, max_size=3).map(tuple))
    | st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
    max_leaves=6,
)  # fmt: skip


@given(conditions)
def test_a_condition_is_read_back_as_it_was_written(node) -> None:
    assert condition_from(as_json(node)) == node


@given(conditions, st.dictionaries(st.sampled_from(["age", "ecole"]), constants))
def test_any_condition_answers_yes_or_no_whatever_was_typed(node, answers) -> None:
    facts = Facts(answers, NOW, {})
    assert holds(Not(node), facts) is not holds(node, facts)


def said(data, options=None, **answers) -> bool:
    return holds(condition_from(data), Facts(answers, NOW, options or {}))


@pytest.mark.parametrize(
    ("data", "answers", "expected"),
    [
        ({"eq": [{"answer": "ecole"}, {"is": "zay"}]}, {"ecole": "zay"}, True),
        ({"eq": [{"answer": "ecole"}, {"is": "zay"}]}, {}, False),
        ({"ne": [{"answer": "ecole"}, {"is": "zay"}]}, {}, True),
        ({"gt": [{"answer": "n"}, {"is": 3}]}, {"n": "3,5"}, True),
        ({"gt": [{"answer": "n"}, {"is": 3}]}, {"n": "beaucoup"}, False),
        ({"in": [{"is": "porc"}, {"answer": "menus"}]}, {"menus": ["porc", "viande"]}, True),
        ({"filled": {"answer": "menus"}}, {"menus": []}, False),
        ({"ge": [{"age": {"answer": "ne"}}, {"is": 18}]}, {"ne": "2008-09-02"}, True),
        ({"ge": [{"age": {"answer": "ne"}}, {"is": 18}]}, {"ne": "2008-09-03"}, False),
        ({"gt": [{"days_after": [{"answer": "le"}, {"is": 15}]}, {"today": True}]},
         {"le": "2026-08-19"}, True),
        ({"lt": [{"now": True}, {"clock": {"is": "01:00"}}]}, {}, True),
    ],
)  # fmt: skip
def test_worked_examples(data, answers, expected) -> None:
    """At 22:30 UTC on 1 September it is 00:30 on the 2nd in Paris."""
    assert said(data, **answers) is expected


def test_an_option_of_the_town_is_seen() -> None:
    assert said({"filled": {"option": "paiement"}}, {"paiement": True})


@pytest.mark.parametrize(
    "data",
    [None, [], "age > 3", {}, {"eq": [1, 2]}, {"eq": [{"is": 1}]}, {"xor": []}, {"all": {"is": 1}},
     {"filled": {"answer": 3}}, {"filled": {"system": "rm"}}, {"not": {"not": 1}}],
)  # fmt: skip
def test_what_is_no_condition_is_refused(data) -> None:
    with pytest.raises(Refused):
        condition_from(data)


def test_a_condition_too_deep_is_refused() -> None:
    deep = {"filled": {"answer": "x"}}
    for _ in range(30):
        deep = {"not": deep}
    with pytest.raises(Refused):
        condition_from(deep)
