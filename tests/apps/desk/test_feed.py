"""Requests feed the release by the sources' door, once each, a person within one sector."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import factories
from parvis.apps import wired
from parvis.apps.casework import services
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.desk.feed import feed, feed_all
from parvis.apps.sources.models import Delivery
from parvis.core.access import OPERATOR, VISITOR
from parvis.core.casework.asked import Contact
from parvis.site.home import home_at, make_home
from parvis.site.wiring import HomePorts

pytestmark = pytest.mark.django_db
NOW = factories.NOW


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    place = home_at(tmp_path / "home")
    make_home(place, now=NOW)
    monkeypatch.setattr(wired, "ports", HomePorts(place))
    yield


def asked(**changes: object) -> ServiceRequest:
    facts = {"actor": VISITOR, "now": NOW, "authority": factories.authority().code,
             "category": "voirie", "channel": "web", "text": "Un trou",
             "contact": Contact("Alix", "alix@example.org")}  # fmt: skip
    return services.register_service_request(**{**facts, **changes})


def rows() -> list[dict]:
    return [row for d in Delivery.objects.order_by("pk")
            for row in pq.read_table(d.rows_file).to_pylist()]  # fmt: skip


def test_requests_become_a_delivery_and_only_what_changed_follows() -> None:
    first, _ = asked(), asked(category="bruit")
    assert feed_all(now=NOW + timedelta(hours=1)) == 2
    assert feed(first.authority, NOW + timedelta(hours=2)) == 0
    services.close(actor=OPERATOR, now=NOW + timedelta(hours=3), request=first.pk)
    assert feed(first.authority, NOW + timedelta(hours=4)) == 1
    told = rows()
    assert [row["closed_at"] is None for row in told] == [True, True, False]
    assert told[2]["request_number"] == told[0]["request_number"]
    assert told[2]["due_at"] == told[0]["due_at"]
    assert told[2]["first_contact"] == "oui"


def test_a_person_of_two_sectors_is_two_persons() -> None:
    asked(), asked(), asked(category="bruit")
    feed_all(now=NOW + timedelta(hours=1))
    keys = [row["citizen_key"] for row in rows()]
    assert keys[0] == keys[1] != keys[2]


def test_what_another_source_brings_is_left_to_it() -> None:
    asked(external_ref="import:grc:D1")
    assert feed_all(now=NOW + timedelta(hours=1)) == 0
    assert not Delivery.objects.exists()
