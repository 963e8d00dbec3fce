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
from pathlib import Path
from typing import Any

from parvis.core.errors import Unavailable
from parvis.core.ports import Progress
from parvis.site.bench.children import measured
from parvis.site.bench.cluster import binaries, temporary_cluster
from parvis.site.bench.figures import Figure

REQUESTS = int(os.environ.get("PARVIS_BENCH_REQUESTS") or 1_000_000)
SECONDS = float(os.environ.get("PARVIS_BENCH_SECONDS") or 30)
RATE, VISITS, START_S = 30, 60, 60
PROMISES = {"queue": 150, "file": 100, "entry": 100}
BARE = "page nue de 20 lignes, même session"


def measure_desk(place: Path, progress: Progress) -> Iterator[Figure]:
    """Milliseconds of the pages, then percentiles of the open loop, on SQLite."""
    home = place / "home"
    progress(0.0, f"{REQUESTS} demandes et leurs événements")
    measured("desk_steps", "make", 0, home=home)
    filled = measured("desk_steps", "fill", REQUESTS, home=home)
    progress(0.5, "Pages du guichet")
    yield from _pages(measured("desk_steps", "pages", VISITS, home=home), filled)
    progress(0.6, f"Boucle ouverte sur SQLite, {RATE} demandes par seconde")
    yield from _loop(home, "desk.loop_sqlite_p95", "p95", 400)
    if binaries() is not None:
        progress(0.7, "Les mêmes sur PostgreSQL")
        yield from _on_postgresql(place, progress)
    progress(1.0, "Guichet mesuré")


def _on_postgresql(place: Path, progress: Progress) -> Iterator[Figure]:
    """The same million and the same loop on a PostgreSQL of one's own, walls up."""
    home = place / "home-pg"
    with temporary_cluster() as url, _database(url):
        measured("desk_steps", "make", 0, home=home)
        measured("desk_steps", "fill", REQUESTS, home=home)
        progress(0.85, f"Boucle ouverte sur PostgreSQL, {RATE} demandes par seconde")
        yield from _loop(home, "desk.loop_postgresql_p99", "p99", 300)


@contextmanager
def _database(url: str) -> Iterator[None]:
    os.environ["PARVIS_DATABASE"] = url
    try:
        yield
    finally:
        del os.environ["PARVIS_DATABASE"]


def _pages(found: dict[str, Any], filled: dict[str, Any]) -> Iterator[Figure]:
    note = f"{REQUESTS} demandes, {filled['replayed']} rejouées à l’identique"
    for name, promise in PROMISES.items():
        value, beside = found[name]["median"], found["bare"]["median"]
        yield Figure(f"desk.{name}", value, "ms", BARE, beside, f"< {promise} ms",
                     value < promise, f"{note} ; p95 {found[name]['p95']:.0f} ms")  # fmt: skip


def _loop(home: Path, name: str, level: str, promise: int) -> Iterator[Figure]:
    with _served(home) as port:
        found = measured("desk_load", port, SECONDS, RATE, home=home)
    errors = sum(found["errors"].values())
    kinds = ", ".join(f"{kind} {times[level]:.0f}" for kind, times in found["kinds"].items())
    note = (f"{found['sent']} en {SECONDS:.0f} s, {errors} erreurs {found['errors'] or ''} ; "
            f"{level} par geste : {kinds}")  # fmt: skip
    value, beside = found["all"][level], found["bare"][level]
    yield Figure(name, value, "ms", BARE, beside, f"< {promise} ms, sans erreur",
                 value < promise and not errors, note)  # fmt: skip


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
