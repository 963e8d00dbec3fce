"""One measured step about the desk, in a process of its own, on the home in PARVIS_HOME.

Arguments: `make 0`, `fill COUNT`, or `pages VISITS`.
"""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from parvis.site.bench.children import tell
from parvis.site.bench.desk_home import fill
from parvis.site.home import home_at
from parvis.site.start import start, start_or_make

if TYPE_CHECKING:
    from django.test import Client

WARM_UPS, KILO = 5, 1_000
AGENT = "agent@bench.example"


def open_agent() -> None:
    """The agent who does the reading: every sector, as a small town's one agent has."""
    from parvis.apps.accounts.models import Account
    from parvis.apps.accounts.services import create_account, grant
    from parvis.apps.authorities.selectors import principal
    from parvis.core.access import OPERATOR, Grant, Role
    from parvis.core.sectors import Sector

    town = principal()
    if town is None or Account.objects.filter(email=AGENT).exists():
        return
    now = datetime.now(UTC)
    account = create_account(actor=OPERATOR, now=now, authority=town.code, email=AGENT,
                             name="Agent", password=None)  # fmt: skip
    for sector in Sector:
        grant(actor=OPERATOR, now=now, account=account, grant=Grant(town.code, Role.AGENT, sector))


def signed_in() -> "Client":
    """The browser of the agent."""
    from django.conf import settings
    from django.test import Client

    from parvis.apps.accounts.models import Account
    from parvis.site.serve import gather_static

    gather_static()
    settings.ROOT_URLCONF = "parvis.site.bench.bare"
    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(email=AGENT), settings.AUTHENTICATION_BACKENDS[-1])
    return client


def pages(visits: int) -> None:
    """Visit each page in turn, so that a busy machine weighs on all of them."""
    from parvis.apps.casework.models import ServiceRequest

    client = signed_in()
    keys = list(ServiceRequest.objects.filter(is_open=True).values_list("pk", flat=True)[:visits])
    keys += keys[: visits - len(keys)]
    asks: dict[str, Callable[[int], object]] = {
        "queue": lambda n: client.get("/guichet/"),
        "file": lambda n: client.get(f"/guichet/demandes/{keys[n]}/"),
        "entry": lambda n: client.post("/guichet/nouvelle/", _entry(n)),
        "bare": lambda n: client.get("/bare/listed/"),
    }
    for ask in asks.values():
        for n in range(WARM_UPS):
            ask(n)
    taken = {name: [_timed(ask, n) for n in range(visits)] for name, ask in asks.items()}
    tell(**{name: {"median": median(times), "p95": quantiles(times, n=20)[-1]}
            for name, times in taken.items()})  # fmt: skip


def _entry(n: int) -> dict[str, str]:
    return {"texte": f"Un lampadaire éteint au {n} rue Poterie", "canal": "phone",
            "public": "resident", "lieu": f"{n} rue Poterie", "nom": f"Jeanne Aubry {n}",
            "telephone": f"06 11 22 {n % 90 + 10} 44"}  # fmt: skip


def _timed(ask: Callable[[int], object], n: int) -> float:
    """Milliseconds of one answer."""
    began = perf_counter()
    answer = ask(n)
    taken = (perf_counter() - began) * KILO
    if answer.status_code not in (200, 302):  # type: ignore[attr-defined]
        sys.exit(f"an answer {answer.status_code}")  # type: ignore[attr-defined]
    return taken


def main() -> None:
    """Do the step that the arguments name."""
    home = home_at(os.environ["PARVIS_HOME"])
    step, number = sys.argv[1], int(sys.argv[2])
    if step == "make":
        start_or_make(home, now=datetime.now(UTC))
        tell()
        return
    start(home)
    open_agent()
    {"fill": fill, "pages": pages}[step](number)


if __name__ == "__main__":
    main()
