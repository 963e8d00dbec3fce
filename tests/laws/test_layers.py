"""Law: dependencies point down, and the wall holds; the linter that says so does bite."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from laws.repo import ROOT

LINTER = Path(sys.executable).parent / "lint-imports"


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINTER), "--no-cache", "--no-logo", "--config", str(folder / ".importlinter")]
    source = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=source, capture_output=True, text=True)


def test_every_import_of_the_house_points_down() -> None:
    outcome = _lint(ROOT)
    assert outcome.returncode == 0, outcome.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The house, copied where it may be broken."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", folder)
    return folder


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("core/sectors.py", "import django", "Core is pure"),
        ("core/sectors.py", "import duckdb", "Core is pure"),
        ("engines/definitions.py", "import django.db", "Engines and the gate"),
        ("engines/definitions.py", "import parvis.gate", "The rooms"),
        ("apps/insights/__init__.py", "import parvis.apps.sources.models", "The wall"),
        ("core/metrics/definition.py", "import parvis.core.privacy.pseudonym", "The wall"),
        ("apps/sources/__init__.py", "import parvis.apps.insights", "The apps"),
    ],
)
def test_a_forbidden_import_is_caught(copy: Path, module: str, line: str, contract: str) -> None:
    planted = copy / "src" / "parvis" / module
    honest = planted.read_text("utf-8")
    planted.write_text(f"{honest}\n{line}\n", "utf-8")
    try:
        outcome = _lint(copy)
    finally:
        planted.write_text(honest, "utf-8")
    broken = [row for row in outcome.stdout.splitlines() if "BROKEN" in row]
    assert outcome.returncode == 1
    assert any(row.startswith(contract) for row in broken), outcome.stdout
