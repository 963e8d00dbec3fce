"""The right demarche is found with the words, and the spelling, that people type."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.catalogue.definition import catalogue_from
from parvis.core.catalogue.search import Entry, Index, index, words
from parvis.core.french import alphabetical
from parvis.engines.definitions import read_definitions

CATALOGUE = Path(str(files("parvis") / "catalogue"))
FIRST, PROMISED = 3, 0.95


@pytest.fixture(scope="module")
def town() -> Index:
    catalogue = catalogue_from(read_definitions("catalogue"))
    groups = [g for _, data in read_definitions("synonyms") for g in data["groups"]]
    entries = [Entry(d.id, d.title, " ".join(d.keywords), d.summary) for d in catalogue.demarches]
    return index(entries, groups)


@pytest.mark.parametrize("name", ["queries", "unseen"])
def test_nineteen_queries_in_twenty_find_their_demarche_among_the_first_three(
    name: str, town: Index
) -> None:
    """Those the search was set on, with the misspellings of messages that towns receive; and
    those written afterwards, for which nothing was set."""
    with (CATALOGUE / f"{name}.csv").open(encoding="utf-8") as file:
        asked = [(row["query"], set(row["expected"].split("|"))) for row in csv.DictReader(file)]
    missed = [q for q, right in asked if not right & {f.id for f in town.search(q, FIRST)}]
    assert len(asked) >= 200
    assert len(missed) <= (1 - PROMISED) * len(asked), missed


@pytest.mark.parametrize("query", ["", "   ", "de la du", "🎂🎉", "مرحبا", "'; --", "x" * 500])
def test_what_says_nothing_finds_nothing_and_breaks_nothing(town: Index, query: str) -> None:
    assert town.search(query) == []


def test_an_empty_catalogue_answers_nothing() -> None:
    assert index([]).search("cantine") == []


def test_a_town_s_own_word_leads_where_its_synonyms_say() -> None:
    entries = [Entry("salle", "Réserver une salle", "", ""), Entry("eau", "Ouvrir l’eau", "", "")]
    assert index(entries).search("minotaure") == []
    assert [f.id for f in index(entries, ["minotaure salle"]).search("minotaure")] == ["salle"]


@given(st.sampled_from(["école élémentaire", "déchèterie", "Médiathèque", "œuvre à Noël"]))
def test_accents_and_case_count_for_nothing(text: str) -> None:
    assert words(text) == words(text.upper()) == words(alphabetical(text.replace("œ", "oe")))


def test_answers_come_best_first_and_each_once(town: Index) -> None:
    found = town.search("inscrire mon enfant à l’école", 50)
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert len({f.id for f in found}) == len(found)
