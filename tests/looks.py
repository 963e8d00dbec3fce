"""How every screen is judged: in each width and appearance, it fits and axe finds no fault."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOKS = ((1440, "light"), (375, "light"), (320, "light"), (1440, "dark"), (375, "dark"))
HEIGHT = 900
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What a change of appearance can change: markup is judged in the light, where it is the same."""


def faults(page: Page, axe: Axe, name: str) -> list[str]:
    """What is wrong with the screen that `page` shows, in any of LOOKS; pictured if asked."""
    found = [] if page.locator("h1").count() == 1 else [f"{name} has no single h1"]
    if "Erreur 500" in page.inner_text("main"):
        found.append(f"{name} fails")
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        _picture(page, f"{name}-{width}-{scheme}.png")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} overflows at {width} px")
        report = axe.run(page, options=COLOURS if scheme == "dark" else None)
        if report.violations_count:
            found.append(f"{name} {width} {scheme}: {report.generate_report()}")
    return found


def _picture(page: Page, file: str) -> None:
    """Keep a picture for the eye, in the folder that PARVIS_SCREENS names."""
    asked = os.environ.get("PARVIS_SCREENS")
    if asked:
        Path(asked).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(asked) / file, full_page=True)
