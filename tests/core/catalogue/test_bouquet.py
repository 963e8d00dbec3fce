"""A bouquet is composed, kept in a cookie, joined to another, and never trusted."""

from string import ascii_lowercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.catalogue.bouquet import (
    MOST_TILES,
    Bouquet,
    Florist,
    Profile,
    Tile,
    bouquet_from,
    bouquets_from,
    written,
)
from parvis.core.catalogue.words import Audience
from parvis.core.errors import Refused

codes = st.text(ascii_lowercase + digits + "_", min_size=1, max_size=12)
tiles = st.builds(Tile, codes, st.sampled_from([2, 3, 4]))
bouquets = st.lists(tiles, max_size=MOST_TILES, unique_by=lambda t: t.code).map(
    lambda chosen: Bouquet(tuple(chosen))
)


@given(st.dictionaries(st.sampled_from(list(Profile)), bouquets))
def test_what_a_cookie_holds_is_read_back(chosen: dict[Profile, Bouquet]) -> None:
    assert bouquets_from(written(chosen)) == chosen


@given(st.text(max_size=200))
def test_any_text_is_read_as_some_bouquet(text: str) -> None:
    assert len(bouquet_from(text).tiles) <= MOST_TILES
    assert bouquets_from(text).keys() <= set(Profile)


@given(bouquets, bouquets)
def test_joining_loses_nothing_and_doubles_nothing(mine: Bouquet, other: Bouquet) -> None:
    both = mine.joined(other)
    assert both.tiles[: len(mine.tiles)] == mine.tiles
    assert len(set(both.codes)) == len(both.codes)
    assert len(both.tiles) == MOST_TILES or set(both.codes) == {*mine.codes, *other.codes}


@given(bouquets, st.integers(-30, 30))
def test_moving_changes_the_order_only(chosen: Bouquet, by: int) -> None:
    for code in chosen.codes:
        assert sorted(chosen.move(code, by).codes) == sorted(chosen.codes)
    assert chosen.move("absente", by) == chosen


def test_tiles_are_pinned_moved_resized_and_taken_out() -> None:
    chosen = Bouquet().pin("cantine").pin("piscine").pin("cantine")
    assert chosen.move("piscine", -1).codes == ("piscine", "cantine")
    assert chosen.resize("piscine", 4).tiles[1] == Tile("piscine", 4)
    assert chosen.resize("piscine", 9) == chosen
    assert chosen.unpin("cantine").codes == ("piscine",)


def test_a_full_bouquet_says_so() -> None:
    full = Bouquet(tuple(Tile(f"d{n}") for n in range(MOST_TILES)))
    with pytest.raises(Refused, match="24"):
        full.pin("une_de_plus")


FLORIST = Florist(
    {"famille": ["cantine", "parti"]}, {"cantine": ["loisirs", "piscine"], "piscine": ["loisirs"]}
)


def test_a_starting_bouquet_holds_only_what_the_town_offers() -> None:
    assert FLORIST.starting(Audience.FAMILLE, {"cantine"}).tiles == (Tile("cantine", 4),)


def test_a_suggestion_says_why_and_does_not_come_back_once_declined() -> None:
    known = {"cantine", "loisirs", "piscine"}
    chosen = Bouquet((Tile("cantine"), Tile("piscine")))
    assert [(s.code, s.because) for s in FLORIST.suggestions(chosen, known)] == [
        ("loisirs", "cantine")
    ]
    assert list(FLORIST.suggestions(chosen, known, {"loisirs"})) == []
