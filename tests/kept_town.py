"""A town built once, whose files and rows are given anew to each test that asks for it.

Loading a file or linking persons is where many tests begin and what few are about. What is kept
is only read: each test has its own copy of the home, and the rows in its own transaction, as if
it had built the town itself.
"""

import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

from parvis.apps import wired
from parvis.core.home import Home
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

Rows = dict[str, list[tuple[Any, ...]]]
"""The rows of each table that has some."""

BORN_WITH = {"django_content_type", "auth_permission"}
"""Tables that migrations fill, and no test."""


@dataclass(frozen=True, slots=True)
class KeptTown:
    """The folder of a home, and the rows that its building left."""

    root: Path
    rows: Rows

    def given(self, folder: Path, patch: pytest.MonkeyPatch) -> Home:
        """A copy in `folder`, wired to the applications, its rows in the open transaction."""
        place = home_at(folder / "home")
        shutil.copytree(self.root, place.root)
        put_rows(self.rows)
        patch.setattr(wired, "ports", HomePorts(place))
        return place


def empty_home(folder: Path, patch: pytest.MonkeyPatch, now: datetime) -> Home:
    """A home in `folder`, wired to the applications."""
    place = home_at(folder / "home")
    make_home(place, now=now)
    patch.setattr(wired, "ports", HomePorts(place))
    return place


def keep_town(
    folder: Path, blocker: DjangoDbBlocker, now: datetime, build: Callable[[], object]
) -> KeptTown:
    """What `build` makes of an empty home in `folder`; the database forgets it."""
    with blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        assert not connection.savepoint_ids, "a town is kept before the transaction of a test"
        place = empty_home(folder, patch, now)
        build()
        tables = connection.introspection.django_table_names(only_existing=True)
        rows = rows_of({*tables} - BORN_WITH)
        transaction.set_rollback(True)
    return KeptTown(place.root, rows)


Keeping = Callable[[Callable[[Path], object], datetime], KeptTown]
"""keeping(build, now): what `build`, given a folder for its files, makes of an empty home."""


@pytest.fixture(scope="session")
def keeping(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Keeping:  # fmt: skip
    """Builds towns to keep."""

    def kept(build: Callable[[Path], object], now: datetime) -> KeptTown:
        folder = tmp_path_factory.mktemp("kept")
        return keep_town(folder, django_db_blocker, now, lambda: build(folder))

    return kept


def rows_of(tables: Iterable[str]) -> Rows:
    """What `tables` hold."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = cursor.fetchall()
    return {table: rows for table, rows in found.items() if rows}


def put_rows(found: Rows) -> None:
    """Put rows back, under their own keys."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in found.items():
            values = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f'INSERT INTO "{table}" VALUES ({values})', rows)
