"""Measures are taken in fresh processes: nothing warm, and a peak of memory of their own."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from parvis.core.errors import Unavailable

KIBI = 1024
MEGABYTE = 1_000_000


def measured(module: str, *arguments: object, home: Path | None = None) -> dict[str, Any]:
    """What `python -m parvis.site.bench.<module>` says on its last line of output, as JSON."""
    said = _said(["-m", f"parvis.site.bench.{module}", *map(str, arguments)], home)
    answer: dict[str, Any] = json.loads(said.splitlines()[-1])
    return answer


def parvis(*arguments: str, home: Path) -> None:
    """Run the command line on `home`, as a town would."""
    _said(["-c", "from parvis.site.cli import main; main()", *arguments], home)


def _said(arguments: list[str], home: Path | None) -> str:
    """What a Python process wrote; Unavailable with its last words if it failed."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(home))
    if done.returncode:
        raise Unavailable(f"parvis bench ({done.stderr.strip()[-500:]})")
    return done.stdout


def _environment(home: Path | None) -> dict[str, str]:
    return {**os.environ, "PARVIS_HOME": str(home)} if home else dict(os.environ)


def tell(**facts: object) -> None:
    """Say the outcome of a measure to the process that asked for it."""
    sys.stdout.write(json.dumps(facts) + "\n")


def peak_megabytes() -> float:
    """The most memory this process has held, in megabytes (10⁶ bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBI / MEGABYTE
