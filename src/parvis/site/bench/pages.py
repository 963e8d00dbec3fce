"""Times and weighs a page of the home in PARVIS_HOME (its figures), and a bare one beside it.

Argument: the address of the page, /insights/ by default.
"""

import os
import re
import sys
from statistics import median, quantiles
from time import perf_counter
from typing import TYPE_CHECKING

from parvis.site.bench.children import tell
from parvis.site.home import home_at
from parvis.site.start import start

if TYPE_CHECKING:
    from django.test import Client

WARM_UPS, VISITS = 5, 60
KILO = 1_000
ENCODINGS = "br, gzip"
PAGE = sys.argv[1] if len(sys.argv) > 1 else "/insights/"
BARE = "/bare/"
_LINKED = re.compile(r'<(?:link[^>]*rel="stylesheet"|script)[^>]*(?:href|src)="([^"]+)"')


def main() -> None:
    """Visit both pages in turn, so that a busy machine weighs on both."""
    client = signed_in()
    for _ in range(WARM_UPS):
        visit(client, PAGE), visit(client, BARE)
    times: dict[str, list[float]] = {PAGE: [], BARE: []}
    for _ in range(VISITS):
        for path, taken in times.items():
            taken.append(visit(client, path))
    sent = linked(client, PAGE)
    tell(
        page={**_summary(times[PAGE]), "kilobytes": sum(weight(client, u) for u in sent)},
        bare={**_summary(times[BARE]), "kilobytes": weight(client, BARE)},
        requests=len(sent),
    )


def signed_in() -> "Client":
    start(home_at(os.environ["PARVIS_HOME"]))
    from django.conf import settings
    from django.test import Client

    from parvis.apps.accounts.demonstration import ACCOUNTS
    from parvis.apps.accounts.models import Account
    from parvis.site.serve import gather_static

    gather_static()
    settings.ROOT_URLCONF = "parvis.site.bench.bare"
    client = Client(SERVER_NAME="localhost")
    account = Account.objects.get(email=ACCOUNTS[0].email)
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def visit(client: "Client", path: str) -> float:
    """Milliseconds of one answered request."""
    started = perf_counter()
    answered = client.get(path, headers={"accept-encoding": ENCODINGS})
    taken = (perf_counter() - started) * KILO
    if answered.status_code != 200:
        raise RuntimeError(f"{path} answers {answered.status_code}")
    return taken


def linked(client: "Client", page: str) -> list[str]:
    """The page and the style sheets and scripts that it asks for."""
    html = client.get(page).content.decode()
    return [page, *dict.fromkeys(_LINKED.findall(html))]


def weight(client: "Client", path: str) -> float:
    """Kilobytes sent for `path`, compressed or not: as the server does it."""
    sent = client.get(path, headers={"accept-encoding": ENCODINGS})
    return len(sent.getvalue()) / KILO


def _summary(times: list[float]) -> dict[str, float]:
    return {"median": median(times), "p95": quantiles(times, n=20)[-1]}


if __name__ == "__main__":
    main()
