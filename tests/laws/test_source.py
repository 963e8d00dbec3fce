"""Law: the source holds nothing unfinished, and core says nothing of where it runs."""

import ast
import re

from each import each
from laws.repo import PACKAGE, code, files, module_name, nodes, shown, tree

UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time",
          "time.monotonic", "time.perf_counter"}  # fmt: skip


def test_nothing_is_left_to_do() -> None:
    read = files(".py", ".html", ".css", ".js", ".toml", ".md", ".sh")
    found = [shown(p) for p in read if UNFINISHED.search(p.read_text("utf-8"))]
    assert found == []


@each(files(".py", under=PACKAGE / "core"), module_name)
def test_core_reads_no_clock_no_file_and_draws_nothing_unseeded(path) -> None:
    calls = {ast.unparse(n.func) for n in nodes(path) if isinstance(n, ast.Call)}
    files_read = {c for c in calls if c == "open" or c.endswith((".read_text", ".read_bytes"))}
    assert (calls & CLOCKS) | files_read == set()
    assert _imported(path).isdisjoint({"random", "socket", "subprocess", "urllib.request"})


def test_every_module_of_the_package_says_what_it_is() -> None:
    silent = [shown(p) for p in code() if p.stat().st_size and not ast.get_docstring(tree(p))]
    assert silent == []


def test_no_docstring_only_repeats_the_name() -> None:
    assert [found for path in code() for found in _echoes(path)] == []


def _echoes(path) -> list[str]:
    kinds = (ast.FunctionDef, ast.ClassDef)
    named = [n for n in nodes(path) if isinstance(n, kinds)]
    return [
        f"{shown(path)}:{n.name}"
        for n in named
        if _letters(ast.get_docstring(n) or "-") == _letters(n.name)
    ]


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _imported(path) -> set[str]:
    names: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names
