"""Steps of the benchmark of the engine, each in a process of its own: `STEP HOME FOLDER`."""

import gc
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from functools import cache, partial
from pathlib import Path
from threading import Event
from time import perf_counter, process_time

import numpy as np

from parvis.core.home import Home
from parvis.core.metrics.answer import answer, compute
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.parsing import metric_from
from parvis.core.privacy.disclosure import disclose
from parvis.core.release import Input, Manifest, TableNote
from parvis.engines.definitions import read_definitions
from parvis.engines.duckdb.connect import literal, open_release, open_workshop
from parvis.engines.duckdb.manifest import MANIFEST, database_name, manifest_text
from parvis.engines.duckdb.partitions import lay_months, lay_out, share_months
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.engines.duckdb.storing import renew, store
from parvis.engines.secrets import make_noise_key
from parvis.gate.columns import SQL_TYPES
from parvis.site.bench import metrics_tiles as tiles
from parvis.site.bench.children import peak_megabytes, tell
from parvis.site.bench.metrics_town import AUTHORITY, FIRST_YEAR, YEARS, one_day, write_events
from parvis.site.bench.publishing import facts

FACT, RELEASE, NEXT = "service_request", "20260101T000000Z", "20260102T000000Z"
USERS, ROUNDS = 16, 12
_DAY_ROWS = 11_000


@cache
def metrics() -> dict[str, Metric]:
    """The metrics shipped, by id."""
    read = (metric_from(data, file, facts()) for file, data in read_definitions("metrics"))
    return {metric.id: metric for metric in read}


def generate(home: Home, folder: Path) -> None:
    """Write the events."""
    started = perf_counter()
    write_events(folder)
    tell(seconds=perf_counter() - started)


def build(home: Home, folder: Path) -> None:
    """Everything again: the facts sorted, their roll-ups, the pointer."""
    started = perf_counter()
    place = home.releases / RELEASE
    place.mkdir(parents=True)
    database = place / database_name(RELEASE)
    with open_workshop(folder) as connection:
        connection.execute(f"ATTACH {literal(str(database))} AS release")
        files = literal(str(folder / "events-*.parquet"))
        rows = f"({_rows(f'read_parquet({files})')})"
        held = store(connection, facts()[FACT], rows, f"release.{FACT}")
        lay_out(connection, facts()[FACT], f"release.{FACT}", place, held.months)
        connection.execute("CHECKPOINT release")
        connection.execute("DETACH release")
    _publish(home, RELEASE, date(FIRST_YEAR + YEARS - 1, 12, 31))
    size = sum(path.stat().st_size for path in place.rglob("*")) / 1_000_000
    tell(seconds=perf_counter() - started, megabytes=size, peak=peak_megabytes())


def _rows(source: str) -> str:
    """The columns of the fact; those that the events lack are empty."""
    known = {"opened_on", "is_closed", "delay_hours", "is_on_time", "category", "channel",
             "district", "person"}  # fmt: skip
    columns = [
        c.name if c.name in known else f"CAST(NULL AS {SQL_TYPES[c.rule]}) AS {c.name}"
        for c in facts()[FACT].columns
    ]
    return f"SELECT {literal(AUTHORITY)} AS authority, {', '.join(columns)} FROM {source}"


def _publish(home: Home, release: str, last: date) -> None:
    make_noise_key(home.noise_key)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    note = TableNote(FACT, 0, {AUTHORITY: (date(FIRST_YEAR, 1, 1), last)})
    source = Input(AUTHORITY, "relations_usagers", "bench", 1, "Mesure", "", FACT, "0" * 64, 0,
                   now, is_synthetic=True)  # fmt: skip
    manifest = Manifest(release, now, "bench", (source,), (note,), {}, key_epoch=1)
    (home.releases / release / MANIFEST).write_text(manifest_text(manifest), "utf-8")
    draft = home.current.with_name(".current.new")
    draft.write_text(release + "\n", "utf-8")
    draft.replace(home.current)


def day(home: Home, folder: Path) -> None:
    """One more day while sixteen readers ask: a copy of the release takes it and is put in use."""
    reader, over = DuckDBReader(home), Event()
    with ThreadPoolExecutor(USERS) as threads:
        asked = [threads.submit(_reads, reader, over, rank) for rank in range(USERS)]
        started = perf_counter()
        spent = process_time()
        _next_release(home, folder)
        seconds, cpu = perf_counter() - started, process_time() - spent
        over.set()
        errors = sum(future.result() for future in asked)
    tell(seconds=seconds, cpu=cpu, errors=errors)


def _next_release(home: Home, folder: Path) -> None:
    old, new = home.releases / RELEASE, home.releases / NEXT
    new.mkdir()
    database = new / database_name(NEXT)
    shutil.copyfile(old / database_name(RELEASE), database)
    share_months(old, new, FACT, frozenset())
    first = date(FIRST_YEAR + YEARS, 1, 1)
    with open_workshop(folder) as connection:
        connection.execute(f"ATTACH {literal(str(database))} AS release")
        connection.register("incoming", one_day(_DAY_ROWS))
        rows = f"({_rows('incoming')})"
        renew(connection, facts()[FACT], rows, f"release.{FACT}", [first])
        lay_months(connection, facts()[FACT], f"release.{FACT}", new, [first])
        connection.execute("CHECKPOINT release")
        connection.execute("DETACH release")
    _publish(home, NEXT, first)


def _reads(reader: DuckDBReader, over: Event, rank: int) -> int:
    errors = 0
    while not over.wait(0.05):
        try:
            answer(tiles.question(0, rank), reader, metrics(), facts())
        except Exception:  # noqa: BLE001  counted: the promise is that there is none
            errors += 1
    return errors


def ask(home: Home, folder: Path) -> None:
    """Each kind of question, asked through the engine then as hand-written SQL, milliseconds."""
    reader = DuckDBReader(home)
    hand = open_release(home.releases / RELEASE / database_name(RELEASE))
    answer(tiles.question(0, 999), reader, metrics(), facts())
    gc.freeze()  # as `parvis.site.warm` does once a server has answered
    found: dict[str, list[float]] = {"ours": [], "hand": []}
    for rank in range(ROUNDS):
        for kind in range(tiles.KINDS):
            found["ours"].append(_timed(partial(_answered, reader, kind, rank)))
            found["hand"].append(_timed(partial(tiles.by_hand, hand, kind, rank)))
    extra = {name: _both(run, sql, reader, hand) for name, (run, sql) in tiles.LARGE.items()}
    tell(
        p95={who: float(np.percentile(times, 95)) for who, times in found.items()},
        mean={who: float(np.mean(times)) for who, times in found.items()},
        crowd={"ours": _crowd(partial(_answered, reader)),
               "hand": _crowd(partial(tiles.by_hand, hand))},
        protection=_protection(reader),
        large=extra,
        peak=peak_megabytes(),
    )  # fmt: skip


def _answered(reader: DuckDBReader, kind: int, rank: int) -> object:
    return answer(tiles.question(kind, rank), reader, metrics(), facts())


def _both(run, sql, reader, hand) -> dict[str, float]:
    ours = [_timed(lambda r=r: answer(run(r), reader, metrics(), facts())) for r in range(3)]
    beside = [_timed(lambda r=r: hand.execute(sql(r)).fetchall()) for r in range(3)]
    return {"ours": float(np.median(ours)), "hand": float(np.median(beside))}


def _timed(run: Callable[[], object]) -> float:
    started = perf_counter()
    run()
    return (perf_counter() - started) * 1_000


def _crowd(run: Callable[[int, int], object]) -> float:
    """The 95th percentile when sixteen ask at once, each something else."""
    with ThreadPoolExecutor(USERS) as threads:
        asked = [
            threads.submit(_timed, partial(run, kind, rank))
            for rank in range(100, 100 + ROUNDS)
            for kind in range(tiles.KINDS)
        ]
        return float(np.percentile([future.result() for future in asked], 95))


def _protection(reader: DuckDBReader) -> float:
    """Milliseconds of CPU that disclosure takes once the exact figures of a tile are there."""
    snapshot = reader.snapshot()
    taken = []
    for kind in range(tiles.KINDS):
        found = compute(tiles.question(kind, 50), snapshot, metrics(), facts())
        spent = process_time()
        disclose(found.question, found.metric, found.exact, found.manifest, found.inputs,
                 snapshot.secret())  # fmt: skip
        taken.append((process_time() - spent) * 1_000)
    return max(taken)


STEPS = {"generate": generate, "build": build, "day": day, "ask": ask}


def main() -> None:
    """Run the step named by the first argument."""
    STEPS[sys.argv[1]](Home(Path(sys.argv[2])), Path(sys.argv[3]))


if __name__ == "__main__":
    main()
