"""The interface of requests: a key lists, reads, takes in and acts, in its sectors only."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

import factories
from parvis.apps.audit.models import JournalEntry
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.services import register_service_request
from parvis.apps.channels.keys import caller_of, give_key, holder_of, revoke_key
from parvis.core.access import OPERATOR, VISITOR, Role
from parvis.core.casework.asked import Contact, Place
from parvis.core.errors import NotVisible, Refused
from parvis.core.sectors import Sector

pytestmark = pytest.mark.django_db
ALL = ("requests:read", "requests:contacts", "requests:create", "requests:act")
BASE = "/api/demandes/v1"


def key(scopes: tuple[str, ...] = ALL, sectors: tuple[str, ...] = ("police_voirie",)) -> Client:
    """Who calls with a key of these scopes in these sectors."""
    factories.authority()
    secret, _ = give_key(actor=OPERATOR, now=factories.NOW, authority="41269", title="Voirie+",
                         scopes=scopes, sectors=sectors)  # fmt: skip
    return Client(headers={"authorization": f"Bearer {secret}"})


@pytest.fixture
def asked(db: None) -> Callable[..., ServiceRequest]:
    def register(**changes: object) -> ServiceRequest:
        facts = {
            "actor": VISITOR, "now": factories.NOW, "authority": factories.authority().code,
            "category": "voirie", "channel": "web", "text": "Un trou devant le 3",
            "contact": Contact(name="Alix Roche", email="alix@example.org"),
            "place": Place("3 rue du Change", "Centre ancien", 47.79, 1.06),
        }  # fmt: skip
        return register_service_request(**{**facts, **changes})

    return register


def _post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"{BASE}{path}", body, content_type="application/json")


def test_a_list_says_no_word_and_no_person_and_comes_by_pages(asked: Callable) -> None:
    numbers = [asked().number for _ in range(5)]
    client, seen, before = key(), [], None
    while True:
        query = {"limit": 2, **({"before": before} if before else {})}
        page = client.get(f"{BASE}/requests", query).json()
        seen += [one["number"] for one in page["requests"]]
        before = page["next"]
        if before is None:
            break
    assert seen == numbers[::-1]
    assert "Alix" not in str(page)
    assert "trou" not in str(page)


@pytest.mark.parametrize(
    ("query", "count"),
    [({"state": "closed"}, 0), ({"is_open": "true"}, 1), ({"category": "proprete"}, 0),
     ({"changed_since": "2026-03-03T00:00:00Z"}, 0), ({"changed_since": "2026-03-01"}, 1)],
)  # fmt: skip
def test_a_list_is_filtered(asked: Callable, query: dict, count: int) -> None:
    asked()
    assert len(key().get(f"{BASE}/requests", query).json()["requests"]) == count


def test_a_file_gives_its_history_its_words_and_with_the_scope_who_asked(asked: Callable) -> None:
    request = asked()
    whole = key().get(f"{BASE}/requests/{request.number}").json()
    assert whole["contact"]["name"] == "Alix Roche"
    assert any("trou" in message["text"] for message in whole["messages"])
    assert whole["events"][0]["what"] == "registered"
    entry = JournalEntry.objects.filter(action="request.consulted").first()
    assert entry is not None
    assert (entry.actor_label, entry.subject) == ("Voirie+", f"request:{request.pk}")
    narrow = key(("requests:read",)).get(f"{BASE}/requests/{request.number}").json()
    assert narrow["contact"] is None
    assert "alix@example.org" not in str(narrow)


def test_another_sector_does_not_exist_for_a_key(asked: Callable) -> None:
    request, other = asked(), key(sectors=("sante",))
    assert other.get(f"{BASE}/requests").json()["requests"] == []
    assert other.get(f"{BASE}/requests/{request.number}").status_code == 404
    assert _post(other, f"/requests/{request.number}/actions", action="start").status_code == 404
    assert _post(other, "/requests", category="voirie", text="Un trou").status_code == 404
    assert other.get(f"{BASE}/categories").json() == []
    assert not JournalEntry.objects.filter(action="request.consulted").exists()


def test_a_request_is_taken_in_once_routed_and_followed(db: None) -> None:
    client = key()
    body = {"category": "voirie", "text": "Un nid-de-poule", "external_ref": "A12",
            "latitude": 47.79, "longitude": 1.06, "contact": {"name": "Ana"}}  # fmt: skip
    made = _post(client, "/requests", **body)
    assert made.status_code == 201, made.content
    assert made.json()["sector"] == "police_voirie"
    assert _post(client, "/requests", **body).json()["number"] == made.json()["number"]
    other = _post(key(), "/requests", **body).json()
    assert other["number"] != made.json()["number"], "the same name from another application"


def test_a_key_acts_as_an_agent_does_and_the_history_says_so(asked: Callable) -> None:
    request, client = asked(), key()
    for action, text in (("start", ""), ("note", "Vu"), ("answer", "On vient"), ("close", "Fait")):
        done = _post(client, f"/requests/{request.number}/actions", action=action, text=text)
        assert done.status_code == 200, done.content
    assert done.json()["state"] == "closed"
    again = _post(client, f"/requests/{request.number}/actions", action="start")
    assert again.status_code == 422
    events = client.get(f"{BASE}/requests/{request.number}").json()["events"]
    assert {"Voirie+"} == {event["by"] for event in events if event["what"] == "closed"}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/requests/1/actions", {"action": "explode"}, 422),
        ("/requests", {"category": "voirie", "text": "a\x00b"}, 422),
        ("/requests", {"category": "nulle part", "text": "Un trou"}, 422),
        ("/requests", {"text": "Un trou"}, 422),
        ("/requests", {"category": "voirie", "text": "Un trou", "latitude": 120}, 422),
        ("/requests/9999999999999/actions", {"action": "start"}, 422),
    ],
)
def test_what_is_wrong_is_refused_in_one_sentence(
    asked: Callable, path: str, body: dict, status: int
) -> None:
    asked()
    answered = _post(key(), path, **body)
    assert answered.status_code == status, answered.content
    assert answered.json()["sentence"]


def test_each_scope_opens_its_own_only(asked: Callable) -> None:
    number = asked().number
    reads, acts = key(("requests:read",)), key(("requests:act",))
    assert _post(reads, f"/requests/{number}/actions", action="start").status_code == 403
    assert _post(reads, "/requests", category="voirie", text="x").status_code == 403
    assert acts.get(f"{BASE}/requests").status_code == 403
    assert Client().get(f"{BASE}/requests").status_code == 401
    answered = Client(headers={"authorization": "Bearer x"}).get(f"{BASE}/requests")
    assert (answered.status_code, bool(answered.json()["sentence"])) == (401, True)


def test_a_key_opens_what_it_was_given_until_it_is_withdrawn(db: None) -> None:
    factories.authority()
    facts = {"actor": OPERATOR, "now": factories.NOW, "authority": "41269"}
    secret, pk = give_key(**facts, title="Lecture", scopes=("requests:read",),
                          sectors=("police_voirie",))  # fmt: skip
    assert holder_of("41269", secret) is None, "it reports nothing by Open311"
    caller = caller_of(secret)
    assert caller is not None
    assert {grant.sector for grant in caller.actor.grants} == {Sector.POLICE_VOIRIE}
    revoke_key(**facts, key=pk)
    assert caller_of(secret) is None
    for scopes, sectors in ((("tout",), ()), (("requests:read",), ("ailleurs",)),
                            (("requests:read",), ()), ((), ())):  # fmt: skip
        with pytest.raises(Refused):
            give_key(**facts, title="x", scopes=scopes, sectors=sectors)


def test_nobody_opens_to_a_machine_a_sector_they_do_not_configure() -> None:
    head = factories.actor(Role.RESPONSABLE, sectors=(Sector.POLICE_VOIRIE,))
    with pytest.raises(NotVisible):
        give_key(actor=head, now=factories.NOW, authority="41269", title="x",
                 scopes=("requests:read",), sectors=("sante",))  # fmt: skip


def test_the_page_of_the_doors_gives_a_key_of_chosen_scopes_and_sectors() -> None:
    client = Client()
    client.force_login(factories.account(Role.RESPONSABLE, sectors=(Sector.POLICE_VOIRIE,)))
    page = client.post("/guichet/portes/", {"faire": "cle", "valeur": "Appli", "droits": ALL,
                                            "secteurs": ["police_voirie"]})  # fmt: skip
    text = page.content.decode()
    assert "à copier maintenant" in text
    assert "Traiter les demandes" in text
    described = Client().get(f"{BASE}/openapi.json").json()
    assert f"{BASE}/requests/{{number}}/actions" in described["paths"]
