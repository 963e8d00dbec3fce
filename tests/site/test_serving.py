"""Who publishes, and so draws, does not serve: web workers are forks, where drawings never end."""

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from parvis.site import demo, serve
from parvis.site.cli import homes

PATIENCE_S = 240


class Left(Exception):
    """The process became another."""


def test_a_demonstration_just_built_is_served_by_a_process_that_drew_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    became: list[list[str]] = []

    def become(program: str, arguments: list[str]) -> None:
        became.append([program, *arguments])
        raise Left

    def never(*_: object) -> None:
        raise AssertionError("served by the process that built it")

    monkeypatch.setattr(demo, "build_demo", lambda *_, **__: True)
    monkeypatch.setattr(serve, "serve", never)
    monkeypatch.setattr(os, "execv", become)
    done = CliRunner().invoke(homes.demo, ["--serve", "--quiet", "--home", str(tmp_path / "m")])
    assert isinstance(done.exception, Left)
    assert became == [[sys.executable, sys.executable, *sys.orig_argv[1:]]]


@pytest.mark.long
def test_the_first_command_of_a_newcomer_answers(tmp_path: Path) -> None:
    """As typed, in the size that everyone gets: it is large enough for its pages to be prepared."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [str(Path(sys.executable).with_name("parvis")), "demo", "--serve", "--quiet",
               "--home", str(tmp_path / "m"), "--bind", f"127.0.0.1:{port}"]  # fmt: skip
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as served:
        try:
            assert _answers(f"http://127.0.0.1:{port}/demarches/", served) == 200
        finally:
            served.send_signal(signal.SIGINT)


def _answers(address: str, served: subprocess.Popen[bytes]) -> int | None:
    """The status of a page, asked again as long as nobody listens."""
    pause = threading.Event()
    for _ in range(PATIENCE_S):
        with suppress(URLError, ConnectionError), urlopen(address, timeout=20) as page:
            return page.status
        assert served.poll() is None, "the server stopped"
        pause.wait(1)
    return None
