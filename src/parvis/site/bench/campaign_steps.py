"""A campaign in a process of its own: `prepare N` makes it ready, `send` sends until the end.

The parent kills the second at random moments and starts it again.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from parvis.core.access import OPERATOR
from parvis.core.home import Home
from parvis.site.bench.children import tell
from parvis.site.cli.common import the_home
from parvis.site.home import exists, make_home
from parvis.site.start import start

TOWN = "41269"
_HEADER = (
    "N° enfant;N° famille;Nom enfant;Prénom enfant;Sexe;Naissance enfant;Nom responsable;"
    "Prénom responsable;Adresse;Code postal;Téléphone;Courriel\n"
)


def prepare(count: int) -> None:
    """Load a file of `count` families, ask for a campaign to all of them and prepare it."""
    home, now = _opened()
    path = home.root / "familles.csv"
    path.write_text(_HEADER + "".join(_line(n) for n in range(count)), "utf-8")
    plain = _timed(lambda: _plainly(path))
    campaign = _asked(path, now)
    from parvis.apps.campaigns.services import launch_campaign, prepare_campaign

    seconds = _timed(lambda: prepare_campaign(actor=OPERATOR, now=now, campaign=campaign))
    launch_campaign(actor=OPERATOR, now=now, campaign=campaign)
    tell(seconds=seconds, plain=plain, campaign=campaign)


def send(campaign: int, minutes: int, port: int) -> None:
    """Send to those who wait, as if `minutes` had passed, by the mail server at `port` here."""
    _opened()
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    from parvis.apps.campaigns.services import send_next

    send_next(now=datetime.now(UTC) + timedelta(minutes=minutes), campaign=campaign)
    tell(done=True)


def settle(campaign: int, journal: Path) -> None:
    """Settle what is in doubt from the relay's journal, and say where everybody stands."""
    _opened()
    from parvis.apps.campaigns.models import Recipient, Sent
    from parvis.apps.campaigns.services import settle_doubts

    doubts = Recipient.objects.filter(campaign=campaign, state=Sent.DOUBT).count()
    lines = journal.read_text("utf-8").splitlines()
    now = datetime.now(UTC) + timedelta(days=1)
    settle_doubts(actor=OPERATOR, now=now, campaign=campaign, left=lines)
    tell(doubts=doubts)


def _opened() -> tuple[Home, datetime]:
    home, now = the_home(), datetime.now(UTC)
    if not exists(home):
        make_home(home, now=now)
    start(home)
    return home, now


def _asked(path: Path, now: datetime) -> int:
    from parvis.apps.authorities.models import Authority, Kind
    from parvis.apps.authorities.services import create_authority
    from parvis.apps.campaigns.services import draft_campaign
    from parvis.apps.campaigns.services.drafting import Draft
    from parvis.apps.sources.services import load_file
    from parvis.core.loyalty.outreach import Aim, Medium

    if not Authority.objects.exists():
        create_authority(actor=OPERATOR, now=now, code=TOWN, name="Vendôme", kind=Kind.COMMUNE)
    load_file(actor=OPERATOR, now=now, authority=TOWN, path=path, filename=path.name)
    draft = Draft("Horaires", "Venir à l’heure", Aim.SAME_SERVICE, Medium.EMAIL, "demo_familles",
                  "Horaires", "Bonjour, les horaires changent.")  # fmt: skip
    made = draft_campaign(actor=OPERATOR, now=now, authority=TOWN, draft=draft)
    return int(made.pk)


def _line(n: int) -> str:
    return (
        f"E{n};F{n};Nom{n};Enfant{n};F;01/03/2018;Nom{n};Parent{n};{n} rue du Parc;41100;;"
        f"parent{n}@famille.example\n"
    )


def _plainly(path: Path) -> set[str]:
    """The addresses of the file once each, and nothing else checked."""
    with path.open(encoding="utf-8") as file:
        next(file)
        return {line.rstrip("\n").rpartition(";")[2].lower() for line in file}


def _timed(do: object) -> float:
    started = perf_counter()
    do()  # type: ignore[operator]
    return perf_counter() - started


if __name__ == "__main__":
    asked, *given = sys.argv[1:]
    if asked == "prepare":
        prepare(int(given[0]))
    elif asked == "send":
        send(*map(int, given))
    else:
        settle(int(given[0]), Path(given[1]))
