"""A town hall that loses power between any two statements loses no request, thanks nobody twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MAKE_HOME = """
from parvis.site.home import home_at
from parvis.site.start import start_or_make
from datetime import datetime, UTC
start_or_make(home_at({home!r}), now=datetime(2026, 11, 23, tzinfo=UTC))
"""


def run(arguments: list[str], home: Path) -> subprocess.CompletedProcess[str]:
    source = str(Path(__file__).parents[2] / "src")
    environment = {**os.environ, "PARVIS_HOME": str(home), "PYTHONPATH": source,
                   "DJANGO_SETTINGS_MODULE": "parvis.site.settings"}  # fmt: skip
    command = [sys.executable, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_killed_between_two_statements_nothing_is_lost_or_said_twice(
    seed: int, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    assert run(["-c", MAKE_HOME.format(home=str(home))], home).returncode == 0
    script = Path(__file__).with_name("killed_requests.py")
    done = run([str(script), str(home), str(seed), "25"], home)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert sum(outcome["was_killed"] for outcome in told["outcomes"]) >= 20
    for outcome in told["outcomes"]:
        where = f"killed before statement {outcome['at']} of {told['statements']}: {outcome}"
        assert outcome["requests"] == 1, where
        assert outcome["acknowledgements"] == 1, where
        assert outcome["mailed_acknowledgements"] <= 1, where
        assert outcome["replays"], where
        assert set(outcome["left"]) <= {"sent", "doubt"}, where
