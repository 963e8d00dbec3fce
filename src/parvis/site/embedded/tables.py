"""The tables of a new home, laid out at once.

Django applies a hundred migrations one by one and draws the models again after each step: four
seconds of a first command, of which the database works a few hundredths. `tables.sql` is what
they leave in an empty database, written by `scripts/tables.py`; a law keeps the two equal. A home
that holds something is brought up to date by the migrations alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

SCRIPT = files("parvis") / "site" / "embedded" / "tables.sql"
_DEFAULT = "default"
_DATED = "UPDATE django_migrations SET applied = CURRENT_TIMESTAMP"
_UNDATED = "UPDATE django_migrations SET applied = '1970-01-01 00:00:00'"


def lay_out(link: BaseDatabaseWrapper) -> None:
    """Lay out an empty SQLite database, in one transaction; any other is left as it is."""
    if link.vendor != "sqlite" or link.introspection.table_names():
        return
    with link.constraint_checks_disabled(), link.wrap_database_errors:
        link.connection.executescript(SCRIPT.read_text("utf-8") + _DATED)


def script_of_migrations() -> str:
    """The script that `tables.sql` should be: what the migrations make of an empty database."""
    with in_memory() as link:
        call_command("migrate", verbosity=0)
        return script_of(link)


def script_of(link: BaseDatabaseWrapper) -> str:
    """The statements that make this database again; its migrations lose their date."""
    link.connection.executescript(_UNDATED)
    return "\n".join(link.connection.iterdump()) + "\n"


@contextmanager
def in_memory() -> Iterator[BaseDatabaseWrapper]:
    """An empty database in memory, which stands for that of the home meanwhile."""
    usual, link = connections[_DEFAULT], connections.create_connection(_DEFAULT)
    link.settings_dict = {**link.settings_dict, "NAME": ":memory:"}
    connections[_DEFAULT] = link
    try:
        link.ensure_connection()
        yield link
    finally:
        connections[_DEFAULT] = usual
        link.connection.close()
