"""Fixtures of the whole suite."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real open data; its absence fails under CI and skips elsewhere."""
    default = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("PARVIS_REAL_DATA") or default)
    if not folder.is_dir():
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse(f"no real data in {folder}")
    return folder


@pytest.fixture(scope="session", autouse=True)
def _emptying_between_tests_may_unlock_the_journal() -> None:
    """Tests with real transactions end by emptying every table; the journal forbids it."""
    from importlib import import_module

    from django.db.backends.sqlite3.operations import DatabaseOperations

    lock = import_module("parvis.apps.audit.migrations.0002_append_only")
    flush = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, *args: object, **options: object) -> list[str]:
        deletions = flush(self, *args, **options)
        return [*lock.remove_sql("sqlite"), *deletions, *lock.install_sql("sqlite")]

    DatabaseOperations.sql_flush = sql_flush
