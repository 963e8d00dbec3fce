"""Throughput and weights of the portal's pages, in a process of its own, on the home it is given.

The yardstick is a bare Django page behind the same middlewares: same session and account, the
same queries (as many at least), a table of twenty rows. The page of what is held of somebody
reads more: it has a yardstick of its own.
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
ROUNDS, WARM_UPS = 40, 5
KILO = 1_000
ENCODINGS = "br, gzip"
BARE, BARE_HELD = "/bare-portal/", "/bare-held/"
PAGES = ("/", "/chercher/?q=poubele", "/demarches/cantine/", "/demarches/", "/bouquet/", "/lieux/",
         "/services/familles/", "/suivi/", "/site/accessibilite/", "/moments/naissance/",
         "/parcours/commerce/", "/hors-ligne/", "/mes-donnees/au-nom-de/",
         "/mes-donnees/")  # fmt: skip
BESIDE = dict.fromkeys(PAGES, BARE) | {"/mes-donnees/": BARE_HELD}
"""The yardstick of each page."""
_LINKED = re.compile(
    r'<(?:link[^>]*rel="(?:stylesheet|icon|manifest)"|script|img)[^>]*(?:href|src)="([^"]+)"'
)
"""What a browser asks for at the first load, pictures under the fold included."""


def main() -> None:
    """Visit each page and the bare one in turn, so that a busy machine weighs on all alike."""
    client = _citizen()
    pages = [*PAGES, BARE, BARE_HELD]
    for path in pages * WARM_UPS:
        _visit(client, path)
    queries = {path: _queries(client, path) for path in pages}
    times: dict[str, list[float]] = {path: [] for path in pages}
    for _ in range(ROUNDS):
        for path, taken in times.items():
            taken.append(_visit(client, path))
    middles = {path: median(taken) for path, taken in times.items()}
    tell(
        ratios={path: middles[bare] / middles[path] for path, bare in BESIDE.items()},
        queries={path: [queries[path], queries[bare]] for path, bare in BESIDE.items()},
        seconds=middles,
        kilobytes={path: _weight_with_links(client, path) for path in PAGES},
        pictured=_pictured(client),
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


def _queries(client: "Client", path: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        _visit(client, path)
    return len(asked)


def _pictured(client: "Client") -> float:
    """Kilobytes of the home of a town that gave a logo and a photo, both the hardest to press."""
    from parvis.apps.authorities.selectors import principal
    from parvis.apps.portal.branding import add_photo, keep_logo
    from parvis.core.access import OPERATOR

    place, now = principal(), datetime.now(UTC)
    if place is None:
        raise RuntimeError("the home has no authority")
    keep_logo(actor=OPERATOR, now=now, authority=place, content=_noise(480, 480))
    add_photo(actor=OPERATOR, now=now, authority=place, content=_noise(2400, 1600),
              alt="La place", credit="Ada")  # fmt: skip
    return _weight_with_links(client, "/")


def _noise(width: int, height: int) -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()


def _weight_with_links(client: "Client", path: str) -> float:
    """Kilobytes of a page and of all that it links, as they are sent."""
    html = client.get(path).content.decode()
    linked = [path, *dict.fromkeys(_LINKED.findall(html))]
    sent = [client.get(url, headers={"accept-encoding": ENCODINGS}) for url in linked]
    return sum(len(answer.getvalue()) for answer in sent) / KILO


if __name__ == "__main__":
    sys.exit(main())
