"""Law: every refusal has its sentence in both languages, and every sentence is used."""

import ast
import re
import string

from each import each
from laws.repo import PACKAGE, code, nodes, shown
from parvis.core.messages import CATALOGUE, typeset


def _placeholders(sentence: str) -> set[str]:
    named = (name for _, name, _, _ in string.Formatter().parse(sentence) if name)
    return {re.sub("_(fr|en)$", "", name) for name in named}


def _raised() -> dict[str, str]:
    """The rules that the code refuses with, and where."""
    return {
        node.args[0].value: shown(path)
        for path in code()
        for node in nodes(path)
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("Refused")
        if node.args and isinstance(node.args[0], ast.Constant)
    }


def _texts() -> set[str]:
    """Every string constant outside the catalogue: a rule may be chosen from a table."""
    outside = [p for p in code() if not p.is_relative_to(PACKAGE / "core" / "messages")]
    outer = (node for path in outside for node in nodes(path))
    return {n.value for n in outer if isinstance(n, ast.Constant) and isinstance(n.value, str)}


def test_every_refusal_of_the_code_has_its_sentence() -> None:
    assert {rule: at for rule, at in _raised().items() if rule not in CATALOGUE} == {}


def test_no_sentence_is_left_unused() -> None:
    assert set(CATALOGUE) - _texts() == set()


@each(sorted(CATALOGUE))
def test_both_languages_say_the_same_facts(rule: str) -> None:
    french, english = CATALOGUE[rule]
    assert french
    assert english
    assert _placeholders(french) == _placeholders(english)


@each(sorted(CATALOGUE))
def test_french_sentences_follow_french_typography(rule: str) -> None:
    french = typeset(CATALOGUE[rule][0])
    assert "'" not in french
    assert not re.search(r"[ ][;:!?%€»]|«[ ]", french)
    assert not re.search(r"[^\s\d(/][;!?»]|«\S", french)
