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
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a demonstration that serves, and the folder of the mails it sends."""
    place, port = tmp_path_factory.mktemp("demo"), _free_port()
    options = ["demo", "--serve", "--bind", f"127.0.0.1:{port}", "--home", str(place / "home")]
    shell = {"PATH": os.environ["PATH"], "HOME": str(place)}
    server = subprocess.Popen([sys.executable, "-c", PARVIS, *options, "--quiet"], env=shell)
    try:
        _await(port, server)
        yield f"http://127.0.0.1:{port}", place / "home" / "identified" / "outbox"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


class Somebody:
    """A browser without a screen: its cookies, and the forms it sends as people do."""

    def __init__(self, address: str) -> None:
        self.address, self._jar = address, http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def send(self, path: str, to: str = "", **typed: str) -> str:
        """Send the form that `path` shows, to itself or to `to`; where it leads."""
        with self._opener.open(f"{self.address}{path}") as page:
            shown, html = page.url, page.read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        assert token is not None
        form = urllib.parse.urlencode({**typed, "csrfmiddlewaretoken": token[1]})
        answer = urllib.request.Request(f"{self.address}{to}" if to else shown, form.encode())
        answer.add_header("Referer", shown)
        with self._opener.open(answer) as page:
            return str(page.url.removeprefix(self.address))

    @property
    def cookies(self) -> str:
        """What it shows at each visit."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)


def _agent(address: str, role: str) -> Somebody:
    """Somebody of the demonstration who signs in by the form."""
    agent = Somebody(address)
    email = next(a.email for a in ACCOUNTS if a.email.startswith(role))
    agent.send("/insights/", login=email, password=PASSWORD)
    return agent


def _resident(served: tuple[str, Path]) -> Somebody:
    """Somebody who opens their account by the link of their mail."""
    address, outbox = served
    resident = Somebody(address)
    resident.send("/compte/lien/", courriel="ada@exemple.fr")
    mails = sorted(outbox.glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    link = re.search(r"https?://[^/]+(/compte/lien/\S+)", mails[-1].read_text("utf-8"))
    assert link is not None
    resident.send(link[1], nom="Ada Lovelace")
    return resident


def _audit(url: str, cookies: str, place: Path) -> dict[str, float]:
    """Scores of 0 to 100 by category, and "weight": bytes of the first load, as sent."""
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
    scores = {name: 100 * part["score"] for name, part in found["categories"].items()}
    return scores | {"weight": found["audits"]["total-byte-weight"]["numericValue"]}


@pytest.mark.skipif(not LIGHTHOUSE.is_file(), reason="Lighthouse needs Node and npm")
@pytest.mark.parametrize("page", [
    "/insights/", *(f"/insights/questions/{name}/" for name in (
        "qui", "profil", "interets", "moyens", "satisfaits", "agir")),
])  # fmt: skip
def test_a_page_of_figures_is_accessible_and_fast(served, tmp_path: Path, page: str) -> None:
    scores = _audit(f"{served[0]}{page}", _agent(served[0], "elu").cookies, tmp_path)
    assert scores["accessibility"] == 100
    assert scores["performance"] >= 95


LIGHT = 50_000
"""Bytes of the first load of a page of the portal, compressed, pictures and icons included."""
ANYBODY = (
    "/portail/", "/demarches/", "/demarches/cantine/", "/demarches/carte_grise/",
    "/chercher/?q=poubele", "/lieux/", "/services/familles/", "/bouquet/", "/suivi/",
    "/moments/naissance/", "/parcours/commerce/", "/hors-ligne/", "/site/accessibilite/",
    "/site/plan-accessibilite/", "/site/mentions-legales/", "/site/donnees-personnelles/",
    "/site/vos-droits/", "/compte/lien/", "/compte/connexion/",
)  # fmt: skip
SIGNED_IN = ("/portail/", "/mes-donnees/", "/mes-donnees/au-nom-de/",
             "/compte/securite/cles/liste/")  # fmt: skip
MANAGED = ("/gestion/marque/", "/gestion/catalogue/",
           "/gestion/catalogue/formulaires/signalement/",
           "/gestion/catalogue/formulaires/cantine/enfants/")  # fmt: skip


def _is_accessible_and_fast(url: str, cookies: str, place: Path) -> None:
    scores = _audit(url, cookies, place)
    assert scores["accessibility"] == 100
    assert scores["best-practices"] == 100
    assert scores["performance"] >= 98
    assert scores["weight"] < LIGHT


@pytest.mark.skipif(not LIGHTHOUSE.is_file(), reason="Lighthouse needs Node and npm")
@pytest.mark.parametrize("path", ANYBODY)
def test_a_page_of_the_portal_is_accessible_and_fast_on_a_telephone(
    served, tmp_path: Path, path: str
) -> None:
    _is_accessible_and_fast(f"{served[0]}{path}", "", tmp_path)


@pytest.mark.skipif(not LIGHTHOUSE.is_file(), reason="Lighthouse needs Node and npm")
def test_a_form_from_its_first_page_to_what_follows_it_too(served, tmp_path: Path) -> None:
    ada, start = Somebody(served[0]), "/demarches/lampadaire/"
    first = ada.send(start, f"{start}commencer/")
    _is_accessible_and_fast(f"{served[0]}{first}", ada.cookies, tmp_path)
    ada.send(first, lieu="12 rue Poterie", description="Éteint", danger="non", geste="continuer")
    draft = "/".join(first.split("/")[:3])
    ada.send(f"{draft}/page/vous/", geste="continuer")
    for path in (f"{draft}/verifier/", f"{draft}/garder/"):
        _is_accessible_and_fast(f"{served[0]}{path}", ada.cookies, tmp_path)
    followed = ada.send(f"{draft}/verifier/")
    _is_accessible_and_fast(f"{served[0]}{followed}", ada.cookies, tmp_path)
    receipt = f"{followed.partition('?')[0]}recepisse/"
    _is_accessible_and_fast(f"{served[0]}{receipt}", ada.cookies, tmp_path)


@pytest.mark.skipif(not LIGHTHOUSE.is_file(), reason="Lighthouse needs Node and npm")
def test_what_is_held_of_a_resident_too(served, tmp_path: Path) -> None:
    ada = _resident(served)
    for path in SIGNED_IN:
        _is_accessible_and_fast(f"{served[0]}{path}", ada.cookies, tmp_path)


@pytest.mark.skipif(not LIGHTHOUSE.is_file(), reason="Lighthouse needs Node and npm")
def test_what_a_manager_changes_too(served, tmp_path: Path) -> None:
    manager = _agent(served[0], "marketing")
    for path in MANAGED:
        _is_accessible_and_fast(f"{served[0]}{path}", manager.cookies, tmp_path)
