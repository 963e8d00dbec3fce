"""The warehouse: opening a release from cold, and publishing while sixteen readers ask."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from statistics import median
from threading import Event
from time import perf_counter

from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.parsing import metric_from
from parvis.core.metrics.query import Question
from parvis.core.ports import Progress
from parvis.engines.definitions import read_definitions
from parvis.engines.duckdb.manifest import database_of
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.site.bench.children import measured
from parvis.site.bench.figures import Figure
from parvis.site.bench.publishing import AUTHORITY, facts
from parvis.site.bench.shapes import DANSMARUE, write_rows

READERS, CALM_SECONDS, OPENINGS = 16, 5.0, 5
OPEN_MS, LONGEST_WAIT_S = 100, 1.0
_PAUSE_SECONDS = 0.01


def measure_release(place: Path, progress: Progress) -> Iterator[Figure]:
    """Milliseconds to open; longest wait of a reader and errors while a release is built."""
    home, file, work = Home(place / "home"), place / "rows.csv", place / "work"
    home.identified.mkdir(parents=True)
    progress(0.0, "Première publication d’un million de lignes")
    note = write_rows(DANSMARUE, file)
    measured("loading", "parvis", file, DANSMARUE.contract, work)
    (rows,) = Home(work).staging.rglob("rows.parquet")
    release = measured("publishing", home.root, rows)["release"]
    progress(0.4, "Ouverture à froid")
    yield _opening(home, database_of(home, release), note)
    progress(0.6, f"Publication sous {READERS} lecteurs")
    yield from _under_readers(home, rows, note)
    progress(1.0, "Entrepôt mesuré")


def _opening(home: Home, database: Path, note: str) -> Figure:
    times: dict[str, list[float]] = {"parvis": [], "duckdb": []}
    for _ in range(OPENINGS):
        for who, taken in times.items():
            _forget(database)
            taken.append(measured("opening", who, home.root, database)["milliseconds"])
    value, beside = (median(taken) for taken in times.values())
    return Figure("release.open_cold", value, "ms", "DuckDB connect et un comptage", beside,
                  f"< {OPEN_MS} ms", value < OPEN_MS, note)  # fmt: skip


def _forget(file: Path) -> None:
    """Drop the file from the system's cache: the next reading goes to the disk."""
    with file.open("rb") as handle:
        os.posix_fadvise(handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _under_readers(home: Home, rows: Path, note: str) -> Iterator[Figure]:
    calm, calm_errors = _ask(home, lambda: Event().wait(CALM_SECONDS))
    busy, errors = _ask(home, lambda: measured("publishing", home.root, rows))
    beside = "les mêmes lecteurs, sans publier"
    yield Figure("release.longest_wait", busy, "s", beside, calm, f"< {LONGEST_WAIT_S:.0f} s",
                 busy < LONGEST_WAIT_S, f"{READERS} lecteurs, {note}")  # fmt: skip
    yield Figure("release.errors", errors, "erreurs", beside, calm_errors, "0", errors == 0, note)


def _ask(home: Home, meanwhile: Callable[[], object]) -> tuple[float, int]:
    """Longest wait in seconds, and errors, of readers that ask until `meanwhile` returns."""
    reader, over = DuckDBReader(home), Event()
    # The client of DuckDB imports what it needs at its first question of a process.
    _is_answered(reader, 0)
    with ThreadPoolExecutor(READERS) as threads:
        asked = [threads.submit(_reader, reader, over, rank) for rank in range(READERS)]
        try:
            meanwhile()
        finally:
            over.set()
        outcomes = [future.result() for future in asked]
    return max(wait for wait, _ in outcomes), sum(errors for _, errors in outcomes)


def _reader(reader: DuckDBReader, over: Event, rank: int) -> tuple[float, int]:
    """One reader's longest wait, and how many of its questions failed."""
    longest, errors = 0.0, 0
    while not over.wait(_PAUSE_SECONDS):
        started = perf_counter()
        errors += not _is_answered(reader, rank)
        longest = max(longest, perf_counter() - started)
    return longest, errors


def _is_answered(reader: DuckDBReader, rank: int) -> bool:
    """Whether an answer came; an error of any kind is one, whatever raised it."""
    try:
        answer(_question(rank), reader, _metrics(), facts())
    except Exception:  # noqa: BLE001  counted: the promise is that there is none
        return False
    return True


@cache
def _metrics() -> dict[str, Metric]:
    read = (metric_from(data, file, facts()) for file, data in read_definitions("metrics"))
    return {metric.id: metric for metric in read}


def _question(rank: int) -> Question:
    """Readers ask different things: a result kept for one does not serve all."""
    by = (("month",), ("category",), ("channel",), ("month", "channel"))[rank % 4]
    return Question("requests", AUTHORITY, by, where=(("district", str(1 + rank)),))
