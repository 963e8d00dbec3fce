"""Migrations: none missing, one line per application, each able to go back."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("parvis.")]
IRREVERSIBLE: frozenset[tuple[str, str]] = frozenset()
"""(application, migration) that cannot go back, each with its reason in an ADR."""


def test_models_and_migrations_say_the_same(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, stdout=StringIO())


@pytest.mark.parametrize("label", OURS)
def test_an_application_has_one_line_of_migrations(label: str) -> None:
    graph = MigrationLoader(None).graph
    assert len(graph.leaf_nodes(label)) <= 1


def test_every_migration_goes_back_or_is_declared() -> None:
    stuck = {
        key
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key[0] in OURS and not all(operation.reversible for operation in migration.operations)
    }
    assert stuck == IRREVERSIBLE


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("label", ["audit", "casework"])
def test_a_lock_on_history_goes_away_and_comes_back(label: str) -> None:
    before = len(_triggers())
    call_command("migrate", label, "0001", verbosity=0)
    assert len(_triggers()) == before - 3
    # What stands on it went with it: everything comes back.
    call_command("migrate", verbosity=0)
    assert len(_triggers()) == before


def _triggers() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return [name for (name,) in cursor.fetchall()]
