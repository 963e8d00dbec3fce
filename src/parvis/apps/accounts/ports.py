"""What sends to devices and telephones, as the accounts reach it; `site.wiring` makes it."""

from typing import Protocol, cast

from parvis.apps import wired
from parvis.core.contact import Pusher, Texter


class ContactPorts(Protocol):
    """What the composition root offers besides `wired.Ports`."""

    def pusher(self) -> Pusher: ...
    def texter(self) -> Texter | None: ...


def pusher() -> Pusher:
    """The sender of web push."""
    return cast("ContactPorts", wired.ports).pusher()


def texter() -> Texter | None:
    """The town's provider of SMS; None while it has none."""
    return cast("ContactPorts", wired.ports).texter()
