"""Law: the examples of `docs/cli.md` do what the page says."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from commands import Done, parvis
from laws.repo import DOCS
from parvis.core.ingest.contract import contract_from


def _block(language: str) -> str:
    page = (DOCS / "cli.md").read_text("utf-8")
    found = re.search(rf"```{language}\n(.*?)```", page, re.DOTALL)
    assert found is not None
    return found[1]


def _parvis(place: Path, *arguments: str) -> Done:
    return parvis(*arguments, cwd=place, home=place / "home")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the file of the page in it."""
    folder = tmp_path_factory.mktemp("example")
    (folder / "demandes.csv").write_text(_block("csv"), "utf-8")
    return folder


def test_the_report_of_a_load_is_the_one_that_the_page_shows(place: Path) -> None:
    done = _parvis(place, "load", "demandes.csv", "--json", "--quiet", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == json.loads(_block("json"))
    assert done.stderr == ""


def test_a_refusal_is_one_sentence_on_stderr_and_status_1(place: Path) -> None:
    (place / "inconnu.csv").write_text("a;b\n1;2\n", "utf-8")
    done = _parvis(place, "load", "inconnu.csv", "--quiet")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("inconnu.csv")


def test_wrong_usage_is_status_2(place: Path) -> None:
    assert _parvis(place, "load", "demandes.csv", "--colour", "blue").returncode == 2


def test_a_contract_of_the_page_on_contracts_is_valid() -> None:
    page = (DOCS / "data-contracts.md").read_text("utf-8")
    examples = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    contracts = [contract_from(tomllib.loads(text), "example.toml") for text in examples]
    assert [contract.id for contract in contracts] == ["piscine_entrees"]
