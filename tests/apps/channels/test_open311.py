"""GeoReport v2: what the official schemas ask, item by item; keys; nothing of a person."""

import json
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft202012Validator

import factories
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.services import close, register_service_request
from parvis.apps.channels.keys import give_key, revoke_key
from parvis.core.access import OPERATOR, VISITOR
from parvis.core.casework.asked import Contact, Place

pytestmark = pytest.mark.django_db
BASE = "/open311/v2"


@pytest.fixture
def reports(db: None) -> list[ServiceRequest]:
    now = timezone.now()
    made = [
        register_service_request(
            actor=VISITOR,
            now=now - timedelta(days=days),
            authority=factories.authority().code,
            category=category,
            channel="web",
            text="Marguerite habite ici",
            contact=Contact("Marguerite Duras", "m@example.org"),
            place=Place("3 rue du Change", "Centre", 47.79, 1.06),
        )
        for days, category in ((1, "voirie"), (2, "proprete"), (3, "bruit"), (200, "voirie"))
    ]
    close(actor=OPERATOR, now=now, request=made[1].pk)
    return made


def get(path: str, **query: object) -> object:
    answer = Client().get(f"{BASE}/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.real_data
@pytest.mark.parametrize(("schema", "path"), [
    ("service", "services.json"), ("request", "requests.json"),
])  # fmt: skip
def test_each_item_holds_to_the_official_schema(
    schema: str, path: str, reports: list, real_data: Path
) -> None:
    official = json.loads((real_data / "open311" / f"{schema}.json").read_text("utf-8"))
    items = get(path)
    assert items
    for item in items:
        Draft202012Validator(official).validate(item)
        assert set(item) <= set(official["properties"])


@pytest.mark.real_data
def test_a_definition_holds_to_the_official_schema(reports: list, real_data: Path) -> None:
    official = json.loads((real_data / "open311" / "service-definition.json").read_text("utf-8"))
    definition = get("services/voirie.json")
    Draft202012Validator(official).validate(definition)
    assert set(definition) == set(official["properties"])


def test_xml_says_what_json_says(reports: list) -> None:
    for path, root, item in (("services", "services", "service"),
                             ("requests", "service_requests", "request")):  # fmt: skip
        answer = Client().get(f"{BASE}/{path}.xml")
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        tree = fromstring(answer.content)
        assert tree.tag == root
        told = [{e.tag for e in one if e.text} for one in tree.findall(item)]
        assert told == [{k for k, v in t.items() if v != ""} for t in get(f"{path}.json")]


def test_discovery_says_the_same_in_both_formats() -> None:
    factories.authority()
    tree = fromstring(Client().get("/open311/discovery.xml").content)
    told = Client().get("/open311/discovery.json").json()
    assert tree.find("contact").text == told["contact"]
    assert [f.text for f in tree.iter("format")] == ["text/xml", "application/json"]


def test_what_is_not_public_and_who_asked_are_not_told(reports: list) -> None:
    told = json.dumps(get("requests.json"), ensure_ascii=False)
    assert "Marguerite" not in told
    assert "m@example.org" not in told
    assert "bruit" not in told
    assert Client().get(f"{BASE}/requests/{reports[2].number}.json").status_code == 404


def test_queries_narrow_and_numbers_override(reports: list) -> None:
    assert [r["service_code"] for r in get("requests.json")] == ["voirie", "proprete"]
    assert [r["status"] for r in get("requests.json", status="closed")] == ["closed"]
    assert len(get("requests.json", service_code="voirie")) == 1
    old = str(reports[3].number)
    assert [r["service_request_id"] for r in get("requests.json", service_request_id=old)] == [old]
    start = (timezone.now() - timedelta(days=210)).isoformat()
    assert [r["service_request_id"] for r in get("requests.json", start_date=start)] == [old]
    (one,) = get(f"requests/{old}.json")
    assert one["service_request_id"] == old


def test_a_key_lets_an_application_report(reports: list) -> None:
    key, pk = give_key(actor=OPERATOR, now=timezone.now(), authority="41269", title="Carte")
    said = {"api_key": key, "service_code": "voirie", "lat": "47.79", "long": "1.06",
            "description": "Un trou", "first_name": "Alix", "email": "a@example.org"}  # fmt: skip
    made = Client().post(f"{BASE}/requests.json", said)
    assert made.status_code == 200
    (told,) = made.json()
    request = ServiceRequest.objects.get(number=int(told["service_request_id"]))
    assert (request.channel, request.contact.name) == ("open311", "Alix")
    token = Client().get(f"{BASE}/tokens/{request.tracking_code}.json").json()
    assert token[0]["service_request_id"] == told["service_request_id"]
    revoke_key(actor=OPERATOR, now=timezone.now(), authority="41269", key=pk)
    assert Client().post(f"{BASE}/requests.json", said).status_code == 403


def test_what_happened_since_is_told_without_a_word_of_anybody(reports: list) -> None:
    start = (timezone.now() - timedelta(minutes=5)).isoformat()
    (update,) = get("servicerequestupdates.json", start_date=start)
    assert update["service_request_id"] == str(reports[1].number)
    assert (update["status"], update["description"]) == ("closed", "Close")
    whole = Client().get(f"{BASE}/servicerequestupdates.xml", {"start_date": start}).content
    assert b"Marguerite" not in whole
    assert fromstring(whole).find("request_update/update_id").text == update["update_id"]
    past = (timezone.now() - timedelta(days=30)).isoformat()
    assert get("servicerequestupdates.json", end_date=past) == []


def test_an_application_adds_once_to_its_own_reports_and_to_no_other(reports: list) -> None:
    key, _ = give_key(actor=OPERATOR, now=timezone.now(), authority="41269", title="Carte")
    said = {"api_key": key, "service_code": "voirie", "lat": "47.79", "long": "1.06"}
    (made,) = Client().post(f"{BASE}/requests.json", said).json()
    more = {"api_key": key, "service_request_id": made["service_request_id"], "update_id": "u1",
            "description": "Il s’agrandit"}  # fmt: skip

    def post(**changes: str) -> object:
        return Client().post(f"{BASE}/servicerequestupdates.json", {**more, **changes})

    first, again = post().json(), post().json()
    assert first == again
    request = ServiceRequest.objects.get(number=int(made["service_request_id"]))
    assert list(request.messages.filter(way="in", rank__gt=1).values_list("text", flat=True)) == [
        "Il s’agrandit"
    ]
    assert request.has_news
    assert post(service_request_id=str(reports[0].number)).status_code == 404
    assert post(api_key="non").status_code == 403
    assert post(description=" ").status_code == 400


@pytest.mark.parametrize(("changes", "code"), [
    ({"api_key": "non"}, 403), ({"service_code": ""}, 400), ({"service_code": "bruit"}, 404),
    ({"lat": "", "long": ""}, 400), ({"lat": "97"}, 400), ({"long": "nan"}, 400),
    ({"description": "\x00"}, 400), ({"jurisdiction_id": "99999"}, 404),
])  # fmt: skip
def test_a_wrong_report_is_answered_by_its_code_and_leaves_nothing(
    changes: dict, code: int
) -> None:
    factories.authority()
    key, _ = give_key(actor=OPERATOR, now=timezone.now(), authority="41269", title="Carte")
    said = {"api_key": key, "service_code": "voirie", "lat": "47.79", "long": "1.06"}
    answer = Client().post(f"{BASE}/requests.json", {**said, **changes})
    assert answer.status_code == code
    assert answer.json()[0]["code"] == code
    assert not ServiceRequest.objects.exists()


@pytest.mark.parametrize("path", [
    "requests.json?status=lost", "requests.json?start_date=hier",
    "requests.json?end_date=0001-01-01T00:00:00Z", "requests/abc.json",
    "requests/99999999999.xml", "services/rien.xml", "tokens/rien.json", "requests.csv",
    "requests.json?service_request_id=%00", f"requests/{'9' * 5_000}.json",
])  # fmt: skip
def test_a_wrong_question_is_a_clear_refusal(path: str) -> None:
    factories.authority()
    assert Client().get(f"{BASE}/{path}").status_code in (400, 404)
