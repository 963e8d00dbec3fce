"""Webhooks, relays, and the one question."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.test import Client

import factories
from parvis.apps.casework.models import Satisfaction, ServiceRequest
from parvis.apps.casework.services import close, register_service_request
from parvis.apps.channels.relays import follow, relay
from parvis.apps.channels.webhooks import SIGNATURE, headers, open_webhook, tell_all
from parvis.core.access import OPERATOR, VISITOR
from parvis.core.casework.asked import Contact, Place
from parvis.core.errors import Refused, Unavailable

pytestmark = pytest.mark.django_db
NOW = factories.NOW


class Town(HTTPServer):
    """Another town's server, which remembers what it was told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.told: list[tuple[str, dict, bytes]] = []
        self.status, self.is_down = "open", False

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Town

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, dict(self.headers), body))
        self._answer([{"service_request_id": "77"}])

    def do_GET(self) -> None:
        self._answer([{"service_request_id": "77", "status": self.server.status}])

    def _answer(self, told: object) -> None:
        self.send_response(503 if self.server.is_down else 200)
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def town(settings: object) -> Iterator[Town]:
    settings.ALLOWS_LOCAL_ADDRESSES = True
    server = Town()
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def asked() -> ServiceRequest:
    return register_service_request(
        actor=VISITOR, now=NOW, authority=factories.authority().code, category="voirie",
        channel="web", text="Un trou", contact=Contact("Alix", "alix@example.org"),
        place=Place("3 rue du Change", "", 47.79, 1.06),
    )  # fmt: skip


def test_a_webhook_hears_each_event_in_order_signed_and_again_until_it_is_heard(town: Town) -> None:
    asked()
    hook = open_webhook(actor=OPERATOR, now=NOW, authority="41269", url=town.url)
    assert tell_all(now=NOW) == 0
    request = asked()
    town.is_down = True
    assert tell_all(now=NOW) == 0
    town.is_down, town.told = False, []
    assert tell_all(now=NOW) == 3
    assert [json.loads(body)["what"] for _, _, body in town.told] == [
        "registered", "assigned", "acknowledged",
    ]  # fmt: skip
    _, heads, body = town.told[0]
    hook.refresh_from_db()
    assert heads[SIGNATURE] == headers(hook.secret, body)[SIGNATURE]
    assert b"Alix" not in body
    assert json.loads(body)["request"] == request.number
    assert tell_all(now=NOW) == 0


@pytest.mark.parametrize("url", ["http://example.org", "https://127.0.0.1/x", "file:///etc/passwd",
                                 "https://10.0.0.8/"])  # fmt: skip
def test_the_town_s_own_network_is_not_reached(url: str) -> None:
    factories.authority()
    with pytest.raises(Refused):
        open_webhook(actor=OPERATOR, now=NOW, authority="41269", url=url)


def test_a_request_relayed_elsewhere_comes_back_when_it_is_done_there(town: Town) -> None:
    request = asked()
    relay(actor=OPERATOR, now=NOW, request=request.pk, endpoint=town.url, service_code="7",
          api_key="k")  # fmt: skip
    assert b"Alix" not in town.told[0][2]
    request.refresh_from_db()
    assert request.state == "waiting_partner"
    assert follow(now=NOW) == 0
    town.status = "closed"
    assert follow(now=NOW) == 1
    request.refresh_from_db()
    assert request.state == "in_progress"


def test_a_relay_to_a_server_that_is_down_changes_nothing(town: Town) -> None:
    request = asked()
    town.is_down = True
    with pytest.raises(Unavailable):
        relay(actor=OPERATOR, now=NOW, request=request.pk, endpoint=town.url, service_code="7",
              api_key="k")  # fmt: skip
    request.refresh_from_db()
    assert request.state == "assigned"


def test_the_one_question_is_answered_by_its_link_and_may_reopen() -> None:
    request = asked()
    page = f"/avis/{request.tracking_code}/"
    assert "n’est pas close" in Client().get(page).content.decode()
    close(actor=OPERATOR, now=NOW, request=request.pk)
    shown = Client().get(page, {"reponse": "1"}).content.decode()
    assert 'value="1" required checked' in shown
    assert not Satisfaction.objects.exists()  # a mail scanner opens links: looking says nothing
    refused = Client().post(page, {"reponse": "9"}).content.decode()
    assert 'href="#id_reponse_0"' in refused
    assert 'id="id_reponse_0"' in refused, "the summary leads to the first choice"
    Client().post(page, {"reponse": "1", "commentaire": "Toujours là", "rouvrir": "1"})
    assert Satisfaction.objects.get().level == 1
    request.refresh_from_db()
    assert request.is_open
    assert Client().post(page, {"reponse": "9"}).status_code == 422
    assert Client().get("/avis/rien/").status_code == 404


def test_keys_and_webhooks_are_managed_on_their_page(town: Town) -> None:
    from parvis.core.access import Role

    client = Client()
    client.force_login(factories.account(Role.DSI))
    shown = client.post("/guichet/portes/", {"faire": "cle", "valeur": "Carte"}).content.decode()
    assert "ne sera plus montrée" in shown
    client.post("/guichet/portes/", {"faire": "rappel", "valeur": town.url})
    page = client.get("/guichet/portes/").content.decode()
    assert "Carte" in page
    assert town.url in page
