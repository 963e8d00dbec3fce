"""Law: the documents say what the code does, no less and no more."""

import ast
import re
from pathlib import Path

from each import each
from laws.repo import DOCS, PACKAGE, ROOT, code, files, nodes, shown, tree

PAGES = files(".md")
SETTING = re.compile(r"\bPARVIS_[A-Z][A-Z_]*\b")


@each(PAGES, shown)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text("utf-8"))
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (page.parent / link).exists()] == []


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    known = {name for path in code() for name in SETTING.findall(path.read_text("utf-8"))}
    assert set(SETTING.findall((DOCS / "operations.md").read_text("utf-8"))) == known


def test_the_readme_gives_exactly_two_commands_to_begin() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    block = re.search(r"```sh\n(.*?)```", text, re.S)
    assert block is not None
    commands = [line.split("#")[0].strip() for line in block[1].splitlines()]
    assert commands == ["make run", "make test"]


def test_architecture_names_every_package_and_only_those() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    named = set(re.findall(r"`((?:core|engines|gate|apps|site)/[a-z_]+)`", text))
    rooms = ("core", "engines", "gate", "apps", "site")
    packages = {f"{room}/{p.parent.name}" for room in rooms for p in _packages(PACKAGE / room)}
    assert packages - named == set()
    assert [name for name in named if not _exists(name)] == []


def _packages(room: Path) -> list[Path]:
    return list(room.glob("*/__init__.py"))


def _exists(name: str) -> bool:
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


def test_decisions_are_numbered_without_a_gap_and_say_what_was_decided() -> None:
    records = sorted(p for p in (DOCS / "adr").glob("*.md") if p.name != "README.md")
    assert [int(p.name[:4]) for p in records] == list(range(1, len(records) + 1))
    index = (DOCS / "adr" / "README.md").read_text("utf-8")
    assert [p.name for p in records if p.name not in index] == []
    parts = ("## Context", "## Decision", "## Consequences")
    texts = {p.name: p.read_text("utf-8") for p in records}
    assert [n for n, text in texts.items() if any(part not in text for part in parts)] == []


def test_no_document_mentions_a_page_that_is_empty() -> None:
    assert [shown(p) for p in PAGES if not p.read_text("utf-8").strip()] == []


def _models() -> set[str]:
    """Names of the records: classes of the `models` modules that are not abstract bases."""
    modules = [p for p in code() if p.name == "models.py" or p.parent.name == "models"]
    classes = [n for p in modules for n in nodes(p) if isinstance(n, ast.ClassDef)]
    classes = [c for c in classes if "abstract = True" not in ast.unparse(c)]
    return {c.name for c in classes if any("Model" in ast.unparse(b) or "Scoped" in ast.unparse(b)
            for b in c.bases)}  # fmt: skip


def _enumerated(module: str, *names: str) -> set[str]:
    classes = {n.name: n for n in tree(PACKAGE / module).body if isinstance(n, ast.ClassDef)}
    assigned = [n for name in names for n in classes[name].body if isinstance(n, ast.Assign)]
    return {n.value.value for n in assigned if isinstance(n.value, ast.Constant)}


def _defined() -> set[str]:
    return {p.stem for kind in ("metrics", "facts") for p in (PACKAGE / kind).glob("*.toml")}


_METRIC_WORDS = ("Kind", "Protection", "Interval", "Additivity", "Direction", "Relation")


def _glossary() -> set[str]:
    pages = ((DOCS / page).read_text("utf-8") for page in ("glossary.md", "catalogue.md"))
    rows = [row for page in pages for row in page.splitlines()]
    cells = [row.split("|")[2] for row in rows if row.startswith("|") and row.count("|") >= 4]
    return {term for cell in cells for term in re.findall(r"`([^`]+)`", cell)}


def test_the_glossary_holds_every_word_of_the_house() -> None:
    words = _models() | _defined()
    words |= _enumerated("core/sectors.py", "Sector")
    words |= _enumerated("core/access.py", "Role", "Capability")
    words |= _enumerated("core/metrics/definition.py", *_METRIC_WORDS)
    assert words - _glossary() == set()


def test_the_glossary_holds_no_word_that_the_code_has_lost() -> None:
    texts = [p.read_text("utf-8") for p in files(".py", ".toml", under=PACKAGE)]
    names = {p.stem for p in files(".toml", under=PACKAGE)}
    lost = [t for t in _glossary() - names if not any(t in text for text in texts)]
    assert lost == []
