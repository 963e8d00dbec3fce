"""Fetching a mailbox by IMAP, and the SMTP door: each letter is acknowledged once it is kept."""

import imaplib
import logging
import ssl
from datetime import UTC, datetime
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from parvis.apps.authorities.selectors import principal
from parvis.apps.channels.mail import take_mail
from parvis.core.errors import Unavailable

logger = logging.getLogger("parvis.mail")
MOST_AT_ONCE = 100
LARGEST = 60_000_000
PATIENCE_S = 30


def fetch(*, now: datetime) -> int:
    """Take in the unread letters of the mailbox that PARVIS_IMAP names; how many.

    A letter is marked as read after it is kept: stopped between the two, it is read again, and
    known by its Message-ID. Unavailable if the server does not answer.
    """
    address = urlsplit(settings.MAILBOX)
    town = principal()
    if not address.hostname or town is None:
        return 0
    try:
        return _fetched(address, town.code, now)
    except (OSError, imaplib.IMAP4.error) as error:
        raise Unavailable("messagerie") from error


def _fetched(address: SplitResult, authority: str, now: datetime) -> int:
    with _opened(address) as box:
        box.login(unquote(address.username or ""), unquote(address.password or ""))
        box.select(address.path.strip("/") or "INBOX")
        _, found = box.uid("search", "UNSEEN")
        numbers = [number.decode() for number in found[0].split()[:MOST_AT_ONCE]]
        return sum(_taken(box, number, authority, now) for number in numbers)


def _opened(address: SplitResult) -> imaplib.IMAP4:
    """The server's door; by imaps its certificate is checked, which imaplib does not do alone."""
    host = address.hostname or ""
    if address.scheme == "imaps":
        checked = ssl.create_default_context()
        port = address.port or imaplib.IMAP4_SSL_PORT
        return imaplib.IMAP4_SSL(host, port, ssl_context=checked, timeout=PATIENCE_S)
    return imaplib.IMAP4(host, address.port or imaplib.IMAP4_PORT, timeout=PATIENCE_S)


def _taken(box: imaplib.IMAP4, number: str, authority: str, now: datetime) -> bool:
    """Take one letter in; one that cannot be kept stays unread, and does not stop the others."""
    _, answer = box.uid("fetch", number, "(BODY.PEEK[])")
    if not isinstance(answer[0], tuple):
        return False
    try:
        take_mail(now=now, authority=authority, raw=answer[0][1])
    except Exception:
        logger.exception("a letter could not be kept")
        return False
    box.uid("store", number, "+FLAGS", r"(\Seen)")
    return True


class Door:
    """What the SMTP door does with a letter: kept, then acknowledged; else tried again later."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        from asgiref.sync import sync_to_async

        try:
            await sync_to_async(self.keep, thread_sensitive=False)(envelope.content)
        except Exception:
            logger.exception("a letter could not be kept")
            return "451 4.3.0 Réessayez plus tard"
        return "250 2.0.0 Message gardé"

    def keep(self, raw: bytes) -> None:
        """Take a letter in for the authority of this home."""
        town = principal()
        if town is None:
            raise Unavailable("collectivité")
        take_mail(now=datetime.now(UTC), authority=town.code, raw=raw)


def open_door(bind: str) -> Any:
    """Listen for letters on "host:port"; the controller, to be stopped."""
    from aiosmtpd.controller import Controller

    host, _, port = bind.rpartition(":")
    controller = Controller(Door(), hostname=host, port=int(port), data_size_limit=LARGEST)
    controller.start()
    return controller
