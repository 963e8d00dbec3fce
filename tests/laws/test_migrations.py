"""Migrations: none missing, one line per application, each able to go back."""

from io import StringIO

from django.apps import apps
from django.core.management import call_command
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from parvis.site.embedded.tables import in_memory, lay_out, script_of, script_of_migrations
from parvis.site.start import pending_migrations

OURS = [config.label for config in apps.get_app_configs() if config.name.startswith("parvis.")]
IRREVERSIBLE: frozenset[tuple[str, str]] = frozenset()
"""(application, migration) that cannot go back, each with its reason in an ADR."""


def test_models_and_migrations_say_the_same(db: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0, stdout=StringIO())


def test_a_home_laid_out_at_once_is_the_one_that_the_migrations_make(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    with django_db_blocker.unblock():
        migrated = script_of_migrations()
        with in_memory() as link:
            lay_out(link)
            laid_out = script_of(link)
            assert pending_migrations() == []
            link.connection.execute("DELETE FROM django_migrations WHERE app = 'mfa'")
            assert {name.split(".")[0] for name in pending_migrations()} == {"mfa"}
    assert laid_out == migrated, "run scripts/tables.py"


def test_an_application_has_one_line_of_migrations() -> None:
    graph = MigrationLoader(None).graph
    assert [label for label in OURS if len(graph.leaf_nodes(label)) > 1] == []


def test_every_migration_goes_back_or_is_declared() -> None:
    stuck = {
        key
        for key, migration in MigrationLoader(None).disk_migrations.items()
        if key[0] in OURS and not all(operation.reversible for operation in migration.operations)
    }
    assert stuck == IRREVERSIBLE


def test_the_locks_on_history_go_away_and_come_back(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock(), in_memory() as link:
        lay_out(link)
        locked = _triggers(link)
        removed: set[str] = set()
        for table in ("audit_journalentry", "casework_requestevent"):
            call_command("migrate", table.split("_")[0], "0001", verbosity=0)
            gone = {name for name in locked if name.startswith(table)}
            assert len(gone) == 3
            removed |= gone
            assert _triggers(link) == locked - removed
        # What stands on them went with them: everything comes back.
        call_command("migrate", verbosity=0)
        assert _triggers(link) == locked


def _triggers(link: BaseDatabaseWrapper) -> set[str]:
    with link.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()}
