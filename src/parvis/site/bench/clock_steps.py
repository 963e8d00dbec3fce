"""One measured step about clocks, in a process of its own.

Arguments: `core COUNT`, `loop COUNT`, `elapsed FOLDER` or `due FOLDER`.
"""

import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from parvis.core.calendar.opening import Opening, span
from parvis.core.calendar.zones import Ints
from parvis.core.casework.clocks import hours_after, worked_by_case
from parvis.core.home import Home
from parvis.site.bench.children import tell
from parvis.site.clocks import opening_of, write_due, write_elapsed

HOURS, SEED, ROWS = "mon-fri 08:30-12:00,13:30-17:00", 6, 1_000_000
START, YEARS = int(datetime(2016, 1, 4, tzinfo=UTC).timestamp()), 10
_PROMISE = 70 * 3600
_PERIODS = ((30_600, 43_200), (48_600, 61_200))


def _opening() -> Opening:
    return opening_of(Home(Path("nowhere")), hours=HOURS, holidays="FR", zone="")


def _spans(count: int) -> tuple[Ints, Ints, Ints]:
    """Made-up requests over ten years, one in two with a pause: request, start and end of each."""
    draw = np.random.default_rng(SEED)
    starts = START + draw.integers(0, YEARS * 365 * 86_400, count)
    lengths = draw.exponential(12 * 86_400, count).astype(np.int64) + 60
    paused = draw.random(count) < 0.5
    again = starts[paused] + lengths[paused] + draw.integers(3_600, 20 * 86_400, paused.sum())
    cases = np.arange(count)
    return (
        np.concatenate([cases, cases[paused]]),
        np.concatenate([starts, again]),
        np.concatenate([starts + lengths, again + lengths[paused]]),
    )


def core(count: int) -> None:
    """Working time of every request with its pauses, and when those in hand are due."""
    cases, starts, ends = _spans(count)
    began = perf_counter()
    opening = _opening()
    line = opening.between(*span(np.concatenate([starts, ends])))
    worked = worked_by_case(line, cases, starts, ends, count)
    hours_after(opening, starts[:count], np.maximum(_PROMISE - worked, 0))
    tell(seconds=perf_counter() - began, spans=len(cases))


def loop(count: int) -> None:
    """The yardstick: each span walked day by day, through the wall clock of each period."""
    _, starts, ends = _spans(count)
    opening = _opening()
    line = opening.between(*span(np.concatenate([starts, ends])))
    days = {date.fromordinal(date(1970, 1, 1).toordinal() + day) for day in line.days.tolist()}
    zone = ZoneInfo("Europe/Paris")
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    began = perf_counter()
    for start, end in pairs:
        _walked(datetime.fromtimestamp(start, zone), datetime.fromtimestamp(end, zone), days)
    tell(seconds=perf_counter() - began)


def _walked(start: datetime, end: datetime, days: set[date]) -> float:
    total, day = 0.0, start.date()
    while day <= end.date():
        if day in days:
            midnight = datetime(day.year, day.month, day.day, tzinfo=start.tzinfo)
            for opening, closing in _PERIODS:
                opens = max(start, midnight + timedelta(seconds=opening))
                total += max(
                    0.0, (min(end, midnight + timedelta(seconds=closing)) - opens).total_seconds()
                )
        day += timedelta(days=1)
    return total


def elapsed(folder: Path) -> None:
    """`parvis clock elapsed` on a file of a million cases."""
    _, starts, ends = _spans(ROWS)
    rows = zip(range(ROWS), map(_iso, starts.tolist()), map(_iso, ends.tolist()), strict=False)
    cases = _written(folder / "elapsed.csv", ("id", "start", "end"), rows)
    began = perf_counter()
    write_elapsed(cases, _opening(), folder / "out.csv", _silent)
    tell(seconds=perf_counter() - began, copy=_copied(cases))


def due(folder: Path) -> None:
    """`parvis clock due` on a file of a million cases, a third of each kind of delay."""
    _, starts, _ = _spans(ROWS)
    delays = (("14h", "10wd", "2m")[rank % 3] for rank in range(ROWS))
    rows = zip(range(ROWS), map(_iso, starts.tolist()), delays, strict=False)
    cases = _written(folder / "due.csv", ("id", "start", "delay"), rows)
    began = perf_counter()
    write_due(cases, _opening(), folder / "out.csv", _silent)
    tell(seconds=perf_counter() - began, copy=_copied(cases))


def _silent(done: float, label: str) -> None:
    """A measure shows nothing while it runs."""


def _iso(instant: int) -> str:
    return datetime.fromtimestamp(instant, UTC).isoformat()


def _written(path: Path, header: tuple[str, ...], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def _copied(path: Path) -> float:
    """Seconds to read a CSV file and write it again: what nobody can spare."""
    began = perf_counter()
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.reader(source))
    with path.with_suffix(".copy").open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows(rows)
    return perf_counter() - began


COUNTED = {"core": core, "loop": loop}
IN_FOLDER = {"elapsed": elapsed, "due": due}


def main() -> None:
    """Run the step named on the command line."""
    step, argument = sys.argv[1:3]
    if step in COUNTED:
        COUNTED[step](int(argument))
    else:
        IN_FOLDER[step](Path(argument))


if __name__ == "__main__":
    main()
