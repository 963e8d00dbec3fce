"""The command line as a shell runs it: a process of its own, its status and what it writes.

Each command is forked from a process that has imported what every command imports, and nothing
that reads a setting: the rooms below the applications, and what DuckDB looks for in the
environment of tests. It starts in a quarter of the time.
"""

from atexit import register
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

import pytest

import forked

LONGEST = 120
"""Seconds after which a command is held to be stuck."""
COMMON = (
    "charset_normalizer", "click", "django.contrib.auth.checks", "django.core.management",
    "django.core.wsgi", "django.db.backends.sqlite3.base", "django.db.migrations.executor",
    "django.db.models", "django.forms", "django.template.loader", "django.urls", "django_tasks",
    "duckdb", "pandas", "phonenumbers.phonenumbermatcher", "PIL.Image", "PIL.ExifTags",
    "pyarrow.parquet", "pydantic", "scipy.special", "tarfile", "tomllib", "urllib.request",
    "parvis.core.casework.law", "parvis.core.casework.lifecycle", "parvis.core.casework.setup",
    "parvis.core.catalogue.bouquet", "parvis.core.catalogue.definition", "parvis.core.charts",
    "parvis.core.contact", "parvis.core.controls.definition", "parvis.core.controls.outcome",
    "parvis.core.forms.definition", "parvis.core.loyalty.outreach",
    "parvis.core.metrics.catalogue", "parvis.core.metrics.parsing", "parvis.core.metrics.survival",
    "parvis.core.people.links", "parvis.core.people.report", "parvis.core.privacy.disclosure",
    "parvis.core.privacy.purposes", "parvis.engines.definitions", "parvis.engines.duckdb.reader",
    "parvis.engines.intake.load", "parvis.gate.erase", "parvis.gate.release", "parvis.gate.trace",
    "parvis.site.cli",
)  # fmt: skip


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int | None
    stdout: str
    stderr: str


@cache
def _forks() -> ForkServerContext:
    forks = get_context("forkserver")
    forks.set_forkserver_preload([*COMMON, "forked"])
    with pytest.MonkeyPatch.context() as patch:
        # Where the process to fork finds the last of them.
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        ensure_running()
    return forks


def parvis(*words: str, cwd: Path | None = None, home: Path | None = None, typed: str = "") -> Done:
    """Run `parvis` with `words`, as from a town's shell: none of this session's settings.

    `typed` comes in by its standard input.
    """
    asked = [*words, *(["--home", str(home)] if home else [])]
    with TemporaryDirectory() as folder:
        written = [Path(folder) / name for name in ("stdout", "stderr")]
        given = Path(folder) / "stdin"
        given.write_text(typed, "utf-8")
        child = _forks().Process(
            target=forked.command, args=(asked, given, written, cwd or Path.cwd())
        )
        child.start()
        child.join(LONGEST)
        child.kill()
        child.join()
        return Done(child.exitcode, *(file.read_text("utf-8") for file in written))


def new_home(place: Path) -> Path:
    """A home just laid out at `place`: a copy of one that the command line made."""
    copytree(_laid_out(), place)
    return place


@cache
def _laid_out() -> Path:
    folder = TemporaryDirectory()
    register(folder.cleanup)
    home = Path(folder.name) / "home"
    done = parvis("metric", "list", home=home)
    assert done.returncode == 0, done.stderr
    return home
