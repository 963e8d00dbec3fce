"""The interface gives what the engine protects, to tokens that stand, and says why it refuses."""

import io
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
from django.test import Client

import factories
from parvis.apps import wired
from parvis.apps.api.access import token_for
from parvis.apps.api.models import ApiToken
from parvis.apps.api.services import digest_of, make_token, revoke_token
from parvis.apps.audit.models import JournalEntry
from parvis.core.access import OPERATOR, Role
from parvis.core.errors import NotVisible, Refused
from parvis.core.metrics.answer import answer
from parvis.core.metrics.exports import to_csv
from parvis.core.metrics.query import Question
from published import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


def test_a_table_is_the_one_that_the_engine_answers(ask) -> None:
    found = ask("/metrics/requests/table", by="channel", period="2025").json()
    expected = answer(
        Question("requests", "41269", ("channel",), _year()),
        wired.warehouse(), wired.metrics(), wired.facts(),
    )  # fmt: skip
    assert [(tuple(c["keys"]), c["value"]) for c in found["cells"]] == [
        (c.keys, c.value) for c in expected.cells
    ]
    assert found["total"]["value"] == expected.total.value
    assert (found["release"], found["noise"]) == (expected.release, expected.noise)


def _year():
    from parvis.core.metrics.period import parse_period

    return parse_period("2025")


def test_the_same_table_as_csv_and_as_parquet(ask) -> None:
    question = Question("library_loans", "41269", ("document_type",))
    expected = answer(question, wired.warehouse(), wired.metrics(), wired.facts())
    answered = ask("/metrics/library_loans/table.csv", by="document_type")
    assert answered.content.decode() == to_csv(expected)
    content = ask("/metrics/library_loans/table.parquet", by="document_type").content
    rows = pq.read_table(io.BytesIO(content))
    assert rows["document_type"].to_pylist() == [cell.keys[0] for cell in expected.cells]
    assert rows["value"].to_pylist() == [cell.value for cell in expected.cells]


def test_provenance_gives_definition_sql_inputs_and_protection(ask) -> None:
    found = ask("/metrics/quality_gap/provenance", by="channel").json()
    assert found["metric"]["id"] == "quality_gap"
    assert {s["metric"] for s in found["statements"]} == {"requests_on_time", "satisfied"}
    assert all("service_request" in s["sql"] for s in found["statements"])
    assert all(f"${name}" in s["sql"] for s in found["statements"] for name in s["values"])
    assert all(s["values"]["authority"] == "41269" for s in found["statements"])
    assert [i["contract"] for i in found["inputs"]] == ["demo_grc"]
    assert (found["threshold"], found["noise"]) == (11, 3)


def test_a_comparison_gives_both_sides_their_gap_and_whether_it_is_said(ask) -> None:
    address, asked = "/metrics/requests/comparison", {"period": "2026-T2", "by": "channel"}
    found = ask(address, against="year_before", **asked).json()
    assert (found["period"], found["then_period"]) == ("2026-T2", "2025-T2")
    total = found["total"]
    assert total["gap"]["value"] == total["now"]["value"] - total["then"]["value"]
    assert total["is_said"] == (not total["gap"]["low"] <= 0 <= total["gap"]["high"])
    table = ask("/metrics/requests/table", **asked).json()
    assert [change["now"] for change in found["changes"]] == table["cells"]
    assert ask(address, against="peers", **asked).status_code == 422


@pytest.mark.parametrize(
    ("address", "asked", "status", "said"),
    [
        ("/metrics/request", {}, 404, "requests"),
        ("/metrics/requests/table", {"by": "chanel"}, 422, "channel"),
        ("/metrics/requests/table", {"period": "jadis"}, 422, "période"),
        ("/metrics/requests/table", {"period": "1999"}, 422, "autre période"),
        ("/metrics/users/table", {}, 422, "sector"),
        ("/metrics/calls_answered/table", {}, 422, "standard"),
    ],
)
def test_a_wrong_question_is_refused_in_one_sentence(ask, address, asked, status, said) -> None:
    answered = ask(address, **asked)
    assert answered.status_code == status
    assert said in answered.json()["sentence"]


def test_excel_and_qgis_give_the_token_as_a_password(secret: str) -> None:
    from base64 import b64encode

    basic = b64encode(f"excel:{secret}".encode()).decode()
    client = Client(headers={"authorization": f"Basic {basic}"})
    assert client.get("/api/v1/metrics/requests/table.csv").status_code == 200


def test_nobody_reads_without_a_token_that_stands(secret: str) -> None:
    address = "/api/v1/metrics/requests/table"
    assert Client().get(address).status_code == 401
    wrong = Client(headers={"authorization": "Bearer parvis_wrong"})
    assert wrong.get(address).status_code == 401
    assert token_for(secret, NOW) is not None
    assert token_for(secret, NOW + timedelta(days=701)) is None
    token = ApiToken.objects.get()
    revoke_token(actor=OPERATOR, now=NOW, authority="41269", pk=token.pk)
    assert token_for(secret, NOW) is None


def test_a_token_opens_its_scopes_only(secret: str) -> None:
    narrow = make_token(
        actor=OPERATOR, now=NOW, authority="41269", name="Définitions",
        scopes=("definitions:read",), days=700,
    ).secret  # fmt: skip
    client = Client(headers={"authorization": f"Bearer {narrow}"})
    assert client.get("/api/v1/metrics").status_code == 200
    assert client.get("/api/v1/metrics/requests/table").status_code == 403


def test_the_house_keeps_the_digest_and_journals_who_made_it(secret: str) -> None:
    token = ApiToken.objects.get()
    assert token.digest == digest_of(secret)
    assert secret not in str(JournalEntry.objects.values_list("detail", flat=True))
    assert JournalEntry.objects.filter(action="api_token.made").count() == 1


def test_only_who_manages_accounts_makes_tokens() -> None:
    agent = factories.actor(Role.ELU)
    with pytest.raises(NotVisible):
        make_token(actor=agent, now=NOW, authority="41269", name="x", scopes=(), days=1)
    with pytest.raises(Refused):
        make_token(actor=OPERATOR, now=NOW, authority="41269", name="x", scopes=("all",), days=1)


def test_the_interface_describes_itself() -> None:
    described = Client().get("/api/v1/openapi.json").json()
    assert "/api/v1/metrics/{metric_id}/table" in described["paths"]
    assert {"Bearer", "Password"} <= set(described["components"]["securitySchemes"])
