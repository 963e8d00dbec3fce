"""The interface before an outside judge: schemathesis, by the description it gives of itself."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings

pytestmark = [
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("published"),
]
METRICS = ("requests", "request_delay", "no_such_metric")


def _checks() -> list[object]:
    """What the judge holds us to; the judge takes half a second to import, here alone."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi import checks

    return [
        checks.status_code_conformance,
        not_a_server_error,
        checks.content_type_conformance,
        checks.response_schema_conformance,
    ]


def _described() -> object:
    """Our own description; ids of metrics are drawn among real ones and one that is not."""
    import schemathesis

    raw = Client().get("/api/v1/openapi.json").json()
    for path in raw["paths"].values():
        for asked in path.values():
            for parameter in asked.get("parameters", []):
                if parameter["name"] == "metric_id":
                    parameter["schema"]["enum"] = list(METRICS)
    return schemathesis.openapi.from_dict(raw)


def test_schemathesis_finds_no_fault_by_our_own_description(
    secret: str, live_server: object
) -> None:
    described, tried = _described(), 0
    for found in described.get_all_operations():

        @settings(max_examples=40, deadline=None, database=None, phases=[Phase.generate],
                  suppress_health_check=list(HealthCheck))  # fmt: skip
        def attack(case) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(
                base_url=live_server.url,  # type: ignore[attr-defined]
                headers={"Authorization": f"Bearer {secret}"},
                checks=_checks(),
            )

        given(case=found.ok().as_strategy())(attack)()
    assert tried > 200
