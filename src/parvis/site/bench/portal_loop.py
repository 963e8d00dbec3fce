"""The opening of September: requests at a fixed rate whatever the answers, then the server killed.

Open loop: each request has its instant; one that starts late is late, and its delay counts from
that instant. The mix is that of a morning of registrations.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

MIX = (
    (35, "GET", "/"),
    (15, "GET", "/chercher/?q=cantinne"),
    (15, "GET", "/demarches/cantine/"),
    (5, "GET", "/demarches/"),
    (30, "POST", "draft"),
)
"""Shares, in hundredths: people look, search, read, and save what they type."""
RATE, THREADS, DRAFTS = 30, 24, 24
READY_S = 60.0
SERVER = "from parvis.site.cli import main; main()"
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Heard:
    """What the loop heard: delays in seconds, failures, and the last number each draft was told
    to be saved with."""

    delays: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    saved: dict[str, int] = field(default_factory=dict)


class Writer:
    """Somebody filling in a form: a draft, its cookie and its token."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.lock = threading.Lock()
        self.count = 0
        cookie, token = self._form("/demarches/lampadaire/", "")
        answer = _ask(port, "POST", "/demarches/lampadaire/commencer/", cookie, token, {})
        self.path = urllib.parse.urlsplit(answer.location).path
        self.cookie, self.token = self._form(self.path, cookie)

    def _form(self, path: str, cookie: str) -> tuple[str, str]:
        answer = _ask(self.port, "GET", path, cookie)
        found = _TOKEN.search(answer.body)
        if found is None:
            raise RuntimeError(f"{path} shows no form ({answer.status})")
        return answer.cookie or cookie, found[1]

    @property
    def code(self) -> str:
        """The code of the draft."""
        return self.path.split("/")[2]

    def save(self, heard: Heard) -> int:
        """Save what is typed, a number that grows; what is acknowledged must never be lost."""
        with self.lock:
            self.count += 1
            form = {"lieu": "rue Poterie", "description": str(self.count), "geste": "enregistrer"}
            status = _ask(self.port, "POST", self.path, self.cookie, self.token, form).status
            if status == http.HTTPStatus.OK:
                heard.saved[self.code] = self.count
            return status


@dataclass(frozen=True)
class _Answer:
    status: int
    body: str
    cookie: str
    location: str


def _ask(
    port: int, method: str, path: str, cookie: str = "", token: str = "",
    form: dict[str, str] | None = None,
) -> _Answer:  # fmt: skip
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as link:
        headers = {"Cookie": cookie, "Accept-Encoding": "gzip", "X-Requested-With": "fetch"}
        body = None
        if form is not None:
            body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if method == "GET":
            headers.pop("Accept-Encoding")
        link.request(method, path, body, headers)
        answer = link.getresponse()
        content = answer.read().decode("utf-8", "replace")
        set_cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return _Answer(answer.status, content, set_cookie, answer.getheader("Location") or "")


def run(home: Path, seconds: int) -> tuple[Heard, int]:
    """What was heard over `seconds`, and how many acknowledged drafts were lost by the kill."""
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, "serve", "--home", str(home), "--bind",
         f"127.0.0.1:{port}", "--quiet"], start_new_session=True,
    )  # fmt: skip
    try:
        _await(port, server)
        writers = [Writer(port) for _ in range(DRAFTS)]
        heard = _loop(port, writers, seconds)
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    return heard, _lost(home, heard)


def _loop(port: int, writers: Sequence[Writer], seconds: int) -> Heard:
    heard, plan = Heard(), _plan(seconds)
    turn, lock, began = iter(range(len(plan))), threading.Lock(), time.monotonic()

    def work() -> None:
        while True:
            with lock:
                rank = next(turn, None)
            if rank is None:
                return
            due = began + rank / RATE
            time.sleep(max(0.0, due - time.monotonic()))
            _one(port, plan[rank], writers[rank % len(writers)], due, heard)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return heard


def _plan(seconds: int) -> list[tuple[str, str]]:
    """The requests in order: the mix, spread so that each hundred holds it exactly."""
    hundred = [(m, p) for share, m, p in MIX for _ in range(share)]
    mixed = [hundred[rank * 37 % 100] for rank in range(100)]
    return [mixed[rank % 100] for rank in range(RATE * seconds)]


def _one(port: int, asked: tuple[str, str], writer: Writer, due: float, heard: Heard) -> None:
    method, path = asked
    try:
        status = writer.save(heard) if method == "POST" else _ask(port, method, path).status
        if status != http.HTTPStatus.OK:
            heard.failures.append(f"{path} {status}")
    except (OSError, http.client.HTTPException) as error:
        heard.failures.append(f"{path} {type(error).__name__}")
    heard.delays.append(time.monotonic() - due)


def _lost(home: Path, heard: Heard) -> int:
    """Drafts whose last acknowledged saving is not in the database after the kill."""
    import sqlite3

    from parvis.site.home import home_at

    with closing(sqlite3.connect(home_at(home).database)) as database:
        rows = dict(database.execute("SELECT code, json_extract(answers, '$.description') "
                                     "FROM portal_draft"))  # fmt: skip
    return sum(int(rows.get(code) or 0) < count for code, count in heard.saved.items())


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_S
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")
