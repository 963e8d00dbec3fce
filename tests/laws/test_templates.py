"""Law: every template and static file serves, none holds inline code, forms are protected."""

import re
from importlib.util import find_spec
from pathlib import Path

from each import each
from laws.repo import PACKAGE, files

TEMPLATES = tuple(p for p in files(".html", ".txt", under=PACKAGE) if "templates" in p.parts)
NAMED_BY_DJANGO = {"400.html", "403.html", "404.html", "500.html"}
INLINE = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=|javascript:|<script(?![^>]*\ssrc=)", re.I)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.S)
HIDDEN = re.compile(r"\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", re.S)


def _name(path: Path) -> str:
    return "/".join(path.parts[path.parts.index("templates") + 1 :])


def _overrides_allauth(name: str) -> bool:
    spec = find_spec("allauth")
    assert spec is not None
    assert spec.origin is not None
    return (Path(spec.origin).parent / "templates" / name).is_file()


def test_every_template_is_named_somewhere() -> None:
    sources = {p: p.read_text("utf-8") for p in (*files(".py", under=PACKAGE), *TEMPLATES)}
    idle = [
        _name(p)
        for p in TEMPLATES
        if _name(p) not in NAMED_BY_DJANGO and not _overrides_allauth(_name(p))
        if not any(_name(p) in text for other, text in sources.items() if other != p)
    ]
    assert idle == []


@each(TEMPLATES, _name)
def test_a_template_holds_no_inline_style_and_no_inline_script(path: Path) -> None:
    assert INLINE.findall(path.read_text("utf-8")) == []


@each(TEMPLATES, _name)
def test_a_form_that_changes_something_carries_its_token(path: Path) -> None:
    forms = re.findall(r"<form\b.*?</form>", path.read_text("utf-8"), re.S | re.I)
    posts = [form for form in forms if re.search(r'method="?post', form, re.I)]
    assert [form[:80] for form in posts if "csrf_token" not in form] == []


@each(TEMPLATES, _name)
def test_french_on_screens_follows_french_typography(path: Path) -> None:
    text = TAG.sub("\0", HIDDEN.sub("", path.read_text("utf-8")))
    assert re.findall(r".{0,20}[ ][;:!?%€»](?!\w)|« .{0,20}", text) == []
    assert re.findall(r".{0,20}\w'\w.{0,10}", text) == []


def test_every_static_file_is_asked_for_and_every_one_asked_for_exists() -> None:
    shipped = {
        "/".join(p.parts[p.parts.index("static") + 1 :])
        for p in PACKAGE.glob("apps/*/static/**/*")
        if p.is_file()
    }
    texts = [p.read_text("utf-8") for p in (*TEMPLATES, *files(".py", ".css", under=PACKAGE))]
    asked = {n for text in texts for n in re.findall(r"""\{%\s*static\s+["']([^"']+)""", text)}
    assert asked <= shipped
    assert [n for n in shipped if not any(Path(n).name in text for text in texts)] == []
