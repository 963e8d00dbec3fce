"""Law: no figure about persons leaves but through disclosure control, by type and by import."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from laws.repo import PACKAGE, code, shown, tree
from parvis.core.privacy.disclosure import DisclosedTable

EXACT = {
    "Computed", "Estimate", "Exact", "Figure", "Part", "RawTable", "compute", "disclose", "figure",
    "plan_of",
}  # fmt: skip
"""What exact figures are made of and carried by."""
MODULES = ("parvis.core.metrics", "parvis.core.privacy", "parvis.core.ports")
SHOWING = [p for p in code() if shown(p).startswith(("src/parvis/apps/", "src/parvis/site/"))]
MEASURING = ("src/parvis/site/bench/",)
"""Benchmarks time what they are about; they show no figure of a town."""


def _imports(path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def test_nothing_that_shows_figures_imports_exact_ones() -> None:
    found = [
        (shown(path), name)
        for path in SHOWING
        if not shown(path).startswith(MEASURING)
        for module, name in _imports(path)
        if module.startswith(MODULES) and name in EXACT
    ]
    assert found == []


def test_no_application_runs_a_plan_on_a_release() -> None:
    """A snapshot is asked by `core.metrics.answer` alone."""
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in SHOWING
        if not shown(path).startswith(MEASURING)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "snapshot"
    ]
    assert found == []


def test_only_disclosure_builds_a_disclosed_table() -> None:
    found = [
        shown(path)
        for path in code()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("DisclosedTable")
    ]
    assert set(found) == {shown(PACKAGE / "core" / "privacy" / "disclosure.py")}


def test_only_derived_metrics_and_comparisons_make_a_table_of_protected_cells() -> None:
    found = {shown(path) for path in code() if ("parvis.core.privacy.disclosure", "derived")
             in _imports(path)}  # fmt: skip
    places = ("derived.py", "comparing.py")
    assert found == {shown(PACKAGE / "core" / "metrics" / place) for place in places}


def test_a_disclosed_table_made_elsewhere_is_refused_at_once() -> None:
    values = {field.name: None for field in fields(DisclosedTable)}
    values |= {"published_at": datetime(2026, 1, 1, tzinfo=UTC), "seal": object()}
    with pytest.raises(TypeError, match=r"core\.privacy\.disclosure"):
        DisclosedTable(**values)
