"""A control is data: what is wrong with a definition is said, and its findings are French."""

from decimal import Decimal

import pytest

from parvis.core.controls.definition import Control, Kind, control_from
from parvis.core.controls.outcome import Outcome, State
from parvis.core.controls.sentence import sentence
from parvis.core.errors import Refused

SIDE = {"title": "Pointés", "contracts": ["a"], "keys": ["child", "month:day"]}
WRITTEN = {
    "id": "essai",
    "version": 1,
    "title": "Essai",
    "kind": "reconcile",
    "severity": "grave",
    "sector": "scolaire_sport_culture",
    "owner": "responsable",
    "finding": "{lines} [ligne diffère|lignes diffèrent] : {left} contre {right}, soit {gap}.",
    "remedy": "Corrigez.",
    "reason": "Parce que.",
    "unit": "€",
    "key_titles": ["Enfant", "Mois"],
    "left": SIDE,
    "right": {**SIDE, "title": "Facturés", "quantity": "amount"},
}


def made(**changes: object) -> Control:
    return control_from({**WRITTEN, **changes}, "essai.toml")


def test_a_definition_gives_two_sides_that_face_each_other() -> None:
    control = made()
    assert control.kind is Kind.RECONCILE
    assert control.contracts == {"a"}
    assert [side.quantity for side in control.sides] == ["count", "amount"]


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"right": {**SIDE, "keys": ["child"]}}, "definition.keys_differ"),
        ({"key_titles": ["Enfant"]}, "definition.keys_differ"),
        ({"left": {**SIDE, "contracts": []}}, "definition.missing"),
        ({"left": {**SIDE, "keys": ["month:day", "child"]}}, "definition.keys_differ"),
        ({"severity": "urgent"}, "definition.not_among"),
        ({"surprise": 1}, "definition.unknown_entry"),
        ({"left": {**SIDE, "where": [{"field": "x", "test": "is"}]}}, "definition.not_among"),
    ],
)
def test_what_could_not_be_judged_is_refused(changes: dict[str, object], rule: str) -> None:
    with pytest.raises(Refused) as refusal:
        made(**changes)
    assert refusal.value.rule == rule


@pytest.mark.parametrize(
    ("lines", "said"),
    [(1, "1 ligne diffère"), (1200, "1\u202f200 lignes diffèrent")],
)
def test_a_finding_is_written_in_french(lines: int, said: str) -> None:
    gap = Outcome(State.RAISED, 9, lines, Decimal("1234.50"), Decimal(0), Decimal("-1234.50"))
    text = sentence(made(), gap)
    assert text.startswith(said)
    assert "1\u202f234,50\u00a0€ contre 0,00\u00a0€" in text
    assert text.endswith("soit 1\u202f234,50\u00a0€.")


def test_what_holds_and_what_waits_say_so() -> None:
    assert sentence(made(), Outcome(State.CLEAR)) == "Tout concorde."
    assert "manque" in sentence(made(), Outcome(State.UNREADY))
