"""A web process answers its first page before anyone asks for it."""

import pytest
from django.test import Client

import factories
from parvis.apps.insights import selectors
from parvis.core.access import Role
from parvis.site.warm import warm_up
from published import published, published_home, published_ports

__all__ = ["published", "published_home", "published_ports"]

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_reader_waits_for_no_answer(
    published: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.force_login(factories.account(Role.DGS))
    selectors._answered.cache_clear()
    warm_up()
    answered: list[object] = []
    monkeypatch.setattr(selectors, "answer", lambda *asked: answered.append(asked))
    assert client.get("/insights/").status_code == 200
    assert answered == []


def test_a_home_where_nothing_is_published_has_nothing_to_warm_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered: list[object] = []
    monkeypatch.setattr(selectors, "answer", lambda *asked: answered.append(asked))
    warm_up()
    assert answered == []
