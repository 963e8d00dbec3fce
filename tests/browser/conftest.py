"""A real Chromium on a live server: each page is judged by axe in every appearance."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from looks import LOOKS, faults, look_as
from published import published, published_home, published_ports

__all__ = ["published", "published_home", "published_ports"]

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    # A page is seen for a second: code made fast for pages that stay is work lost.
    "--js-flags=--no-opt --no-maglev",
]

LONGEST = 30
"""Seconds after which an answer is held to be stuck."""


def _executable() -> str:
    """CHROMIUM, else the first browser found; without one the browser tests fail."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("no Chromium: install it or give its path in CHROMIUM")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session. Its driver runs an event loop, which Django must allow."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_executable(), args=FLAGS)
        yield browser
        browser.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
    if before is not None:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def opened(chromium: Browser, live_server: object) -> Iterator[Callable[..., Page]]:
    """Opens an address in a new window: width, appearance, and who is signed in."""
    contexts = []

    def open_page(
        path: str, *, width: int = 1440, scheme: str = "light", client: Client | None = None
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, locale="fr-FR"
        )
        contexts.append(context)
        if client is not None:
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            name, url = settings.SESSION_COOKIE_NAME, live_server.url  # type: ignore[attr-defined]
            context.add_cookies([{"name": name, "value": session, "url": url}])
        page = context.new_page()
        page.goto(f"{live_server.url}{path}")  # type: ignore[attr-defined]
        return page

    yield open_page
    for context in contexts:
        context.close()
    _let_the_server_end()


def _let_the_server_end() -> None:
    """What a window that closes had asked is answered before the database is emptied."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(LONGEST)


@pytest.fixture
def judged(
    opened: Callable[..., Page], live_server: object, axe: Axe
) -> Callable[[Mapping[str, str]], list[str]]:
    """Judges several screens, a name and an address each, that one visitor sees one after the
    other: a window for each, and what they show made again for each, was a fifth of the work."""

    def judge(pages: Mapping[str, str], *, client: Client | None = None) -> list[str]:
        (first, path), *others = pages.items()
        page = opened(path, client=client)
        found = faults(page, axe, first)
        for name, path in others:
            look_as(page, *LOOKS[0][:2], before=LOOKS[-1][1])
            page.goto(f"{live_server.url}{path}")  # type: ignore[attr-defined]
            found += faults(page, axe, name)
        return found

    return judge


@pytest.fixture(scope="session")
def axe() -> Axe:
    """The accessibility engine, bundled with its Python package."""
    return Axe()
