"""How every screen is judged: in each width and appearance, it fits and axe finds no fault."""

import json
import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

HEIGHT = 900
OF_COLOURS = ["color-contrast", "link-in-text-block"]
SHAPES: dict[str, object] = {"rules": {rule: {"enabled": False} for rule in OF_COLOURS}}
"""What the markup is, and what a change of width can change."""
COLOURS: dict[str, object] = {"runOnly": OF_COLOURS}
"""What a change of appearance can change; three quarters of the judge's work."""
LOOKS = (
    (1440, "light", (SHAPES, COLOURS)),
    (1440, "dark", (COLOURS,)),
    (375, "dark", ()),
    (375, "light", (SHAPES,)),
    (320, "light", ()),
)
"""Width, appearance, and the rules that are judged there besides that nothing overflows; in the
order that lays the page out anew the least often."""
LONG_FORM = {"light": (SHAPES, COLOURS), "dark": (COLOURS,)}
"""Judged in every look when PARVIS_LOOKS is "all": `make test-all`."""
ROWS_LIKE_THE_FIRST = "tbody > tr:nth-child(n + 4):not(:last-child)"
"""Rows whose colours are taken to be those of the first ones, except in the long form."""
EACH_COLOUR_READ_ONCE = """
(() => {
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    if (!known.has(text)) {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
})();
"""
"""The judge reads a colour's text anew for each element behind each word: a fifth of its work."""
FIELDS_ON_THEIR_OBJECT = """
(() => {
  class Kept {
    constructor() { this.key = Symbol(); }
    set(owner, value) { owner[this.key] = value; return this; }
    add(owner) { return this.set(owner, true); }
    get(owner) { return owner[this.key]; }
    has(owner) { return this.key in owner; }
    delete(owner) { return delete owner[this.key]; }
  }
  window.weak = [window.WeakMap, window.WeakSet];
  window.WeakMap = window.WeakSet = Kept;
})();
"""
AS_BEFORE = "[window.WeakMap, window.WeakSet] = window.weak; delete window.weak;"
"""Written for browsers of before private fields, the judge keeps those of each colour in weak maps:
a quarter of its work."""
TITLES_AND_TEXT = """
[document.querySelectorAll("h1").length, document.querySelector("main").innerText]
"""
FOR_RULES_ASKED = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
"""The page's styles would be fetched again for one rule, which is an experiment and not judged."""


def faults(page: Page, axe: Axe, name: str) -> list[str]:
    """What is wrong with the screen that `page` shows, in any of LOOKS; pictured if asked."""
    page.wait_for_load_state()
    titles, text = page.evaluate(TITLES_AND_TEXT)
    found = [] if titles == 1 else [f"{name} has no single h1"]
    if "Erreur 500" in text:
        found.append(f"{name} fails")
    _bring(page, axe)
    before = ""
    for width, scheme, rules in LOOKS:
        look_as(page, width, scheme, before=before)
        before = scheme
        _picture(page, f"{name}-{width}-{scheme}.png")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} overflows at {width} px")
        judged = LONG_FORM[scheme] if _is_long() else rules
        found += [f"{name} {width} {scheme}: {fault}" for fault in _violations(page, judged)]
    return found


def look_as(page: Page, width: int, scheme: str, *, before: str = "") -> None:
    """Show `page` so; what it is already is not asked for, which would lay it out again."""
    if page.viewport_size != {"width": width, "height": HEIGHT}:
        page.set_viewport_size({"width": width, "height": HEIGHT})
    if scheme != before:
        page.emulate_media(color_scheme=scheme)


def faults_at_400_percent(page: Page, axe: Axe, name: str) -> list[str]:
    """What is wrong at the largest zoom that WCAG asks (1.4.10): 1280 by 1024 seen four times."""
    page.wait_for_load_state()
    page.set_viewport_size({"width": 320, "height": 256})
    _bring(page, axe)
    found = []
    for scheme, rules in LONG_FORM.items():
        page.emulate_media(color_scheme=scheme)
        found += [f"{name} {scheme}: {fault}" for fault in _violations(page, rules)]
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append(f"{name} overflows at 400 %")
    return found


def _bring(page: Page, axe: Axe) -> None:
    """Give the page its judge, and its window, which gives it to those that come: it reads the
    same text again three times as fast."""
    if page.evaluate("typeof axe") == "undefined":
        parts = (FIELDS_ON_THEIR_OBJECT, axe.axe_script, ";", AS_BEFORE, EACH_COLOUR_READ_ONCE)
        judge = "".join(parts)
        page.add_init_script(judge)
        page.evaluate(judge)


def _is_long() -> bool:
    return os.environ.get("PARVIS_LOOKS") == "all"


def _violations(page: Page, judged: tuple[dict[str, object], ...]) -> list[str]:
    """The rules of axe that the page breaks, each with the elements that break it."""
    broken = [found for rules in judged for found in _broken(page, rules)]
    return [f"{b['id']} ({b['help']}): {[n['html'] for n in b['nodes']]}" for b in broken]


def _broken(page: Page, rules: dict[str, object]) -> list[dict]:
    skipped = [[ROWS_LIKE_THE_FIRST]] if rules is COLOURS and not _is_long() else []
    where = json.dumps({"include": [["html"]], "exclude": skipped})
    asked = json.dumps({**rules, **FOR_RULES_ASKED})
    return page.evaluate(f"axe.run({where}, {asked}).then(found => found.violations)")


def _picture(page: Page, file: str) -> None:
    """Keep a picture for the eye, in the folder that PARVIS_SCREENS names."""
    asked = os.environ.get("PARVIS_SCREENS")
    if asked:
        Path(asked).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(asked) / file, full_page=True)
