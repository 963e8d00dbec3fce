"""The desk with a million requests: its pages, then an open loop on a real server."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from parvis.core.errors import Unavailable
from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure
from parvis.site.home import home_at

REQUESTS = int(os.environ.get("PARVIS_BENCH_REQUESTS") or 1_000_000)
SECONDS = float(os.environ.get("PARVIS_BENCH_SECONDS") or 30)
RATE, VISITS, START_S = 30, 60, 60
PROMISES = {"queue": 150, "file": 100, "entry": 100}
BARE = "page nue de 20 lignes, même session"


def measure_desk(place: Path, progress: Progress) -> Iterator[Figure]:
    """Milliseconds of the pages, then percentiles of the open loop, on SQLite."""
    home = place / "home"
    progress(0.0, f"{REQUESTS} demandes et leurs événements")
    _make(home)
    filled = measured("desk_steps", "fill", REQUESTS, home=home)
    progress(0.5, "Pages du guichet")
    yield from _pages(measured("desk_steps", "pages", VISITS, home=home), filled)
    progress(0.7, f"Boucle ouverte, {RATE} demandes par seconde")
    yield from _loop(home)
    progress(1.0, "Guichet mesuré")


def _make(home: Path) -> None:
    from parvis.site.start import start_or_make

    start_or_make(home_at(home), now=datetime.now(UTC))


def _pages(found: dict[str, Any], filled: dict[str, Any]) -> Iterator[Figure]:
    note = f"{REQUESTS} demandes, {filled['replayed']} rejouées à l’identique"
    for name, promise in PROMISES.items():
        value, beside = found[name]["median"], found["bare"]["median"]
        yield Figure(f"desk.{name}", value, "ms", BARE, beside, f"< {promise} ms",
                     value < promise, f"{note} ; p95 {found[name]['p95']:.0f} ms")  # fmt: skip


def _loop(home: Path) -> Iterator[Figure]:
    with _served(home) as port:
        found = measured("desk_load", port, SECONDS, RATE, home=home)
    errors = sum(found["errors"].values())
    note = f"{found['sent']} en {SECONDS:.0f} s, {errors} erreurs {found['errors'] or ''}"
    p95, beside = found["all"]["p95"], found["bare"]["p95"]
    yield Figure("desk.loop_p95", p95, "ms", BARE, beside, "< 400 ms, sans erreur",
                 p95 < 400 and not errors, note)  # fmt: skip


@contextmanager
def _served(home: Path) -> Iterator[int]:
    """The town's server on a free port, stopped afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "parvis.site.bench.desk_server", str(port)]
    server = subprocess.Popen(command, env={**os.environ, "PARVIS_HOME": str(home)},
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(START_S)


def _wait(port: int) -> None:
    for _ in range(START_S * 4):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/bare/", timeout=5):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.25)
    raise Unavailable("parvis serve")
