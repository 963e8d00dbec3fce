"""What the laws read: the files of the project as git knows them, and the code as a tree."""

import ast
import gc
import subprocess
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "parvis"
DOCS = ROOT / "docs"

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is or would be committed."""
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return tuple(sorted(p for p in (ROOT / name for name in set(names)) if p.is_file()))


def files(*suffixes: str, under: Path = ROOT) -> tuple[Path, ...]:
    """The project's files below `under` whose name ends with one of `suffixes`."""
    return tuple(p for p in project_files() if p.is_relative_to(under) and p.suffix in suffixes)


def shown(path: Path) -> str:
    """The path as one would type it from the root."""
    return str(path.relative_to(ROOT))


@cache
def trees() -> Mapping[Path, ast.Module]:
    """The syntax trees of the project's Python files.

    They stay to the end: kept out of what is searched for waste, a million nodes cost it nothing.
    What was waste before is searched first, so that none is kept with them.
    """
    gc.collect()
    gc.disable()
    try:
        return {path: ast.parse(path.read_text("utf-8")) for path in files(".py")}
    finally:
        gc.freeze()
        gc.enable()


def tree(path: Path) -> ast.Module:
    """The syntax tree of a Python file of the project."""
    return trees()[path]


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of the tree of a Python file."""
    return tuple(ast.walk(tree(path)))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Each function of a file, as (file:name, lines from its `def` to its last line)."""
    for node in nodes(path):
        if isinstance(node, FunctionNode) and node.end_lineno is not None:
            yield f"{shown(path)}:{node.name}", node.end_lineno - node.lineno + 1


def module_name(path: Path) -> str:
    """The dotted name of a module of the package."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def code() -> tuple[Path, ...]:
    """The package's modules, migrations left out: nobody writes those by hand."""
    return tuple(p for p in files(".py", under=PACKAGE) if p.parent.name != "migrations")
