"""Law: dependencies point down, and the wall holds; the linter that says so does bite."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from laws.repo import PACKAGE, ROOT, module_name

LINTER = Path(sys.executable).parent / "lint-imports"


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINTER), "--no-cache", "--no-logo", "--config", str(folder / ".importlinter")]
    source = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=folder, env=source, capture_output=True, text=True)


def test_every_import_of_the_house_points_down() -> None:
    outcome = _lint(ROOT)
    assert outcome.returncode == 0, outcome.stdout


FORBIDDEN = [
    ("core/sectors.py", "django", "Core is pure"),
    ("core/sectors.py", "duckdb", "Core is pure"),
    ("engines/definitions.py", "django.db", "Engines and the gate"),
    ("engines/definitions.py", "parvis.gate", "The rooms"),
    ("apps/insights/__init__.py", "parvis.apps.sources.models", "The wall"),
    ("core/metrics/definition.py", "parvis.core.privacy.pseudonym", "The wall"),
    ("apps/sources/__init__.py", "parvis.apps.insights", "The apps"),
]
"""A module, what it may not import, and the contract that forbids it."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of a copy of the house where all that is forbidden is planted.

    It names each import it refuses with those who import: one reading of the house serves them all.
    """
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", folder)
    for module, forbidden, _ in FORBIDDEN:
        with (folder / "src" / "parvis" / module).open("a", encoding="utf-8") as planted:
            planted.write(f"\nimport {forbidden}\n")
    outcome = _lint(folder)
    assert outcome.returncode == 1
    return outcome.stdout


@pytest.mark.parametrize(("module", "forbidden", "contract"), FORBIDDEN)
def test_a_forbidden_import_is_caught(
    report: str, module: str, forbidden: str, contract: str
) -> None:
    assert re.search(rf"^{contract}.* BROKEN$", report, re.M)
    _, reasons = report.split("Broken contracts")
    (section,) = re.findall(
        rf"^{contract}[^\n]*\n-+\n(.*?)(?=^[^\n]+\n---|\Z)", reasons, re.M | re.S
    )
    importer = module_name(PACKAGE / module)
    named = forbidden if forbidden.startswith("parvis.") else forbidden.split(".")[0]
    assert f" {importer} -> {named} (l." in section, report
