"""Web push against a push service of our own: what arrives is deciphered by the browser's key."""

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from parvis.core.contact import Device
from parvis.core.errors import Refused, Unavailable
from parvis.engines.push import WebPusher
from parvis.engines.sms import texter_from

AUTH = b"0123456789abcdef"


def unpadded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


class Service(BaseHTTPRequestHandler):
    """Keeps what it is sent; answers with the status that the path ends with."""

    received: list[tuple[dict, bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((dict(self.headers), body))
        self.send_response(int(self.path.rpartition("/")[2]))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    Service.received.clear()
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser() -> tuple[ec.EllipticCurvePrivateKey, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return key, unpadded(point)


def pusher(place: Path) -> WebPusher:
    return WebPusher(place / "vapid.pem", "mailto:parvis@ville.example", allows_local=True)


def test_a_message_is_read_by_the_browser_alone_and_signed_by_the_town(
    tmp_path: Path, service: str, browser
) -> None:
    key, point = browser
    sender = pusher(tmp_path)
    assert sender.push(Device(f"{service}/p/201", point, unpadded(AUTH)), "Réponse donnée")
    ((headers, body),) = Service.received
    assert b"ponse" not in body
    read = http_ece.decrypt(body, private_key=key, auth_secret=AUTH, version="aes128gcm")
    assert read.decode() == "Réponse donnée"
    assert int(headers["ttl"]) > 0
    assert Vapid02.verify(headers["authorization"])
    claims = headers["authorization"].split("t=")[1].split(",")[0].split(".")[1]
    said = json.loads(base64.urlsafe_b64decode(claims + "=="))
    assert (said["aud"], said["sub"]) == (service, "mailto:parvis@ville.example")


def test_the_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    first = pusher(tmp_path).public_key()
    assert pusher(tmp_path).public_key() == first
    assert (tmp_path / "vapid.pem").stat().st_mode & 0o777 == 0o600
    assert len(base64.urlsafe_b64decode(first + "=")) == 65


@pytest.mark.parametrize(("status", "heard"), [(201, True), (410, False), (404, False)])
def test_a_browser_that_unsubscribed_is_told_apart(
    tmp_path: Path, service: str, browser, status: int, heard: bool
) -> None:
    device = Device(f"{service}/p/{status}", browser[1], unpadded(AUTH))
    assert pusher(tmp_path).push(device, "x") is heard


@pytest.mark.parametrize("status", [302, 429, 500])
def test_a_service_that_fails_is_tried_later(
    tmp_path: Path, service: str, browser, status: int
) -> None:
    with pytest.raises(Unavailable):
        pusher(tmp_path).push(Device(f"{service}/p/{status}", browser[1], unpadded(AUTH)), "x")


@pytest.mark.parametrize(
    "endpoint", ["http://push.example/1", "https://127.0.0.1/1", "https://10.0.0.8/1", "file:///x"]
)
def test_the_towns_own_network_is_not_reached(tmp_path: Path, browser, endpoint: str) -> None:
    outside = WebPusher(tmp_path / "vapid.pem", "mailto:parvis@ville.example")
    with pytest.raises(Refused):
        outside.check(Device(endpoint, browser[1], unpadded(AUTH)))


def test_keys_that_are_none_are_refused(tmp_path: Path, service: str) -> None:
    for p256dh, auth in (("é", unpadded(AUTH)), ("AAAA", unpadded(AUTH)), ("", "")):
        with pytest.raises(Refused):
            pusher(tmp_path).check(Device(f"{service}/p/201", p256dh, auth))


def test_a_provider_of_sms_is_described_in_a_file(tmp_path: Path, service: str) -> None:
    file = tmp_path / "sms.toml"
    assert texter_from(file) is None
    file.write_text(
        f'''url = "{service}/200"
[headers]
Authorization = "Bearer secret"
[body]
recipients = ["{{to}}"]
message = {{ text = "{{text}}", sender = "MAIRIE" }}
'''
    )
    texter = texter_from(file)
    assert texter is not None
    texter.send("+33612345678", "Du nouveau")
    ((headers, body),) = Service.received
    assert headers["Authorization"] == "Bearer secret"
    assert json.loads(body) == {
        "recipients": ["+33612345678"],
        "message": {"text": "Du nouveau", "sender": "MAIRIE"},
    }
    file.write_text(f'url = "{service}/500"')
    failing = texter_from(file)
    with pytest.raises(Unavailable):
        failing.send("+33612345678", "x")  # type: ignore[union-attr]
    file.write_text('url = "http://ailleurs.example"')
    with pytest.raises(Refused):
        texter_from(file)
