"""`parvis serve`: web, background work and schedule, from one command."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from parvis.core.errors import Refused
from parvis.core.home import Home

WEB_WORKERS = 2
BLOCKING_THREADS = 4
STOP_SECONDS = 10
APPLICATION = "parvis.site.wsgi:application"


def parse_bind(bind: str) -> tuple[str, int]:
    """("127.0.0.1", 8000) from "127.0.0.1:8000"; Refused if it does not read so."""
    host, _, port = bind.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise Refused("serve.bind", bind=bind)
    return host.strip("[]"), int(port)


def refuse_busy(host: str, port: int) -> None:
    """Refused if something listens there already: better said before than after starting."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Refused("serve.busy", port=port) from error


def gather_static() -> None:
    """Static files with hashed names and compressed twins, for the web server."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def start_afresh() -> NoReturn:
    """Run this very command again in a process that has done nothing yet.

    Web workers are forks, and the engine of drawings (V8) that a process has started never answers
    in its forks: whoever published, and drew, does not serve.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  no shell


def serve(home: Home, host: str, port: int) -> None:
    """Answer on host:port until interrupted; the worker lives and dies with it."""
    from granian import Granian
    from granian.constants import Interfaces

    refuse_busy(host, port)
    gather_static()
    with _background_worker(home):
        Granian(
            APPLICATION,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=WEB_WORKERS,
            blocking_threads=BLOCKING_THREADS,
            respawn_failed_workers=True,
            websockets=False,
            # A worker told to stop while it starts may not hear: it is not waited for longer.
            workers_kill_timeout=STOP_SECONDS,
            log_level="warning",
        ).serve()


@contextmanager
def _background_worker(home: Home) -> Iterator[None]:
    environment = {**os.environ, "PARVIS_HOME": str(home.root)}
    worker = subprocess.Popen([sys.executable, "-m", "parvis.site.worker"], env=environment)
    try:
        yield
    finally:
        worker.send_signal(signal.SIGTERM)
        try:
            worker.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            worker.kill()
