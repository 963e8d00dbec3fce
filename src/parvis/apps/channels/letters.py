"""Reading an e-mail: who wrote, what is theirs in it, what is joined; and what must not enter."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr

import nh3

_QUOTED = re.compile(
    r"^\s*(>|Le .{5,120} a écrit\s*:|On .{5,120} wrote:|-{2,}\s*(Message d.origine|Original "
    r"Message|Message transféré)|De\s*:\s.+@|_{20,})",
    re.M,
)
_ROBOTS = re.compile(r"^(mailer-daemon|postmaster|no-?reply|ne-?pas-?repondre|bounce)", re.I)
_BLANKS = re.compile(r"\n{3,}")
LONGEST_BODY = 20_000


@dataclass(frozen=True, slots=True)
class Letter:
    """An e-mail as a request sees it: `files` are names and contents."""

    message_id: str
    sender_name: str
    sender: str
    subject: str
    text: str
    addressed: str
    files: tuple[tuple[str, bytes], ...]
    automatic: str


def read(raw: bytes) -> Letter:
    """The letter in `raw`; `automatic` says why no answer must be given, "" if a person wrote."""
    mail = message_from_bytes(raw, policy=policy.default)
    name, sender = parseaddr(_header(mail, "From"))
    return Letter(
        message_id=_header(mail, "Message-ID").strip("<> ")[:250],
        sender_name=name,
        sender=sender,
        subject=_header(mail, "Subject").strip(),
        text=_own_words(_body(mail))[:LONGEST_BODY],
        addressed=" ".join(
            _header(mail, h) for h in ("To", "Cc", "Delivered-To", "References", "In-Reply-To")
        ),
        files=tuple(_files(mail)),
        automatic=_automatic(mail, sender),
    )


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(value) for value in mail.get_all(name, []))


def _automatic(mail: EmailMessage, sender: str) -> str:
    """Whether a machine wrote, for two machines would write to each other for ever."""
    if _header(mail, "Auto-Submitted").strip().lower() not in ("", "no"):
        return "auto_submitted"
    if _header(mail, "Precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return "bulk"
    if _header(mail, "Return-Path").strip() == "<>" or mail.get_content_type() == (
        "multipart/report"
    ):
        return "bounce"
    if mail.get("X-Autoreply") or mail.get("List-Id") or mail.get("X-Loop"):
        return "auto_submitted"
    return "robot" if _ROBOTS.match(sender) or "@" not in sender else ""


def _body(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    text = _decoded(part)
    return _bare(text) if part.get_content_type() == "text/html" else text


def _decoded(part: EmailMessage) -> str:
    """The words of a part: by the encoding it declares, else UTF-8, else that of old Windows."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    for encoding in (part.get_content_charset() or "utf-8", "utf-8"):
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            continue
    return content.decode("cp1252", "replace")


def _bare(page: str) -> str:
    """The words of a page: nothing of its marks, scripts or pictures is kept."""
    lines = re.sub(r"(?i)<(br|/p|/div|/li|/tr)[^>]*>", "\n", page)
    return html.unescape(nh3.clean(lines, tags=set(), clean_content_tags={"script", "style"}))


def _own_words(text: str) -> str:
    """What the sender wrote, without what they quote."""
    text = text.replace("\r\n", "\n").replace("\x00", "")
    found = _QUOTED.search(text)
    own = text[: found.start()] if found and text[: found.start()].strip() else text
    return _BLANKS.sub("\n\n", own).strip()


def _files(mail: EmailMessage) -> Iterator[tuple[str, bytes]]:
    for part in mail.iter_attachments():
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content:
            yield part.get_filename() or "piece", content
