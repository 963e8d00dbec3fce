"""Lighthouse on the page of figures of an élu and on the portal, as `parvis demo` serves them."""

import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from parvis.apps.accounts.demonstration import ACCOUNTS, PASSWORD

pytestmark = [pytest.mark.long, pytest.mark.browser]

LIGHTHOUSE = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"
CHROME_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
PARVIS = "from parvis.site.cli import main; main()"
READY_SECONDS, TRY_SECONDS = 300, 0.2


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, server: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _ in range(int(READY_SECONDS / TRY_SECONDS)):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, "the server stopped"
        pause.wait(TRY_SECONDS)
    pytest.fail("the server does not answer")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a demonstration that serves."""
    place, port = tmp_path_factory.mktemp("demo"), _free_port()
    options = ["demo", "--serve", "--bind", f"127.0.0.1:{port}", "--home", str(place / "home")]
    shell = {"PATH": os.environ["PATH"], "HOME": str(place)}
    server = subprocess.Popen([sys.executable, "-c", PARVIS, *options, "--quiet"], env=shell)
    try:
        _await(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def _cookies(address: str) -> str:
    """The cookies of an élu who signs in as people do: by the form."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    with browser.open(f"{address}/insights/") as page:
        login, html = page.url, page.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
    assert token is not None
    email = next(a.email for a in ACCOUNTS if a.email.startswith("elu"))
    form = {"login": email, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    answer = urllib.request.Request(login, urllib.parse.urlencode(form).encode())
    answer.add_header("Referer", login)
    with browser.open(answer) as page:
        assert page.url.startswith(f"{address}/")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _audit(url: str, cookies: str, place: Path) -> dict[str, float]:
    """Scores of 0 to 100 by category."""
    headers, report = place / "headers.json", place / "report.json"
    headers.write_text(json.dumps({"Cookie": cookies}), "utf-8")
    command = [
        str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}",
        f"--chrome-flags={CHROME_FLAGS}", f"--extra-headers={headers}",
        "--only-categories=accessibility,best-practices,performance",
    ]  # fmt: skip
    chrome = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    subprocess.run(command, check=True, env={**os.environ, "CHROME_PATH": chrome})
    found = json.loads(report.read_text("utf-8"))
    assert found["finalDisplayedUrl"] == url
    return {name: 100 * part["score"] for name, part in found["categories"].items()}


@pytest.mark.skipif(not LIGHTHOUSE.is_file(), reason="Lighthouse needs Node and npm")
def test_the_page_of_figures_is_accessible_and_fast(served: str, tmp_path: Path) -> None:
    scores = _audit(f"{served}/insights/", _cookies(served), tmp_path)
    assert scores["accessibility"] == 100
    assert scores["performance"] >= 95


@pytest.mark.skipif(not LIGHTHOUSE.is_file(), reason="Lighthouse needs Node and npm")
@pytest.mark.parametrize(
    "path",
    ["/portail/", "/demarches/", "/demarches/cantine/", "/chercher/?q=poubele", "/lieux/",
     "/bouquet/", "/suivi/", "/moments/naissance/", "/parcours/commerce/", "/site/accessibilite/",
     "/compte/lien/", "/compte/connexion/"],
)  # fmt: skip
def test_a_page_of_the_portal_is_accessible_and_fast_on_a_telephone(
    served: str, tmp_path: Path, path: str
) -> None:
    scores = _audit(f"{served}{path}", "", tmp_path)
    assert scores["accessibility"] == 100
    assert scores["best-practices"] == 100
    assert scores["performance"] >= 98
