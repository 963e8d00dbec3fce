"""Row-level security: on PostgreSQL the database itself hides the rows of other authorities.

Every query is filtered by `visible_to` already; this is the wall behind it. SQLite serves homes
of one machine and has none.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection

EVERYTHING = "*"
_POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS authority ON {table};
CREATE POLICY authority ON {table} USING (
    (SELECT current_setting('parvis.scope', true) = '*')
    OR authority_id = ANY ((SELECT string_to_array(
        CASE current_setting('parvis.scope', true) WHEN '*' THEN '' ELSE
        current_setting('parvis.scope', true) END, ',')::bigint[])::bigint[]));
"""


def has_walls() -> bool:
    """Whether the database keeps authorities apart by itself."""
    return bool(connection.vendor == "postgresql")


def wall_up() -> None:
    """Put the policy on every table of records that belong to an authority."""
    from parvis.apps.authorities.models import AuthorityScoped

    tables = {m._meta.db_table for m in apps.get_models() if issubclass(m, AuthorityScoped)}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(_POLICY.format(table=connection.ops.quote_name(table)))


def limit_to(authorities: Iterable[int]) -> None:
    """From here on, this connection sees the rows of these authorities only."""
    _set(",".join(str(key) for key in sorted(authorities)))


def lift() -> None:
    """From here on, this connection sees every row."""
    _set(EVERYTHING)


@contextmanager
def everywhere() -> Iterator[None]:
    """See every row for a moment, for what is one for the whole home."""
    if not has_walls():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('parvis.scope', true)")
        (before,) = cursor.fetchone()
    lift()
    try:
        yield
    finally:
        _set(before or "")


def _set(scope: str) -> None:
    if has_walls():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('parvis.scope', %s, false)", [scope])
