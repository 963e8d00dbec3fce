"""An open loop on a real server: requests leave at their hour whether or not others are answered.

Arguments: PORT SECONDS RATE, on the home in PARVIS_HOME. The mix: 60 % reading (half the queue, a
third files, a sixth Open311), 25 % citizens' entries, 15 % agents' actions (answers, notes,
closings). A latency runs from the hour at which its request was due to leave, so that a server
that lags is not forgiven. One bare page in twenty is the yardstick.
"""

import http.client
import os
import random
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from urllib.parse import urlencode

from parvis.site.bench.children import tell
from parvis.site.bench.desk_steps import AGENT, open_agent
from parvis.site.home import home_at
from parvis.site.start import start

MIX = (("queue", 30), ("file", 20), ("open311", 10), ("citizen", 25), ("answer", 8), ("note", 4),
       ("close", 3))  # fmt: skip
BARE_SHARE, CLIENTS, SEED, KILO = 0.05, 40, 6, 1_000
PATIENCE_S = 30
Sent = tuple[str, str, dict[str, str] | None]


class Load:
    """What the clients share: who they are, which files they open, what came of it."""

    def __init__(self, port: int, seconds: float, rate: float) -> None:
        self.port, self.seconds, self.rate = port, seconds, rate
        self.cookie, self.csrf, self.key, self.files = _doors()
        self.draw = random.Random(SEED)  # noqa: S311  a mix, not a secret
        self.taken: dict[str, list[float]] = {}
        self.errors: dict[str, int] = {}
        self.lock = threading.Lock()
        self.local = threading.local()

    def run(self) -> None:
        """Send at the rate for so long, then wait for the last answers."""
        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            for n in range(int(self.seconds * self.rate)):
                due = began + n / self.rate
                time.sleep(max(0.0, due - time.perf_counter()))
                clients.submit(self.one, self.kind(), n, due)
                if self.draw.random() < BARE_SHARE:
                    clients.submit(self.one, "bare", n, time.perf_counter())

    def kind(self) -> str:
        """What the next client does, by the mix."""
        return self.draw.choices([k for k, _ in MIX], [share for _, share in MIX])[0]

    def one(self, kind: str, n: int, due: float) -> None:
        """Send one request and note how long after its hour it was answered, and how."""
        try:
            status = self.send(*self.asked(kind, n))
        except (OSError, http.client.HTTPException):
            status = 0
            self.local.link = None
        taken = (time.perf_counter() - due) * KILO
        with self.lock:
            self.taken.setdefault(kind, []).append(taken)
            if status not in (200, 201, 302):
                self.errors[f"{kind} {status}"] = self.errors.get(f"{kind} {status}", 0) + 1

    def asked(self, kind: str, n: int) -> Sent:
        """The request of a kind: method, address, form."""
        pk = self.files[n % len(self.files)]
        act = f"/guichet/demandes/{pk}/faire/"
        forms: dict[str, Callable[[], Sent]] = {
            "queue": lambda: ("GET", "/guichet/", None),
            "bare": lambda: ("GET", "/bare/listed/", None),
            "file": lambda: ("GET", f"/guichet/demandes/{pk}/", None),
            "open311": lambda: ("GET", f"/open311/v2/requests/{6 * n + 1}.json", None),
            "citizen": lambda: ("POST", "/open311/v2/requests.json", {
                "api_key": self.key, "service_code": "voirie", "lat": "47.79", "long": "1.06",
                "description": f"Un trou devant le {n}", "email": f"c{n}@example.org"}),
            "answer": lambda: ("POST", act, {"faire": "repondre", "texte": "Nous passons."}),
            "note": lambda: ("POST", act, {"faire": "noter", "texte": "Vu sur place."}),
            "close": lambda: ("POST", f"/guichet/demandes/{self.files.pop()}/faire/",
                              {"faire": "clore", "texte": "Réparé."}),
        }  # fmt: skip
        return forms[kind]()

    def send(self, method: str, path: str, form: dict[str, str] | None) -> int:
        """The status of the answer, read to its end; the connection is kept."""
        link = getattr(self.local, "link", None)
        if link is None:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
            self.local.link = link
        heads = {"Cookie": f"parvis_session={self.cookie}; parvis_csrf={self.csrf}",
                 "X-CSRFToken": self.csrf, "Host": "localhost"}  # fmt: skip
        if form is not None:
            heads["Content-Type"] = "application/x-www-form-urlencoded"
        link.request(method, path, urlencode(form or {}) or None, heads)
        answer = link.getresponse()
        answer.read()
        return int(answer.status)


def _doors() -> tuple[str, str, str, list[int]]:
    """A session of the agent, a token against forgery, an application's key, files to open."""
    from datetime import UTC, datetime

    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from parvis.apps.accounts.models import Account
    from parvis.apps.authorities.selectors import principal
    from parvis.apps.casework.models import ServiceRequest
    from parvis.apps.channels.keys import give_key
    from parvis.core.access import OPERATOR

    client, town = Client(), principal()
    client.force_login(Account.objects.get(email=AGENT), settings.AUTHENTICATION_BACKENDS[-1])
    code = town.code if town else ""
    key, _ = give_key(actor=OPERATOR, now=datetime.now(UTC), authority=code, title="Charge")
    open_ones = ServiceRequest.objects.filter(is_open=True).values_list("pk", flat=True)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return session, _get_new_csrf_string(), key, list(open_ones[:20_000])


def main() -> None:
    """Run the load that the arguments name, and say its percentiles and its errors."""
    start(home_at(os.environ["PARVIS_HOME"]))
    open_agent()
    load = Load(int(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3]))
    load.run()
    everything = [t for kind, times in load.taken.items() if kind != "bare" for t in times]
    tell(
        all=_summary(everything),
        bare=_summary(load.taken.get("bare", [0.0, 0.0])),
        kinds={kind: _summary(times) for kind, times in load.taken.items() if len(times) > 1},
        errors=load.errors,
        sent=len(everything),
    )


def _summary(times: list[float]) -> dict[str, float]:
    cuts = quantiles(times, n=100)
    return {"median": cuts[49], "p95": cuts[94], "p99": cuts[98], "n": len(times)}


if __name__ == "__main__":
    main()
