"""Loads a file again and again in children killed (-9) at chosen lines of the house's code.

Run as a script by test_killed_loads: `killed_loads.py HOME FILE SEED KILLS`; writes JSON, one
object per kill: the line it fell on, and what was found afterwards.
"""

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

NOW = datetime(2026, 11, 23, 4, 10, tzinfo=UTC)
TOWN = "00000"
WATCHED = ("parvis/apps/sources", "parvis/engines/intake", "parvis/apps/audit")


class Countdown:
    """Traces the watched lines; kills the process at line `fatal`, if there is one."""

    def __init__(self, fatal: int | None) -> None:
        self.seen = 0
        self.fatal = fatal

    def __call__(self, frame: FrameType, event: str, argument: object) -> Any:
        if not any(part in frame.f_code.co_filename for part in WATCHED):
            return None
        if event == "line":
            self.seen += 1
            if self.seen == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def in_child(work: Callable[[], object]) -> object:
    """What `work` returns (JSON) in a process of its own; None if that process was killed."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.write(writer, json.dumps(work()).encode())
            status = 0
        finally:
            os._exit(status)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return None
    assert os.waitstatus_to_exitcode(status) == 0
    return json.loads(text)


def load(file: Path, fatal: int | None) -> int:
    """Load `file`; how many watched lines that took."""
    from parvis.apps.sources.services import load_file
    from parvis.core.access import OPERATOR

    countdown = Countdown(fatal)
    sys.settrace(countdown)
    load_file(actor=OPERATOR, now=NOW, authority=TOWN, path=file, filename=file.name)
    sys.settrace(None)
    return countdown.seen


def aftermath(home: Path) -> dict[str, object]:
    """What a killed load left: kept deliveries, those whose files lack, folders after a sweep.

    What was kept is discarded, so that the next load starts from nothing.
    """
    from parvis.apps.sources.models import Delivery
    from parvis.apps.sources.services import discard_delivery, sweep
    from parvis.core.access import OPERATOR

    sweep()
    kept = list(Delivery.objects.filter(state="kept"))
    broken = [d.pk for d in kept if not (d.rows_file.exists() and d.original_file.exists())]
    folders = [p.name for p in (home / "identified/staging").glob("[!.]*/*")]
    works = [p.name for p in (home / "identified/staging").glob(".work-*")]
    found = {"kept": len(kept), "broken": broken, "folders": len(folders), "works": works}
    for delivery in kept:
        discard_delivery(actor=OPERATOR, now=NOW, delivery=delivery.pk)
    return found


def main(home: Path, file: Path, seed: int, kills: int) -> list[dict[str, object]]:
    """Kill `kills` loads of `file`, each at a line drawn from `seed`.

    Lines are counted at a second load: the first of a home also writes what is written once.
    """
    for _ in range(2):
        lines = in_child(lambda: load(file, None))
        in_child(lambda: aftermath(home))
    assert isinstance(lines, int)
    draw = random.Random(seed)
    outcomes = []
    for _ in range(kills):
        fatal = draw.randint(1, lines)
        survived = in_child(lambda at=fatal: load(file, at)) is not None
        found = in_child(lambda: aftermath(home))
        assert isinstance(found, dict)
        outcomes.append({"line": fatal, "survived": survived, **found})
    return outcomes


if __name__ == "__main__":
    import django

    django.setup()

    from parvis.apps import wired
    from parvis.apps.jobs.definitions import definitions

    # What loads import is here before they are forked: none is killed among imports.
    definitions()
    wired.intake()
    place, path, seed, kills = sys.argv[1:]
    json.dump(main(Path(place), Path(path), int(seed), int(kills)), sys.stdout)
