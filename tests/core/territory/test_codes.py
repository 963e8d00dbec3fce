"""Codes: what a text designates, and why it designates nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.errors import Refused
from parvis.core.territory.codes import (
    STRATA,
    Registry,
    commune_of,
    commune_of_iris,
    department_of,
    heir_of,
    stratum_of,
    stratum_title,
)

REGISTRY = Registry(
    names={
        "41269": "Vendôme", "2A004": "Ajaccio", "01004": "Ambérieu-en-Bugey",
        "97411": "Saint-Denis", "75056": "Paris", "49092": "Chemillé-en-Anjou",
    },
    became={"49281": "49199", "49199": "49092"},
)  # fmt: skip


@pytest.mark.parametrize("text", ["41269", " 41269 ", "2a004", "01004", "97411", "75056"])
def test_a_code_in_use_is_found_as_people_type_it(text: str) -> None:
    assert commune_of(text, REGISTRY) == text.strip().upper()


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("41", "territory.department"),
        ("2B", "territory.department"),
        ("974", "territory.department"),
        ("1004", "territory.zero_lost"),
        ("4126", "territory.shape"),
        ("Vendôme", "territory.shape"),
        ("", "territory.shape"),
        ("41999", "territory.unknown"),
        ("75111", "territory.district"),
        ("49281", "territory.merged"),
    ],
)
def test_anything_else_is_refused_for_its_own_reason(text: str, rule: str) -> None:
    with pytest.raises(Refused) as refused:
        commune_of(text, REGISTRY)
    assert refused.value.rule == rule


def test_a_code_that_is_gone_says_what_it_became_in_the_end() -> None:
    with pytest.raises(Refused) as refused:
        commune_of("49281", REGISTRY)
    assert "Chemillé-en-Anjou (49092)" in refused.value.sentence()
    assert "Chemillé-en-Anjou (49092)" in refused.value.sentence("en")


@given(st.dictionaries(st.integers(0, 9).map(str), st.integers(0, 9).map(str)))
def test_following_mergers_always_ends(became: dict[str, str]) -> None:
    assert heir_of("0", became) in {"0", *became.values()}


@pytest.mark.parametrize(
    ("code", "department"), [("41269", "41"), ("2A004", "2A"), ("97411", "974")]
)
def test_the_departement_is_in_the_code(code: str, department: str) -> None:
    assert department_of(code) == department


def test_an_iris_without_a_commune_is_refused() -> None:
    assert commune_of_iris("412690102", REGISTRY.names) == "41269"
    for wrong in ("419990101", "41269", "41269010A"):
        with pytest.raises(Refused, match="IRIS"):
            commune_of_iris(wrong, REGISTRY.names)


def test_every_population_has_one_class_and_every_class_a_name() -> None:
    assert [stratum_of(limit) for limit in STRATA] == list(range(1, 9))
    assert stratum_of(0) == 0
    assert len({stratum_title(n) for n in range(9)}) == 9
    assert stratum_title(stratum_of(15_747)) == "de 10\u202f000 à 20\u202f000 habitants"
