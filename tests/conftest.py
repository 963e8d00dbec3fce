"""Fixtures of the whole suite."""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from pytest_django import DjangoDbBlocker

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=400, deadline=None)
settings.load_profile("same")
"""One tree has one verdict: `make test` draws the same examples each time, and `make test-all`
explores others. No deadline: what is slow is measured by benchmarks, not by a busy machine."""


FIRST = ("browser", "site", "walk", "gate")
"""The folders whose files take longest: begun first, they leave short ones to end together."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first. Processes take whole files, so that what a file builds is built once."""
    tests = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(tests).parts[0] not in FIRST)


KEPT = {"django_content_type", "auth_permission"}
"""Tables that tests find as migrations left them."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """What is imported meanwhile stays: it is not searched for waste again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_collection_finish() -> None:
    """Nor later, where it was a tenth of the suite's work."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real open data; its absence fails under CI and skips elsewhere."""
    default = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("PARVIS_REAL_DATA") or default)
    if not folder.is_dir():
        refuse = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        refuse(f"no real data in {folder}")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The suite's database is laid out as that of a new home, which a law compares with what the
    migrations make; it stays in memory as long as one connection is open.
    """
    from django.db import connections

    from parvis.site.embedded.tables import lay_out

    link = connections.create_connection("default")
    name = link.creation._get_test_db_name()
    link.settings_dict = {**link.settings_dict, "NAME": name}
    with django_db_blocker.unblock():
        lay_out(link)
    yield
    link.connection.close()


@pytest.fixture(scope="session", autouse=True)
def _emptying_between_tests_is_quick_and_may_unlock_the_journal() -> None:
    """Tests with real transactions end by emptying every table; the journal forbids it.

    Django's names of models and of permissions stay, as migrations made them: no test writes
    them, and writing them again was three quarters of the emptying.
    """
    from importlib import import_module

    from django.core.management.color import no_style
    from django.db import connections
    from django.test import TransactionTestCase

    locks = [
        import_module(f"parvis.apps.{app}.migrations.0002_append_only")
        for app in ("audit", "casework")
    ]

    def empty(self: TransactionTestCase) -> None:
        for name in self._databases_names(include_mirrors=False):
            connection = connections[name]
            written = set(connection.introspection.django_table_names(only_existing=True)) - KEPT
            deletions = connection.ops.sql_flush(no_style(), sorted(written))
            removed = [sql for lock in locks for sql in lock.remove_sql(connection.vendor)]
            installed = [sql for lock in locks for sql in lock.install_sql(connection.vendor)]
            connection.ops.execute_sql_flush([*removed, *deletions, *installed])

    TransactionTestCase._fixture_teardown = empty
