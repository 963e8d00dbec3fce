"""The public page: frozen and audited tables only, for anybody."""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from parvis.core.home import Home
from parvis.engines.public import tables_of
from parvis.site.cli import cli

pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]
PAGE = "/insights/publics/"


@pytest.fixture
def shown(published_home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of public tables, one of them published by the command."""
    from parvis.site.cli import publics

    monkeypatch.setattr(publics, "the_home", lambda: published_home)
    monkeypatch.setattr(publics, "chosen_authority", lambda code: "41269")
    monkeypatch.setattr("parvis.site.start.start", lambda home: None)
    asked = ["public", "add", "request_users", "--by", "channel", "--period", "2025"]
    done = CliRunner().invoke(cli, asked, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    yield published_home.public
    shutil.rmtree(published_home.public)


def test_nothing_published_is_a_normal_state(db: None) -> None:
    assert "Rien n’est encore publié" in Client().get(PAGE).content.decode()


def test_a_visitor_reads_the_table_its_method_and_its_file(shown: Path) -> None:
    page = Client().get(PAGE).content.decode()
    assert "par canal" in page
    assert "Rien sous 11" in page
    response = Client().get(f"{PAGE}request_users-channel.csv")
    rows = list(csv.reader(io.StringIO(response.content.decode())))
    assert rows[0] == ["channel", "value"]
    assert len(rows) > 3
    assert Client().get(f"{PAGE}rien.csv").status_code == 404


def test_a_file_changed_by_hand_is_shown_no_more(shown: Path) -> None:
    path = shown / "request_users-channel.csv"
    path.write_text(path.read_text("utf-8").replace(",", ",9", 1), "utf-8")
    assert list(tables_of(shown)) == []
    assert "Rien n’est encore publié" in Client().get(PAGE).content.decode()
    done = CliRunner().invoke(cli, ["public", "remove", "request_users-channel"])
    assert done.exit_code == 0
    assert not path.exists()
