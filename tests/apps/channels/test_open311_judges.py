"""GeoReport v2 before its outside judges: the official description by schemathesis, a client."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings

import factories
from parvis.apps.casework.services import close, register_service_request
from parvis.apps.channels.keys import give_key
from parvis.core.access import OPERATOR, VISITOR
from parvis.core.casework.asked import Contact, Place

pytestmark = [pytest.mark.long, pytest.mark.real_data, pytest.mark.django_db(transaction=True)]


def _checks() -> list[object]:
    """What the judge holds us to; the judge takes half a second to import, here alone."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [not_a_server_error, checks.content_type_conformance, checks.response_schema_conformance]


@pytest.fixture
def key() -> Iterator[str]:
    """A home with reports, and a key."""
    now = timezone.now()
    made = [
        register_service_request(
            actor=VISITOR,
            now=now - timedelta(days=days),
            authority=factories.authority().code,
            category="voirie",
            channel="web",
            text="Un trou",
            contact=Contact("Alix"),
            place=Place("3 rue du Change", "Centre", 47.79, 1.06),
        )
        for days in range(1, 4)
    ]
    close(actor=OPERATOR, now=now, request=made[0].pk)
    yield give_key(actor=OPERATOR, now=now, authority="41269", title="Carte")[0]


def _described(real_data: Path, form: str, url: str) -> object:
    """The official description, at our address and in one of its two formats."""
    import schemathesis

    text = (real_data / "open311" / "georeport_v2-1.yaml").read_text("utf-8")
    raw = yaml.safe_load(text.replace("{response_format}", form))
    raw["parameters"].pop("response_format")
    raw["parameters"]["jurisdiction_id"]["enum"] = ["41269"]
    for path in raw["paths"].values():
        for asked in path.values():
            asked["parameters"] = [p for p in asked["parameters"]
                                   if p.get("$ref") != "#/parameters/response_format"]  # fmt: skip
    raw["host"], raw["basePath"], raw["schemes"] = url.split("//")[1], "/open311/v2", ["http"]
    return schemathesis.openapi.from_dict(raw)


@pytest.mark.parametrize("form", ["json", "xml"])
def test_schemathesis_finds_no_fault_by_the_official_description(
    form: str, key: str, real_data: Path, live_server: object
) -> None:
    described = _described(real_data, form, live_server.url)  # type: ignore[attr-defined]
    tried = 0
    for found in described.get_all_operations():
        operation = found.ok()

        @settings(max_examples=60, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        def attack(case) -> None:
            nonlocal tried
            tried += 1
            case.query["api_key"] = key
            case.call_and_validate(base_url=f"{live_server.url}/open311/v2", checks=_checks())

        from hypothesis import given

        given(case=operation.as_strategy())(attack)()
    assert tried > 200


@pytest.mark.parametrize("form", ["json", "xml"])
def test_the_client_of_pypi_reads_us(form: str, key: str, live_server: object) -> None:
    from georeport import GeoReport

    client = GeoReport(f"{live_server.url}/open311/v2/", "41269", output_format=form)
    services = client.get_service_list()
    assert {"voirie", "proprete"} <= {s["service_code"] for s in services}
    requests = client.get_service_requests()
    assert len(requests) == 3
    one = client.get_service_request(requests[0]["service_request_id"])
    assert one["service_request_id"] == requests[0]["service_request_id"]
    assert client.get_service_definition("voirie")["service_code"] == "voirie"
