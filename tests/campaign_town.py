"""A town of sixty families, their children's mornings at school, and a mail server that listens."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

NOW = datetime(2026, 9, 7, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
FAMILIES = 60
_HEADER = (
    "N° enfant;N° famille;Nom enfant;Prénom enfant;Sexe;Naissance enfant;Nom responsable;"
    "Prénom responsable;Adresse;Code postal;Téléphone;Courriel\n"
)


def families(count: int = FAMILIES) -> str:
    """One child each, two in the first family, whose address is written in two ways."""
    lines = [
        f"E{n};F{n};Nom{n};Enfant{n};F;{n % 28 + 1:02d}/03/{2015 + n % 6};Nom{n};Parent{n};"
        f"{n} rue du Parc;41100;06120000{n % 100:02d};parent{n}@famille.example\n"
        for n in range(1, count + 1)
    ]
    second = lines[0].replace("E1;", "E1b;").replace("parent1@", "Parent1+ecole@")
    return _HEADER + "".join(lines) + second


MORNINGS = "N° enfant;Accueil;Mois;Matins;Soirs\n"


def summer(count: int = FAMILIES) -> str:
    """Two children in three come in August."""
    rows = [f"E{n};Les Tilleuls;01/08/2026;4;0\n" for n in range(1, count + 1) if n % 3]
    return MORNINGS + "".join(rows)


def mornings(count: int = FAMILIES) -> str:
    """Two children in three come in August; one in two in October."""
    rows = [f"E{n};Les Tilleuls;01/10/2026;6;0\n" for n in range(2, count + 1, 2)]
    return summer(count) + "".join(rows)


class Post:
    """What a mail server received; `refused`: addresses it refuses for good."""

    def __init__(self, refused: tuple[str, ...] = ()) -> None:
        self.letters: list[tuple[str, EmailMessage]] = []
        self.refused = refused

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 no such address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = message_from_bytes(content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.letters += [(address, mail) for address in envelope.rcpt_tos]
        return "250 OK"


@contextmanager
def post_office(refused: tuple[str, ...] = ()) -> Iterator[tuple[Post, int]]:
    """A real mail server on a free port of this machine."""
    post = Post(refused)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop()
