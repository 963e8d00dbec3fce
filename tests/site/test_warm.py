"""A web process answers its first page before anyone asks for it."""

from pathlib import Path

import pytest
from django.test import Client

import factories
from made_up_france import MadeUpPorts
from parvis.apps import wired
from parvis.apps.palmares import selectors as standings
from parvis.apps.ui.question import reading
from parvis.core.access import Role
from parvis.core.once import once
from parvis.site.home import home_at, make_home
from parvis.site.warm import warm_up
from published import published, published_home, published_ports

__all__ = ["published", "published_home", "published_ports"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_reader_waits_for_no_answer(
    published: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(factories.account(Role.DGS))
    compute = reading._answered.__wrapped__
    monkeypatch.setattr(reading, "_answered", once(reading.KEPT_ANSWERS)(compute))
    warm_up()
    answered: list[object] = []
    monkeypatch.setattr(reading, "kept_answer", lambda *asked: answered.append(asked))
    assert client.get("/insights/").status_code == 200
    assert answered == []


def test_a_home_where_nothing_is_published_has_nothing_to_warm_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered: list[object] = []
    monkeypatch.setattr(reading, "kept_answer", lambda *asked: answered.append(asked))
    warm_up()
    assert answered == []


def test_the_first_reader_of_the_palmares_waits_for_no_draw(
    published: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_at(tmp_path / "france")
    make_home(home, now=factories.NOW)
    monkeypatch.setattr(wired, "ports", MadeUpPorts(home))
    client = Client()
    client.force_login(factories.account(Role.DGS))
    standings._town.cache_clear()
    warm_up()
    drawn: list[object] = []
    monkeypatch.setattr(standings, "group_of", lambda *asked: drawn.append(asked))
    assert client.get("/palmares/").status_code == 200
    assert drawn == []
