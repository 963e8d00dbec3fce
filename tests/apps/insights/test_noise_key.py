"""The key of the noise is gone: one sentence everywhere, and no figure anywhere."""

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from parvis.apps import wired
from parvis.core.home import Home
from parvis.gate.shelf import current_id
from parvis.site.cli import cli
from parvis.site.home import home_at
from parvis.site.wiring import HomePorts

GONE, UNREADABLE = "la clé du bruit a disparu", "la clé du bruit ne se lit pas"
PAGES = (
    "/insights/",
    "/insights/questions/qui/",
    "/insights/metrics/requests.csv?by=channel&period=2026-S1",
    "/insights/explorer/?metric=requests&by=channel",
    "/offre/",
)


@pytest.fixture
def keyless(published_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A copy of the published home, without its key."""
    home = home_at(tmp_path / "home")
    shutil.copytree(published_home.root, home.root, copy_function=os.link)
    home.noise_key.unlink()
    monkeypatch.setattr(wired, "ports", HomePorts(home))
    return home


def test_screens_say_it_and_show_nothing(reader: Client, keyless: Home) -> None:
    for content, said in ((None, GONE), ("not a key", UNREADABLE)):
        if content:
            keyless.noise_key.write_text(content, "ascii")
        for page in PAGES:
            response = reader.get(page)
            assert (page, response.status_code) == (page, 422)
            assert said in response.content.decode()
            assert str(keyless.noise_key) in response.content.decode()


def test_a_release_damaged_on_the_disk_is_said_as_such(reader: Client, keyless: Home) -> None:
    """Not that nothing was ever published."""
    (keyless.releases / str(current_id(keyless)) / "use/all.parquet").unlink()
    response = reader.get("/insights/")
    assert response.status_code == 422
    assert "n’est pas entière" in response.content.decode()


def test_the_command_says_it_and_gives_no_figure(
    keyless: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parvis.site.cli import metrics

    monkeypatch.setattr(metrics, "the_home", lambda: keyless)
    monkeypatch.setattr(metrics, "chosen_authority", lambda code: "41269")
    monkeypatch.setattr("parvis.site.start.start", lambda home: None)
    done = CliRunner().invoke(cli, ["metric", "compute", "requests"])
    assert done.exit_code != 0
    assert GONE in done.output + done.stderr + str(done.exception)
    assert not keyless.noise_key.exists()
