"""Names taken out of texts, themes and feelings, and marks near a town's name."""

import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from parvis.core.calendar.holidays import calendar_from, calendar_named
from parvis.core.loyalty.filings import Filing
from parvis.core.loyalty.masking import known_first_names, masked
from parvis.core.loyalty.trademarks import Match, hits_in, nearness, opposition_term
from parvis.core.loyalty.verbatims import (
    Feeling,
    Listening,
    macro_f1,
    macro_f1_interval,
    sorting_from,
    themes_told,
)
from parvis.engines.definitions import read_definitions, read_one

PLACE = Path(str(files("parvis")))
NAMES = tomllib.loads((PLACE / "outreach/cases/names.toml").read_text("utf-8"))
FOUND = [(mark, one["name"]) for one in NAMES["name"] for mark in one["found"]]
FIRST = known_first_names({"Jean", "Sophie", "Mohamed", "Rose", "Claire"})
SORTING = sorting_from(read_one(PLACE / "verbatims/themes.toml"), "themes.toml")
FRANCE = calendar_named("FR", {c.id: c for c in (
    calendar_from(d, f) for f, d in read_definitions("calendars"))})  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Merci à Sophie Durand pour tout", "Merci à [nom] pour tout"),
        ("Mme Lefèvre m’a reçu", "Mme [nom] m’a reçu"),
        ("monsieur durand est absent", "monsieur [nom] est absent"),
        ("au nom de LE GALL Jean", "au nom de [nom]"),
        ("rappelez le 06.12.34.56.78", "rappelez le [téléphone]"),
        ("ou +33 6 12 34 56 78", "ou [téléphone]"),
        ("à jean.durand@free.fr", "à [courriel]"),
        ("12 bis rue de la République est sale", "[adresse] est sale"),
        ("né sous 1 85 05 78 006 084 36", "né sous [numéro]"),
        ("plaque AB-123-CD", "plaque [numéro]"),
    ],
)
def test_what_names_somebody_is_masked(text: str, shown: str) -> None:
    assert masked(text, FIRST) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Une réponse claire et rapide, la mairie de Vendôme est bien",
        "3 semaines d’attente pour 12 euros",
        "La roseraie de la place est belle, les rosiers aussi",
        "Le service Passeport ne répond pas depuis 2023",
    ],
)
def test_what_names_nobody_is_left_as_it_is(text: str) -> None:
    assert masked(text, FIRST) == text


def test_themes_are_found_by_the_beginning_of_words_whatever_the_accents() -> None:
    found = SORTING.themes_of("Trois mois d’ATTENTE, et le téléphone ne répond pas")
    assert found == ("delai", "telephone")
    assert SORTING.themes_of("xyz") == ()


def test_the_rule_of_words_tells_the_three_feelings() -> None:
    texts = ["Merci, très rapide et agents aimables", "Impossible d’être remboursé, une honte",
             "Je suis venu mardi"]  # fmt: skip
    assert SORTING.rule.feelings(texts).tolist() == [
        Feeling.POSITIVE, Feeling.NEGATIVE, Feeling.NEUTRAL,
    ]  # fmt: skip


def test_macro_f1_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(0)
    truth, found = rng.integers(0, 3, 300), rng.integers(0, 3, 300)
    assert macro_f1(truth, found) == pytest.approx(f1_score(truth, found, average="macro"))
    low, high = macro_f1_interval(truth, found, 1, draws=200)
    assert low < macro_f1(truth, found) < high


def test_the_name_is_found_whatever_its_spelling() -> None:
    assert [pair for pair in FOUND if nearness(*pair) is None] == []


def test_fifty_marks_are_found_and_two_hundred_others_are_not() -> None:
    near = NAMES["near_misses"]
    assert len(FOUND) >= 50
    assert len(near) >= 200
    names = [one["name"] for one in NAMES["name"]]
    assert [mark for mark in near if any(nearness(mark, name) for name in names)] == []


def test_how_a_mark_comes_near_is_said() -> None:
    assert nearness("Place Vendôme", "Vendôme") is Match.EXACT
    assert nearness("VENDOMEBEAUTE", "Vendôme") is Match.WITHIN
    assert nearness("Vandôme", "Vendôme") is Match.SOUND
    assert nearness("Vindome", "Vendôme") is Match.NEAR


@pytest.mark.parametrize(
    ("published", "term"),
    [
        (date(2026, 1, 16), date(2026, 3, 16)),
        (date(2025, 12, 31), date(2026, 3, 2)),
        (date(2026, 3, 14), date(2026, 5, 15)),
        (date(2026, 3, 1), date(2026, 5, 4)),
    ],
)
def test_the_term_is_two_months_later_or_the_next_working_day(published: date, term: date) -> None:
    """28 February 2026 is a Saturday; 14 May, Ascension; 1 May, a holiday and a Friday."""
    assert opposition_term(published, FRANCE) == term


def test_the_most_urgent_comes_first_and_what_is_past_last() -> None:
    filings = [Filing(str(n), "Vendôme", "", (14,), date(2026, 1, 1), on)
               for n, on in enumerate([date(2025, 1, 3), date(2026, 3, 20), date(2026, 3, 6),
                                       None])]  # fmt: skip
    found = hits_in(filings, ["Vendôme"], date(2026, 4, 1), FRANCE)
    assert [hit.filing.number for hit in found] == ["2", "1", "0", "3"]
    assert [hit.is_open for hit in found] == [True, True, False, False]


def test_a_theme_that_rises_is_told_and_one_that_does_not_is_not() -> None:
    listening = Listening(SORTING, SORTING.rule, FIRST)
    before = listening.heard(["La cantine est chère"] * 30 + ["Rien à dire"] * 170)
    now = listening.heard(["La cantine est chère"] * 32 + ["Trop d’attente"] * 60 + ["Bien"] * 108)
    told = {one.title: one for one in themes_told(now, before)}
    rising = told["Délais et attente"]
    assert rising.ratio is None or rising.ratio > 1
    assert (rising.now, rising.before) == (60, 0)
    assert told["Enfance et école"].ratio is None
    assert themes_told(now, [])[0].ratio is None
