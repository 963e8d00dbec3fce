"""Law: no figure about persons leaves but through disclosure control, by type and by import."""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import get_type_hints

import pytest

from laws.repo import PACKAGE, ROOT, code, nodes, shown
from parvis.apps.api.shapes import table_out
from parvis.core.metrics.exports import to_csv
from parvis.core.privacy.disclosure import DisclosedTable
from parvis.engines.columns import to_parquet

EXACT = {
    "Computed", "Estimate", "Exact", "Figure", "Part", "RawTable", "compute", "disclose", "figure",
    "plan_of",
}  # fmt: skip
"""What exact figures are made of and carried by."""
ROOMS = ("parvis.core.metrics", "parvis.core.privacy", "parvis.core.ports")
READERS = {"DuckDBReader", "SparkReader", "database_of", "folder_of", "folder_of_fact",
           "open_release"}  # fmt: skip
"""What leads to the files of a release."""
ENGINES = {"duckdb", "pandas", "polars", "pyarrow", "pyspark"}
"""What reads those files without a reader of ours."""
WIRING = {
    "src/parvis/site/wiring.py": "DuckDBReader",
    "src/parvis/site/cli/metrics.py": "SparkReader",
}
"""The two places that choose a reader."""
HOLDING = ("src/parvis/apps/campaigns/", "src/parvis/apps/sources/", "src/parvis/site/")
"""The identified side and the composition root may open files; what they open is not a release."""
OUTSIDE = {"parvis.engines": {"outside"}}
"""What applications use of engines directly: the web, where no release is."""
SHOWING = [
    p for p in code()
    if shown(p).startswith(("src/parvis/apps/", "src/parvis/site/"))
    and not shown(p).startswith("src/parvis/site/bench/")
]  # fmt: skip
"""What shows figures. Benchmarks time what they are about; they show no figure of a town."""


def skips(path: str, module: Iterable[ast.AST]) -> Iterator[str]:
    """Each way by which a module that shows figures, given by its nodes, would reach exact ones."""
    for node in module:
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from _taken(path, node.module, [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            for alias in node.names:
                yield from _opened(path, alias.name)
        elif isinstance(node, ast.Attribute) and node.attr in ("snapshot", "run_each"):
            yield f"{node.attr}: a release is asked by core.metrics alone"
        elif isinstance(node, ast.Constant) and node.value in ("snapshot", "run_each"):
            yield f"{node.value}: by its name"
        elif _is_new(node):
            yield "object.__new__: what is not built is not sealed"


def _is_new(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "__new__" and "object" in _names(node)


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _taken(path: str, module: str, names: list[str]) -> Iterator[str]:
    yield from _opened(path, module)
    if module.startswith(ROOMS):
        yield from (name for name in names if name in EXACT or name.startswith("_"))
        if module in ROOMS[:2] or "*" in names:
            yield f"{module}: whole, with the exact figures it holds"
    if module.startswith("parvis.engines"):
        yield from (name for name in names if name in READERS and WIRING.get(path) != name)
        if path.startswith("src/parvis/apps/") and not set(names) <= OUTSIDE.get(module, set()):
            yield f"{module}: applications reach engines through wired"


def _opened(path: str, module: str) -> Iterator[str]:
    if module.split(".")[0] in ENGINES and not path.startswith(HOLDING):
        yield f"{module}: it reads files without a reader of ours"


def test_nothing_that_shows_figures_reaches_exact_ones() -> None:
    found = [(shown(path), why) for path in SHOWING for why in skips(shown(path), nodes(path))]
    assert found == []


CHEATS = {
    "imports what computes": "from parvis.core.metrics.answer import compute",
    "imports its module": "from parvis.core.metrics import answer\nanswer.compute(q, s, m, f)",
    "imports it whole": "from parvis.core.metrics.answer import *",
    "asks the release": "wired.warehouse().snapshot().run(plan)",
    "asks it by its name": "getattr(wired.warehouse(), 'snapshot')()",
    "opens its file": "import duckdb\nduckdb.connect(str(wired.home().current))",
    "opens it by ours": "from parvis.engines.duckdb.connect import open_release",
    "reads its Parquet": "import pyarrow.parquet as pq\npq.read_table(wired.home().releases)",
    "makes a reader": "from parvis.engines.duckdb.reader import DuckDBReader",
    "forges a table": "table = object.__new__(DisclosedTable)",
    "takes the seal": "from parvis.core.privacy.disclosure import _SEAL",
}
"""Endpoints of the interface that would show an exact figure, by what they would write."""


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_an_endpoint_that_cheats_is_found(cheat: str) -> None:
    assert list(skips("src/parvis/apps/api/views.py", ast.walk(ast.parse(cheat))))


def test_types_are_checked_where_tables_leave() -> None:
    """mypy reads what makes answers of tables: another type than `DisclosedTable` is refused."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]
    assert {"parvis.apps.api.shapes", "parvis.apps.api.views"} <= set(told["modules"])
    assert {"parvis.core", "parvis.engines"} <= set(told["packages"])
    for writes in (to_csv, table_out, to_parquet):
        (first, *_) = get_type_hints(writes).values()
        assert first is DisclosedTable


def test_only_disclosure_builds_a_disclosed_table() -> None:
    found = [
        shown(path)
        for path in code()
        for node in nodes(path)
        if isinstance(node, ast.Call) and _last_name(node.func).endswith("DisclosedTable")
    ]
    assert set(found) == {shown(PACKAGE / "core" / "privacy" / "disclosure.py")}


def _last_name(called: ast.expr) -> str:
    if isinstance(called, ast.Attribute):
        return called.attr
    return called.id if isinstance(called, ast.Name) else ""


@cache
def _imports(path: Path) -> frozenset[tuple[str, str]]:
    found = [n for n in nodes(path) if isinstance(n, ast.ImportFrom) and n.module]
    return frozenset((node.module or "", alias.name) for node in found for alias in node.names)


def test_only_derived_metrics_and_comparisons_make_a_table_of_protected_cells() -> None:
    found = {shown(path) for path in code() if ("parvis.core.privacy.disclosure", "derived")
             in _imports(path)}  # fmt: skip
    places = ("derived.py", "comparing.py")
    assert found == {shown(PACKAGE / "core" / "metrics" / place) for place in places}


def test_only_what_checks_the_mark_of_the_home_reads_a_kept_table() -> None:
    found = {shown(path) for path in code() if ("parvis.core.privacy.disclosure", "restored")
             in _imports(path)}  # fmt: skip
    assert found == {shown(PACKAGE / "core" / "privacy" / "kept.py")}
    found = {shown(path) for path in code() if ("parvis.core.privacy.kept", "table_from")
             in _imports(path)}  # fmt: skip
    assert found == {shown(PACKAGE / "core" / "metrics" / "keeping.py")}


def test_a_disclosed_table_made_elsewhere_is_refused_at_once() -> None:
    values = {field.name: None for field in fields(DisclosedTable)}
    values |= {"published_at": datetime(2026, 1, 1, tzinfo=UTC), "seal": object()}
    with pytest.raises(TypeError, match=r"core\.privacy\.disclosure"):
        DisclosedTable(**values)
