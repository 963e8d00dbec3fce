"""A campaign to fifty thousand, and a queue killed at random before a real mail server."""

import os
import random
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure

MANY, SECONDS, FEW, KILLS, SEED = 50_000, 10, 600, 10, 1
_MOST_BETWEEN, _BLINK, _STALE_MINUTES = 60, 0.001, 11


class Post:
    """What a mail server accepted: addresses and message ids, in order."""

    def __init__(self) -> None:
        self.addresses: list[str] = []
        self.ids: list[str] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.addresses += envelope.rcpt_tos
        self.ids.append(str(message_from_bytes(content)["Message-ID"]))
        return "250 OK"


def measure_campaign(place: Path) -> Iterator[Figure]:
    """How long an audience takes; what a killed queue forgets or repeats."""
    ready = measured("campaign_steps", "prepare", MANY, home=place / "many")
    yield Figure("loyalty.campaign.prepared", ready["seconds"], "s", "adresses lues, sans contrôle",
                 ready["plain"], f"<= {SECONDS} s", ready["seconds"] <= SECONDS,
                 f"{MANY} destinataires, oppositions et fréquence vérifiées")  # fmt: skip
    yield from _killed(place / "few")


def _killed(home: Path) -> Iterator[Figure]:
    campaign = measured("campaign_steps", "prepare", FEW, home=home)["campaign"]
    with _post_office() as (post, port):
        cut = sum(_start_and_kill(home, post, port, campaign, n) for n in range(KILLS))
        _send(home, port, campaign, KILLS)
        journal = home / "relais.log"
        journal.write_text("\n".join(post.ids), "utf-8")
        doubts = measured("campaign_steps", "settle", campaign, journal, home=home)["doubts"]
        _send(home, port, campaign, KILLS + 1)
    counts = Counter(post.addresses)
    twice, forgotten = sum(n > 1 for n in counts.values()), FEW - len(counts)
    note = f"{FEW} destinataires, {cut} coupures, {doubts} envois en doute réglés par le relais"
    yield Figure("loyalty.campaign.twice", twice, "personnes", "coupures", cut, "aucune",
                 twice == 0, note)  # fmt: skip
    yield Figure("loyalty.campaign.forgotten", forgotten, "personnes", "coupures", cut, "aucune",
                 forgotten == 0, note)  # fmt: skip


def _start_and_kill(home: Path, post: Post, port: int, campaign: int, rank: int) -> bool:
    """Start sending and kill it once a random number of letters more has arrived; whether it was
    still going."""
    enough = len(post.addresses) + random.Random(SEED + rank).randint(1, _MOST_BETWEEN)  # noqa: S311
    going = subprocess.Popen(
        _command(campaign, rank, port), env=_environment(home), stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while going.poll() is None and len(post.addresses) < enough:
        time.sleep(_BLINK)
    was_going = going.poll() is None
    going.kill()
    going.wait()
    return was_going


def _send(home: Path, port: int, campaign: int, rank: int) -> None:
    subprocess.run(_command(campaign, rank, port), env=_environment(home), check=True,
                   stdout=subprocess.DEVNULL)  # fmt: skip


def _command(campaign: int, rank: int, port: int) -> list[str]:
    """Each start believes that more time has passed: what was leaving has left, or never will."""
    given = (campaign, (rank + 1) * _STALE_MINUTES, port)
    return [sys.executable, "-m", "parvis.site.bench.campaign_steps", "send", *map(str, given)]


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "PARVIS_HOME": str(home)}


@contextmanager
def _post_office() -> Iterator[tuple[Post, int]]:
    post = Post()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield post, port
    finally:
        controller.stop()
