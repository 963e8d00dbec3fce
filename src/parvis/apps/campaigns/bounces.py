"""Messages of non-delivery (RFC 3464): which addresses are refused for good."""

import mailbox
import tempfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path

_MBOX = b"From "


def bounced_in(raw: bytes) -> list[str]:
    """The addresses that failed for good in a message, or in each message of an mbox file."""
    return list(dict.fromkeys(address for mail in _mails(raw) for address in _failed(mail)))


def _mails(raw: bytes) -> Iterator[Message]:
    if not raw.startswith(_MBOX):
        yield message_from_bytes(raw, policy=policy.default)
        return
    with tempfile.TemporaryDirectory(prefix="parvis-mbox-") as place:
        path = Path(place) / "mbox"
        path.write_bytes(raw)
        box = mailbox.mbox(path, create=False)
        yield from (message_from_bytes(m.as_bytes(), policy=policy.default) for m in box)
        box.close()


def _failed(mail: Message) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() == "message/delivery-status":
            yield from (address for status in part.get_payload() if (address := _address(status)))


def _address(status: Message) -> str:
    """The address of one status if it failed for good (class 5), "" otherwise."""
    if not str(status.get("Status", "")).strip().startswith("5"):
        return ""
    told = str(status.get("Final-Recipient") or status.get("Original-Recipient") or "")
    return told.rpartition(";")[2].strip(" <>")
