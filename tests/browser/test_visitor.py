"""A visitor without training answers the four questions on the demonstration, as a newcomer has it.

Only what is visible is followed: the words of links, from the home of the figures; the answer is
read in its sentence and proved by the figure that the sentence leads to.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from parvis.apps.accounts.demonstration import PASSWORD
from parvis.core.population.planted import UNDERSERVED_IRIS
from synthetic import margins

pytestmark = [pytest.mark.browser, pytest.mark.long]
READY_S, PAGE_MS = 600, 30_000
UNDERSERVED = margins().iris[UNDERSERVED_IRIS].name


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `parvis demo --serve`, in the size that everyone gets."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    command = [str(Path(sys.executable).with_name("parvis")), "demo", "--serve", "--quiet",
               "--home", str(tmp_path_factory.mktemp("demo") / "m"),
               "--bind", f"127.0.0.1:{port}"]  # fmt: skip
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as served:
        try:
            _wait_for(port, served)
            yield f"http://127.0.0.1:{port}"
        finally:
            served.send_signal(signal.SIGINT)


def _wait_for(port: int, served: subprocess.Popen[bytes]) -> None:
    pause = threading.Event()
    for _ in range(READY_S * 2):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert served.poll() is None, "the server stopped"
        pause.wait(0.5)
    pytest.fail("the demonstration does not answer")


@pytest.fixture(params=[1440, 375])
def visitor(
    request: pytest.FixtureRequest, demonstration: str, chromium: Browser
) -> Iterator[Page]:
    """Somebody who has signed in and sees the home of the figures, on a desk or a telephone."""
    context = chromium.new_context(viewport={"width": request.param, "height": 900}, locale="fr-FR")
    context.set_default_timeout(PAGE_MS)
    page = context.new_page()
    page.goto(f"{demonstration}/insights/")
    page.fill("[name=login]", "dgs@vendome.example")
    page.fill("[name=password]", PASSWORD)
    page.locator("main form button").first.click()
    page.wait_for_url("**/insights/")
    yield page
    context.close()


def _opened(page: Page, words: str) -> str:
    """Follow a visible link, then read the answer."""
    page.get_by_role("link", name=words).filter(visible=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(words)
    return _plain(page.locator(".answer").inner_text())


def _proved(page: Page, link_of: str) -> Locator:
    """Follow a number of the answer to the figure that proves it, and open its table."""
    page.locator(f".answer a[href='#{link_of}']").first.click()
    figure = page.locator(f"figure#{link_of}")
    expect(figure).to_be_in_viewport()
    expect(figure.locator(".draw").locator("svg, img").filter(visible=True)).to_have_count(1)
    figure.get_by_text("Lire en tableau").click()
    expect(figure.get_by_role("table")).to_be_visible()
    return figure


def _plain(text: str) -> str:
    """With the spaces that one types."""
    return " ".join(text.split())


def _numbers(row: Locator) -> list[int]:
    """The whole numbers of a row of a table."""
    return [int(re.sub(r"\D", "", cell)) for cell in row.locator("td").all_inner_texts()]


def test_who_are_my_users(visitor: Page) -> None:
    answer = _opened(visitor, "Qui sont mes usagers")
    below = re.search(r"nettement moins (.+?) que le reste de la ville", answer)
    assert below and below[1] == UNDERSERVED, "the planted neighbourhood, and it alone"
    assert "ce n’est pas un effet du hasard" in answer
    figure = _proved(visitor, "carte")
    expect(figure.get_by_role("row", name=UNDERSERVED)).to_contain_text("entre")


def test_what_is_their_profile(visitor: Page) -> None:
    _opened(visitor, "Qui sont mes usagers")
    answer = _opened(visitor, "Quel est leur profil")
    assert "les 15 à 29 ans sont les moins représentés" in answer
    _proved(visitor, "representation")


def test_what_are_they_interested_in(visitor: Page) -> None:
    _opened(visitor, "Quel est leur profil")
    answer = _opened(visitor, "centres d’intérêt")
    assert "On écrit d’abord à la mairie pour" in answer
    assert "À la médiathèque, on emprunte d’abord" in answer
    _proved(visitor, "motifs")


def test_what_means_do_they_have(visitor: Page) -> None:
    """Families just above the planted threshold declare less: those just under it are the best
    known of all, beside the families that the statistics estimate."""
    _opened(visitor, "centres d’intérêt")
    answer = _opened(visitor, "De quels moyens disposent-ils")
    assert re.search(r"vivent avec moins de [\d\s]+€ par an", answer)
    figure = _proved(visitor, "quotients")
    rows = {_plain(row.locator("th").inner_text()): _numbers(row)
            for row in figure.locator("tbody tr").all()}  # fmt: skip
    known = {name: found[0] / found[1] for name, found in rows.items()}
    assert max(known, key=lambda name: known[name]) == "600 à 899", known
