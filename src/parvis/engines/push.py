"""Web push by pywebpush: messages enciphered for one browser, signed by the home's VAPID key."""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from parvis.core.contact import Device
from parvis.core.errors import Refused, Unavailable
from parvis.engines.outside import check_address

if TYPE_CHECKING:
    from py_vapid import Vapid02

PATIENCE_S = 10
LIVES_S = 3 * 24 * 3600
"""How long a push service keeps a message for a telephone that is off."""
GONE = (404, 410)
POINT_BYTES, AUTH_BYTES = 65, 16


class WebPusher:
    """Sends to browsers; `key` is where the home keeps its key, made at first use (mode 0600)."""

    def __init__(self, key: Path, contact: str, *, allows_local: bool = False) -> None:
        self._key = key
        self._contact = contact
        self._allows_local = allows_local

    def public_key(self) -> str:
        """The key that browsers subscribe with."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()

    def check(self, device: Device) -> None:
        """Refused for keys that are none, or a push service that is not of the outside world."""
        if _length(device.p256dh) != POINT_BYTES or _length(device.auth) != AUTH_BYTES:
            raise Refused("contact.device")
        check_address(device.endpoint, allows_local=self._allows_local)

    def push(self, device: Device, text: str) -> bool:
        """Send `text`; False when the browser unsubscribed."""
        from pywebpush import WebPushException, webpush
        from requests import RequestException, Session

        self.check(device)
        keys = {"p256dh": device.p256dh, "auth": device.auth}
        with Session() as session:
            session.max_redirects = 0
            try:
                webpush(
                    {"endpoint": device.endpoint, "keys": keys}, text,
                    vapid_private_key=self._vapid, vapid_claims={"sub": self._contact},
                    ttl=LIVES_S, timeout=PATIENCE_S, requests_session=session,
                )  # fmt: skip
            except WebPushException as error:
                if error.response is not None and error.response.status_code in GONE:
                    return False
                raise Unavailable("notifications") from error
            except RequestException as error:
                raise Unavailable("notifications") from error
        return True

    @cached_property
    def _vapid(self) -> "Vapid02":
        from py_vapid import Vapid02

        if not self._key.is_file():
            fresh = Vapid02()
            fresh.generate_keys()
            _write_once(self._key, fresh.private_pem())
        return Vapid02.from_file(str(self._key))


def _length(text: str) -> int:
    """Bytes of unpadded base64url; -1 if it is none."""
    try:
        return len(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return -1


def _write_once(path: Path, content: bytes) -> None:
    """Two processes may make the key at once: the first one keeps it."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
