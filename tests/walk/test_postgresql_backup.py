"""A home on PostgreSQL goes to one file and comes back, in another server."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from commands import parvis
from parvis.site.bench.cluster import temporary_cluster

pytestmark = pytest.mark.long


def run(url: str, home: Path, *words: str, typed: str = "") -> str:
    environment = {**os.environ, "PARVIS_DATABASE": url, "PARVIS_HOME": str(home)}
    start = "from parvis.site.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", start, *words], env=environment, input=typed,
                          capture_output=True, text=True)  # fmt: skip
    return done.stdout + done.stderr


def test_a_home_on_postgresql_comes_back_elsewhere(tmp_path: Path) -> None:
    home, file, elsewhere = tmp_path / "maison", tmp_path / "maison.tar.gz", tmp_path / "ailleurs"
    ada = ("account", "new", "ada@ville.example", "--name", "Ada Ville")
    with temporary_cluster() as url:
        run(url, home, *ada, typed="vieux-lavoir-41\n")
        listed = run(url, home, "account", "list", "--json")
        assert "ada@ville.example" in listed
        assert (
            run(url, home, "check")
            == "entrepôt : aucune publication : lancez « parvis publish ».\n"
        )
        assert "Sauvegarde écrite" in run(url, home, "backup", str(file), "--quiet")
        assert "la base à remplir est vide" in run(url, elsewhere, "restore", str(file), "--quiet")
        assert not elsewhere.exists()
    with temporary_cluster() as other:
        assert "Maison restaurée" in run(other, elsewhere, "restore", str(file), "--quiet")
        assert run(other, elsewhere, "account", "list", "--json") == listed
    refused = parvis("restore", str(file), "--quiet", home=tmp_path / "seule")
    assert "une base vide" in refused.stderr
