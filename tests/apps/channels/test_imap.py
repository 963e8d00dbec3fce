"""A mailbox fetched from a real IMAP server, Dovecot: kept first, marked as read after."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings

import factories
from parvis.apps.casework.models import Message, ServiceRequest, Way
from parvis.apps.casework.threads import headers_of
from parvis.apps.channels import mailbox
from parvis.apps.channels.models import RefusedMail
from parvis.core.errors import Unavailable

pytestmark = [pytest.mark.long, pytest.mark.django_db]
NOW = factories.NOW
USER, PASSWORD = "mairie", "une@place/la:notre"
CONFIGURATION = """
base_dir = {place}/run
log_path = {place}/dovecot.log
protocols = imap
listen = 127.0.0.1
{owners}
mail_location = maildir:{place}/maildir
first_valid_uid = 0
first_valid_gid = 0
ssl = yes
ssl_cert = <{place}/cert.pem
ssl_key = <{place}/key.pem
disable_plaintext_auth = no
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}
}}
service imap-login {{
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
"""
UNPRIVILEGED = """
default_internal_user = {me}
default_login_user = {me}
default_internal_group = {group}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
}}
"""
"""Whoever is not root runs every part of the server as themselves, locked up nowhere."""


@dataclass(frozen=True)
class Server:
    """Where the server listens, and the certificate it shows."""

    plain: int
    tls: int
    certificate: Path

    def address(self, kind: str = "imap", password: str = PASSWORD) -> str:
        port = self.tls if kind == "imaps" else self.plain
        host = "localhost" if kind == "imaps" else "127.0.0.1"
        return f"{kind}://{USER}:{quote(password, safe='')}@{host}:{port}/INBOX"

    def box(self) -> imaplib.IMAP4:
        """Another reader of the same mailbox."""
        box = imaplib.IMAP4("127.0.0.1", self.plain)
        box.login(USER, PASSWORD)
        box.select("INBOX")
        return box


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that the server's own accounts may cross, which pytest's are not."""
    folder = Path(tempfile.mkdtemp(prefix="dovecot-"))
    folder.chmod(0o755)
    (folder / "maildir").mkdir()
    if os.getuid() == 0:
        os.chown(folder / "maildir", _reader().pw_uid, _reader().pw_gid)
    yield folder
    shutil.rmtree(folder)


def _reader() -> pwd.struct_passwd:
    """Whose the mailbox is: the server opens none of root's."""
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


@pytest.fixture(scope="module")
def server(place: Path) -> Iterator[Server]:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
         str(place / "key.pem"), "-out", str(place / "cert.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    found = Server(free_port(), free_port(), place / "cert.pem")
    configuration = place / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(place=place, owners=_owners(), password=PASSWORD, uid=_reader().pw_uid,
                             gid=_reader().pw_gid, plain=found.plain, tls=found.tls)
    )  # fmt: skip
    # It goes to the background once it listens.
    subprocess.run(["/usr/sbin/dovecot", "-c", configuration], check=True)
    try:
        yield found
    finally:
        subprocess.run(["/usr/bin/doveadm", "-c", configuration, "stop"], check=True)


def _owners() -> str:
    if os.getuid() == 0:
        return ""
    return UNPRIVILEGED.format(me=_reader().pw_name, group=grp.getgrgid(os.getgid()).gr_name)


@pytest.fixture
def letters(server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """An empty mailbox, which the home fetches."""
    factories.authority()
    box = server.box()
    _, held = box.search(None, "ALL")
    for number in held[0].decode().split():
        box.store(number, "+FLAGS", r"(\Deleted)")
    box.expunge()
    box.logout()
    monkeypatch.setattr(settings, "MAILBOX", server.address())
    return server


def put(server: Server, name: str, text: str = "Un trou rue Poterie", **heads: str) -> None:
    """Bring a letter into the mailbox, as the town's mail server would."""
    said = {"From": "Alix Roche <alix@example.org>", "Message-ID": f"<{name}@example.org>",
            "Subject": "Un trou", **heads}  # fmt: skip
    raw = "".join(f"{head.replace('_', '-')}: {value}\r\n" for head, value in said.items())
    box = server.box()
    box.append("INBOX", "", "", f"{raw}\r\n{text}".encode())
    box.logout()


def unread(server: Server) -> int:
    box = server.box()
    _, found = box.search(None, "UNSEEN")
    box.logout()
    return len(found[0].split())


def test_letters_become_requests_replies_join_theirs_and_all_are_marked_as_read(
    letters: Server,
) -> None:
    put(letters, "one")
    put(letters, "robot", Auto_Submitted="auto-replied")
    assert mailbox.fetch(now=NOW) == 2
    request = ServiceRequest.objects.get()
    receipt = Message.objects.get(service_request=request, way=Way.OUT)
    put(letters, "reply", "C’est le 12", To=headers_of(receipt)["Reply-To"])
    put(letters, "other", "Un autre trou", From="Sam <sam@example.org>")
    assert mailbox.fetch(now=NOW) == 2
    assert ServiceRequest.objects.count() == 2
    words = Message.objects.filter(service_request=request, way=Way.IN)
    assert [word.text for word in words] == ["Un trou rue Poterie", "C’est le 12"]
    assert RefusedMail.objects.get().reason == "auto_submitted"
    assert unread(letters) == 0
    assert mailbox.fetch(now=NOW) == 0


def test_stopped_between_keeping_and_marking_a_letter_is_read_again_and_kept_once(
    letters: Server,
) -> None:
    put(letters, "one")
    mailbox.fetch(now=NOW)
    box = letters.box()
    box.store("1:*", "-FLAGS", r"(\Seen)")
    box.logout()
    assert mailbox.fetch(now=NOW) == 1
    assert ServiceRequest.objects.count() == 1


def test_a_letter_that_cannot_be_kept_stays_unread_and_stops_no_other(
    letters: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    put(letters, "bad")
    put(letters, "good")
    keep = mailbox.take_mail

    def full(**facts: object) -> object:
        if b"<bad@" in facts["raw"]:  # type: ignore[operator]
            raise OSError("No space left on device")
        return keep(**facts)  # type: ignore[arg-type]

    monkeypatch.setattr(mailbox, "take_mail", full)
    assert mailbox.fetch(now=NOW) == 1
    assert unread(letters) == 1
    assert "a letter could not be kept" in caplog.text
    monkeypatch.setattr(mailbox, "take_mail", keep)
    assert mailbox.fetch(now=NOW) == 1
    assert ServiceRequest.objects.count() == 2


def test_a_wrong_password_is_told_and_takes_nothing(
    letters: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(letters, "one")
    monkeypatch.setattr(settings, "MAILBOX", letters.address(password="autre"))
    with pytest.raises(Unavailable):
        mailbox.fetch(now=NOW)
    assert unread(letters) == 1


def test_by_imaps_a_certificate_that_nobody_vouches_for_is_not_trusted(
    letters: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(letters, "one")
    monkeypatch.setattr(settings, "MAILBOX", letters.address("imaps"))
    with pytest.raises(Unavailable):
        mailbox.fetch(now=NOW)
    monkeypatch.setenv("SSL_CERT_FILE", str(letters.certificate))
    assert mailbox.fetch(now=NOW) == 1
