"""Imported before commands are forked: the definitions shipped with Parvis, parsed once for all,
and what a forked process does. Nothing of the tests' own tools, which each of them would import.
"""

import gc
import os
import sys
import warnings
from pathlib import Path

from parvis.engines.definitions import read_definitions
from parvis.site.cli import main

for folder in ("contracts", "controls", "facts", "metrics"):
    for _ in read_definitions(folder):
        continue


def command(words: list[str], given: Path, written: list[Path], cwd: Path) -> None:
    """In the child: what a shell and the start of Python do, then the command itself.

    What was imported before stays; searched for waste, its memory would be copied first.
    """
    gc.freeze()
    for stream, file in zip((sys.stdout, sys.stderr), written, strict=True):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), stream.fileno())
    os.dup2(os.open(given, os.O_RDONLY), 0)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    for name in [n for n in os.environ if n.startswith(("PARVIS", "DJANGO", "PYTHONPATH"))]:
        del os.environ[name]
    warnings.resetwarnings()
    warnings.simplefilter("ignore")
    os.chdir(cwd)
    sys.argv = ["parvis", *words]
    main()
