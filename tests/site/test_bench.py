"""The list of benchmarks names functions that exist, without importing what they measure with."""

import ast
from pathlib import Path

import pytest

from parvis.site import bench
from parvis.site.bench.suite import BENCHMARKS


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_of_the_list_is_a_function_of_its_module(name: str) -> None:
    module, function = BENCHMARKS[name].split(":")
    tree = ast.parse((Path(bench.__file__).parent / f"{module}.py").read_text("utf-8"))
    assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
