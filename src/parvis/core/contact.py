"""Writing to somebody who has an account: by what means, how often at most, to which devices.

The cap is a promise made to the person. It counts what the town writes of its own accord, over
any thirty days; answers to their own requests do not count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


class Means(StrEnum):
    """How somebody wants to be reached."""

    EMAIL = "email"
    PUSH = "push"
    SMS = "sms"
    LETTER = "letter"
    PHONE = "phone"

    @property
    def label(self) -> str:
        """The means, in French."""
        return _LABELS[self]


_LABELS = {
    Means.EMAIL: "Par courriel",
    Means.PUSH: "Par notification sur mes appareils",
    Means.SMS: "Par SMS",
    Means.LETTER: "Par lettre",
    Means.PHONE: "Par téléphone",
}
SENT_HERE = frozenset({Means.EMAIL, Means.PUSH, Means.SMS})
"""What a machine sends by itself; a letter and a call wait for somebody."""
WINDOW = timedelta(days=30)
MOST_A_MONTH = (0, 1, 2, 4, 8)
"""The caps that one may choose; 0 is never."""
USUAL_MOST = 4


def is_allowed(most: int, sent: Iterable[datetime], now: datetime) -> bool:
    """Whether one more message may go, `most` being the cap and `sent` when the others went."""
    return sum(now - WINDOW < at <= now for at in sent) < most


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that agreed to be told: its push service, and the keys of its messages
    (RFC 8291), in unpadded base64url."""

    endpoint: str
    p256dh: str
    auth: str


class Pusher(Protocol):
    """Web push (RFC 8030), signed by the home's VAPID key (RFC 8292)."""

    def public_key(self) -> str:
        """What a browser needs to subscribe: an uncompressed P-256 point in base64url."""
        ...

    def check(self, device: Device) -> None:
        """Refused for a device that is none, or whose service is not of the outside world."""
        ...

    def push(self, device: Device, text: str) -> bool:
        """Send `text` enciphered; False when the device is gone for good; Unavailable when its
        service does not answer."""
        ...


class Texter(Protocol):
    """A provider of SMS."""

    def send(self, number: str, text: str) -> None:
        """Send `text` to `number` (+33…); Unavailable when the provider fails."""
        ...
