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
    command = [sys.executable, "-m", f"parvis.site.bench.{module}", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(home))
    if done.returncode:
        raise Unavailable(f"parvis bench ({module} : {done.stderr.strip()[-500:]})")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _environment(home: Path | None) -> dict[str, str]:
    return {**os.environ, "PARVIS_HOME": str(home)} if home else dict(os.environ)


def tell(**facts: object) -> None:
    """Say the outcome of a measure to the process that asked for it."""
    sys.stdout.write(json.dumps(facts) + "\n")


def peak_megabytes() -> float:
    """The most memory this process has held, in megabytes (10⁶ bytes)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBI / MEGABYTE
