"""How every screen is judged: in each width and appearance, it fits and axe finds no fault."""

import json
import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

HEIGHT = 900
EVERYTHING: dict[str, object] = {}
COLOURS: dict[str, object] = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""What a change of appearance can change: markup is judged in the light, where it is the same."""
LOOKS = (
    (1440, "light", EVERYTHING),
    (375, "light", EVERYTHING),
    (320, "light", None),
    (1440, "dark", COLOURS),
    (375, "dark", None),
)
"""Width, appearance, and the rules that are judged there besides that nothing overflows."""
RULES_OF_THE_LONG_FORM = {"light": EVERYTHING, "dark": COLOURS}
"""Judged in every look when PARVIS_LOOKS is "all": `make test-all`."""


def faults(page: Page, axe: Axe, name: str) -> list[str]:
    """What is wrong with the screen that `page` shows, in any of LOOKS; pictured if asked."""
    found = [] if page.locator("h1").count() == 1 else [f"{name} has no single h1"]
    if "Erreur 500" in page.inner_text("main"):
        found.append(f"{name} fails")
    page.evaluate(axe.axe_script)
    for width, scheme, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        _picture(page, f"{name}-{width}-{scheme}.png")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} overflows at {width} px")
        if os.environ.get("PARVIS_LOOKS") == "all":
            rules = RULES_OF_THE_LONG_FORM[scheme]
        found += [f"{name} {width} {scheme}: {fault}" for fault in _violations(page, rules)]
    return found


def faults_at_400_percent(page: Page, axe: Axe, name: str) -> list[str]:
    """What is wrong at the largest zoom that WCAG asks (1.4.10): 1280 by 1024 seen four times."""
    page.set_viewport_size({"width": 320, "height": 256})
    page.evaluate(axe.axe_script)
    found = []
    for scheme, rules in RULES_OF_THE_LONG_FORM.items():
        page.emulate_media(color_scheme=scheme)
        found += [f"{name} {scheme}: {fault}" for fault in _violations(page, rules)]
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append(f"{name} overflows at 400 %")
    return found


def _violations(page: Page, rules: dict[str, object] | None) -> list[str]:
    """The rules of axe that the page breaks, each with the elements that break it."""
    if rules is None:
        return []
    asked = json.dumps({**rules, "resultTypes": ["violations"]})
    broken = page.evaluate(f"axe.run({asked}).then(found => found.violations)")
    return [f"{b['id']} ({b['help']}): {[n['html'] for n in b['nodes']]}" for b in broken]


def _picture(page: Page, file: str) -> None:
    """Keep a picture for the eye, in the folder that PARVIS_SCREENS names."""
    asked = os.environ.get("PARVIS_SCREENS")
    if asked:
        Path(asked).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(asked) / file, full_page=True)
