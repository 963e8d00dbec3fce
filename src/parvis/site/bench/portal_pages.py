"""Throughput and weights of the portal's pages, in a process of its own, on the home it is given.

The yardstick is a bare Django page behind the same middlewares: same session and account, the
same queries, a table of twenty rows.
"""

import os
import re
import sys
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from parvis.core.home import Home
from parvis.site.bench.children import tell
from parvis.site.home import home_at, make_home
from parvis.site.start import start

if TYPE_CHECKING:
    from django.test import Client

TOWN = "41269"
ROUNDS, WARM_UPS = 60, 5
KILO = 1_000
ENCODINGS = "br, gzip"
BARE = "/bare-portal/"
TIMED = ("/", "/chercher/?q=poubele", "/demarches/cantine/")
WEIGHED = (*TIMED, "/demarches/", "/bouquet/", "/lieux/", "/suivi/", "/site/accessibilite/",
          "/mes-donnees/", "/mes-donnees/au-nom-de/", "/moments/naissance/",
          "/parcours/commerce/", "/hors-ligne/")  # fmt: skip
_LINKED = re.compile(r'<(?:link[^>]*rel="stylesheet"|script)[^>]*(?:href|src)="([^"]+)"')


def main() -> None:
    """Visit each page and the bare one in turn, so that a busy machine weighs on all alike."""
    client = _citizen()
    pages = [*TIMED, BARE]
    for path in pages * WARM_UPS:
        _visit(client, path)
    times: dict[str, list[float]] = {path: [] for path in pages}
    for _ in range(ROUNDS):
        for path, taken in times.items():
            taken.append(_visit(client, path))
    middles = {path: median(taken) for path, taken in times.items()}
    tell(
        ratios={path: middles[BARE] / middles[path] for path in TIMED},
        seconds=middles,
        kilobytes={path: _weight_with_links(client, path) for path in WEIGHED},
    )


def _town(home: Home) -> None:
    """A home with the shipped catalogue and forms, as a town opens with."""
    now = datetime.now(UTC)
    make_home(home, now=now, is_demo=True)
    start(home)
    from parvis.apps.authorities.models import Kind
    from parvis.apps.authorities.services import create_authority
    from parvis.core.access import OPERATOR
    from parvis.site.demo_portal import open_portal

    create_authority(actor=OPERATOR, now=now, code=TOWN, name="Vendôme", kind=Kind.COMMUNE)
    open_portal(TOWN, now)


def _citizen() -> "Client":
    _town(home_at(os.environ["PARVIS_HOME"]))
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from parvis.apps.accounts.models import Account
    from parvis.site.serve import gather_static

    gather_static()
    settings.ROOT_URLCONF = "parvis.site.bench.bare_portal"
    client = Client(SERVER_NAME="localhost")
    email = "citoyenne@vendome.example"
    account = Account.objects.filter(email=email).first() or Account.objects.create_user(
        email, full_name="Ada Essai", created_at=timezone.now()
    )
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _visit(client: "Client", path: str) -> float:
    started = perf_counter()
    answer = client.get(path, headers={"accept-encoding": ENCODINGS})
    taken = perf_counter() - started
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status_code}")
    return taken


def _weight_with_links(client: "Client", path: str) -> float:
    """Kilobytes of a page and of all that it links, as they are sent."""
    html = client.get(path).content.decode()
    linked = [path, *dict.fromkeys(_LINKED.findall(html))]
    sent = [client.get(url, headers={"accept-encoding": ENCODINGS}) for url in linked]
    return sum(len(answer.getvalue()) for answer in sent) / KILO


if __name__ == "__main__":
    sys.exit(main())
