"""The judge of screens finds what is planted: a fault of markup, of colour and of width."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from looks import faults

pytestmark = pytest.mark.browser

SOUND = "<!doctype html><html lang=fr><title>T</title><main><h1>Titre</h1>{}</main>"
PALE_IN_THE_DARK = (
    "<style>@media (prefers-color-scheme: dark) {body {background: #111; color: #222}}</style>"
)
PLANTED = (
    ("", ""),
    ("<img src='data:,'>", "image-alt"),
    ("<p style='color: #aaa; background: #fff'>Texte</p>", "color-contrast"),
    (PALE_IN_THE_DARK, "dark: color-contrast"),
    ("<h1>Autre</h1>", "no single h1"),
    ("<div style='width: 350px'>Large</div>", "overflows at 320 px"),
)


@pytest.mark.parametrize(("planted", "expected"), PLANTED)
def test_what_is_wrong_is_found(chromium: Browser, axe: Axe, planted: str, expected: str) -> None:
    page = chromium.new_page()
    page.set_content(SOUND.format(planted))
    found = faults(page, axe, "page")
    page.close()
    assert bool(found) == bool(expected)
    assert expected in "".join(found)


def test_a_page_that_is_still_coming_is_waited_for(chromium: Browser, axe: Axe) -> None:
    page, held = chromium.new_page(), []
    asks = "<script>setTimeout(() => fetch('/knock'), 50)</script><script src=/held></script>"
    body = SOUND.format("").replace("<main>", f"{asks}<main>")
    page.route("**/late", lambda asked: asked.fulfill(body=body, content_type="text/html"))
    page.route("**/held", lambda asked: held.append(asked))
    page.route("**/knock", lambda _: held.pop().fulfill(body=""))
    page.goto("http://parvis.example/late", wait_until="commit")
    found = faults(page, axe, "page")
    page.close()
    assert found == []
