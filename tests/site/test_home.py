"""A home is laid out once, privately, and refuses what it does not know."""

import json
import stat
from datetime import UTC, datetime, timedelta

import pytest

from parvis.core.errors import Refused
from parvis.core.home import HOME_FORMAT, Home
from parvis.site.home import make_home, pseudonym_key, read_card

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path):
    home = Home(tmp_path / "maison")
    make_home(home, now=NOW)
    return home


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_only_its_owner_reads_the_identified_side_and_the_keys(home):
    assert mode(home.identified) == mode(home.keys) == 0o700
    assert mode(home.warehouse) == mode(home.releases) == 0o700
    assert mode(home.pseudonym_key) == mode(home.web_secret) == mode(home.noise_key) == 0o600


def test_two_homes_have_two_keys(home, tmp_path):
    other = Home(tmp_path / "autre")
    make_home(other, now=NOW)
    assert pseudonym_key(home) != pseudonym_key(other)


def test_a_folder_that_holds_something_else_is_refused(tmp_path):
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(Refused, match="n’est pas vide"):
        make_home(Home(tmp_path), now=NOW)


def test_a_home_that_another_command_made_meanwhile_is_that_home(home):
    first = read_card(home)
    assert make_home(home, now=NOW + timedelta(seconds=1)) == first
    assert not (home.root / ".making").exists()


def test_a_home_of_a_later_version_is_refused(home):
    card = json.loads(home.card.read_text()) | {"format": HOME_FORMAT + 1}
    home.card.write_text(json.dumps(card))
    with pytest.raises(Refused, match="plus récente"):
        read_card(home)


def test_a_damaged_card_is_said(home):
    home.card.write_text("{")
    with pytest.raises(Refused, match="illisible"):
        read_card(home)


def test_a_place_without_a_home_is_said(tmp_path):
    with pytest.raises(Refused, match="pas encore de maison"):
        read_card(Home(tmp_path))


def test_a_lost_key_is_never_made_anew(home):
    home.pseudonym_key.unlink()
    with pytest.raises(Refused, match="Restaurez-la"):
        pseudonym_key(home)
    assert not home.pseudonym_key.exists()


def test_a_file_is_not_a_home(tmp_path):
    (tmp_path / "photo.jpg").touch()
    with pytest.raises(Refused, match="n’est pas une maison"):
        make_home(Home(tmp_path / "photo.jpg"), now=NOW)


def test_a_card_whose_format_is_no_number_is_said(home):
    card = json.loads(home.card.read_text()) | {"format": "1"}
    home.card.write_text(json.dumps(card))
    with pytest.raises(Refused, match="illisible"):
        read_card(home)


def test_a_home_whose_making_was_killed_is_made_again(tmp_path):
    home = Home(tmp_path / "maison")
    home.keys.mkdir(parents=True)
    (home.root / ".making").touch()
    home.pseudonym_key.write_text("half")
    card = make_home(home, now=NOW)
    assert read_card(home) == card
    assert len(pseudonym_key(home)) == 64
    assert not (home.root / ".making").exists()
