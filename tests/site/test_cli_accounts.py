"""The first account of a home, and a password forgotten, from the command line."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import LazySettings, global_settings
from django.contrib.auth.hashers import check_password

from commands import Done, new_home, parvis

SECRETARY = ("secretaire@village.example", "--name", "Ada Village")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return new_home(tmp_path / "maison")


def run(home: Path, *words: str, typed: str = "") -> Done:
    return parvis(*words, home=home, typed=typed)


def password_of(home: Path, email: str) -> str:
    with closing(sqlite3.connect(home / "identified" / "parvis.sqlite3")) as base:
        found = base.execute("SELECT password FROM accounts_account WHERE email = ?", [email])
        return str(found.fetchone()[0])


def test_a_home_that_nobody_can_enter_gets_its_first_account(
    home: Path, settings: LazySettings
) -> None:
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    opened = run(home, "account", "new", *SECRETARY, typed="vieux-lavoir-41\n")
    assert opened.stdout == "Ada Village (secretaire@village.example) : Informatique.\n"
    more = run(home, "account", "new", *SECRETARY, "--role", "agent", "--sector", "etat_civil")
    assert more.returncode == 0, more.stderr
    (listed,) = json.loads(run(home, "account", "list", "--json").stdout)
    assert [held["role"] for held in listed["roles"]] == ["agent", "dsi"]
    assert check_password("vieux-lavoir-41", password_of(home, SECRETARY[0]))
    run(home, "account", "password", SECRETARY[0], typed="un-autre-lavoir-41\n")
    assert check_password("un-autre-lavoir-41", password_of(home, SECRETARY[0]))


def test_a_refused_account_leaves_nothing(home: Path) -> None:
    for words, typed, said in (
        (SECRETARY, "court", "ce mot de passe ne convient pas. Ce mot de passe est trop court"),
        (SECRETARY, "", "ce mot de passe ne convient pas"),
        (("ada", "--name", "Ada"), "vieux-lavoir-41", "n’est pas une adresse"),
        ((*SECRETARY, "--role", "agent"), "vieux-lavoir-41", "ne va pas avec ce secteur"),
        ((*SECRETARY, "--authority", "99999"), "vieux-lavoir-41", "--authority"),
    ):
        done = run(home, "account", "new", *words, typed=typed)
        assert done.returncode == 1
        assert said in done.stderr
        assert "Traceback" not in done.stderr
    assert json.loads(run(home, "account", "list", "--json").stdout) == []
    unknown = run(home, "account", "password", "x@y.example", typed="vieux-lavoir-41\n")
    assert "aucun compte n’a l’adresse x@y.example" in unknown.stderr
