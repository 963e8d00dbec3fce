"""Starting the applications on a home: environment, Django, database up to date."""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from pkgutil import iter_modules

from parvis.core.errors import Refused, Where
from parvis.core.home import Home
from parvis.site.home import OWNER_ONLY, exists, make_home, read_card

UNNAMED_CODE = "00000"
"""Code of the authority that a home has until a town is named."""


def start(home: Home) -> None:
    """Make Django ready for `home`, which must exist; its database is brought up to date."""
    read_card(home)
    os.umask(OWNER_ONLY)
    os.environ["PARVIS_HOME"] = str(home.root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.site.settings")

    import django

    with _imports_staying():
        django.setup()
    with _trouble_told(home):
        _migrate()


def start_or_make(home: Home, *, now: datetime) -> None:
    """Like `start`, on a home laid out first where there is none yet."""
    if not exists(home):
        make_home(home, now=now)
    start(home)
    with _trouble_told(home):
        _ensure_authority(now)


@contextmanager
def _imports_staying() -> Iterator[None]:
    """Do not search for waste what is imported, which stays: that was a tenth of a start."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@contextmanager
def _trouble_told(home: Home) -> Iterator[None]:
    """Turn a database that cannot be written (full disk, read-only home) into its refusal.

    One process at a time: two first commands on a new home would both make its tables.
    """
    from django.db import DatabaseError

    lock = os.open(home.identified, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    except DatabaseError as error:
        where = Where(str(home.database))
        raise Refused("home.unwritable", where=where, detail=error) from error
    finally:
        os.close(lock)


def pending_migrations() -> list[str]:
    """Names of the migrations that the database has not seen; none of them is imported for that
    where it has seen all those on the disk.
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.recorder import MigrationRecorder

    seen = MigrationRecorder(connection).applied_migrations()
    if all((c.label, name) in seen for c in apps.get_app_configs() for name in _migrations(c.path)):
        return []
    executor = MigrationExecutor(connection)
    targets = executor.loader.graph.leaf_nodes()
    return [f"{m.app_label}.{m.name}" for m, _ in executor.migration_plan(targets)]


def _migrations(application: str) -> Iterator[str]:
    """Names of the migrations of the application whose folder this is, as Django lists them."""
    found = iter_modules([str(Path(application, "migrations"))])
    return (one.name for one in found if not one.ispkg and one.name[0] not in "_~")


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection

    from parvis.apps.authorities.scope import has_walls, wall_up
    from parvis.site.embedded.tables import lay_out

    lay_out(connection)
    if pending_migrations():
        call_command("migrate", verbosity=0, interactive=False)
    if has_walls():
        wall_up()
    connection.close()


def _ensure_authority(now: datetime) -> None:
    """A home without any authority gets a nameless one, so that a first file can be read."""
    from parvis.apps.authorities.models import Kind
    from parvis.apps.authorities.selectors import principal
    from parvis.apps.authorities.services import create_authority
    from parvis.core.access import OPERATOR

    if principal() is None:
        create_authority(
            actor=OPERATOR, now=now, code=UNNAMED_CODE, name="Ma collectivité", kind=Kind.COMMUNE
        )
