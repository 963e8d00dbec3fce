"""A publication of millions of identified rows, in steps of their own: `STEP HOME FOLDER`.

The whole path: rehearsal with canaries, keys compared, pseudonyms, folding, roll-ups, monthly
Parquet, hashes, files put on the disk. Beside it, the SQL that a hand would write on the same
files.
"""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import perf_counter

import duckdb
import pyarrow.parquet as pq

from parvis.core.home import Home
from parvis.core.ingest.contract import Contract, contract_from
from parvis.core.privacy.pseudonym import EpochKey
from parvis.engines.definitions import read_definitions
from parvis.engines.duckdb.connect import literal
from parvis.gate.release import ReleaseInput
from parvis.gate.release import build as publish
from parvis.site.bench.children import MEGABYTE, peak_megabytes, tell
from parvis.site.bench.metrics_town import AUTHORITY, one_day
from parvis.site.bench.publishing import facts

CONTRACT = "demo_grc"
_KEY = EpochKey(b"a key for measures, not a secret")
_DAY_ROWS = 11_000
_NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _typed(source: str, first: int) -> str:
    """Events as an intake leaves requests: identified, one number each."""
    hours = "CAST(delay_hours * 60 AS BIGINT) * INTERVAL 1 MINUTE"
    return (
        f"SELECT row_number() OVER () + {first} AS _line, 'D' || (_line + {first}) AS "
        "request_number, 'U' || person AS citizen_number, CAST(opened_on AS TIMESTAMPTZ) AS "
        f"opened_at, CASE WHEN is_closed THEN opened_at + {hours} END AS closed_at, "
        f"opened_at + INTERVAL 5 DAY AS due_at, category, channel, district FROM {source}"
    )


def _contract() -> Contract:
    known = (contract_from(data, file) for file, data in read_definitions("contracts"))
    return next(contract for contract in known if contract.id == CONTRACT)


def _delivered(folder: Path, name: str, events: Path, first: int, rank: int) -> ReleaseInput:
    """One delivery, written as typed rows if it is not there yet."""
    path = folder / f"{name}.parquet"
    if not path.exists():
        _write(path, events, first)
    contract = _contract()
    return ReleaseInput(
        authority=AUTHORITY, sector=contract.sector, contract=contract, rows=path,
        sha256=f"{rank:064d}", received_at=_NOW + timedelta(seconds=rank), observed_until=_NOW,
        row_count=pq.read_metadata(path).num_rows, is_synthetic=True,
    )  # fmt: skip


def _write(path: Path, events: Path, first: int) -> None:
    source, folder = f"read_parquet({literal(str(events))})", path.parent
    with duckdb.connect(config={"threads": "2", "memory_limit": "1GB"}) as connection:
        connection.execute(f"SET temp_directory = {literal(str(folder))}")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({_typed(source, first)}) TO {literal(str(path))} "
                           "(FORMAT parquet, COMPRESSION zstd)")  # fmt: skip


def _published(home: Home, deliveries: list[ReleaseInput], now: datetime) -> float:
    started = perf_counter()
    publish(deliveries, home=home, facts=facts(), key=_KEY, now=now, code_version="bench",
            progress=lambda done, label: None)  # fmt: skip
    return perf_counter() - started


def _deliveries(folder: Path) -> list[ReleaseInput]:
    """One delivery a year; then, where it was generated, one of a single day."""
    found = [
        _delivered(folder, f"requests-{rank}", events, rank * 10**8, rank)
        for rank, events in enumerate(sorted(folder.glob("events-*.parquet")))
    ]
    day = folder / "day.parquet"
    if day.exists():
        found.append(_delivered(folder, "requests-day", day, 10**10, len(found)))
    return found


def deliver(home: Home, folder: Path) -> None:
    """Write the deliveries as an intake leaves them."""
    tell(rows=sum(delivery.row_count for delivery in _deliveries(folder)))


def whole(home: Home, folder: Path) -> None:
    """Publish everything; how long, the most memory, the disk taken meanwhile and afterwards."""
    spill = home.identified / "gate"
    with watched(spill) as most:
        seconds = _published(home, _deliveries(folder), _NOW)
    disk = sum(path.stat().st_size for path in home.releases.rglob("*")) / MEGABYTE
    tell(seconds=seconds, peak=peak_megabytes(), spill=most() / MEGABYTE, disk=disk)


def day(home: Home, folder: Path) -> None:
    """Publish one more day."""
    pq.write_table(one_day(_DAY_ROWS), folder / "day.parquet")
    seconds = _published(home, _deliveries(folder), _NOW + timedelta(minutes=5))
    tell(seconds=seconds, peak=peak_megabytes())


def by_hand(home: Home, folder: Path) -> None:
    """The same tables as SQL written by hand makes them, with all the memory of the machine."""
    sources = literal(str(folder / "requests-*.parquet"))
    months = literal(str(folder / "months"))
    started = perf_counter()
    with duckdb.connect(str(folder / "hand.duckdb"), config={"threads": "2"}) as connection:
        connection.execute(f"SET temp_directory = {literal(str(folder / 'hand'))}")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            _FACT_BY_HAND.format(sources=f"read_parquet({sources}, filename = true)")
        )
        for step, keys in _ROLLED_BY_HAND:
            connection.execute(
                f"CREATE TABLE rolled_{step}_{len(keys)} AS SELECT date_trunc('{step}', opened_on) "
                f"AS opened_on, {', '.join(keys)}, person, count(*) AS n, count(*) FILTER "
                "(is_on_time) AS is_on_time FROM requests GROUP BY ALL ORDER BY ALL"
            )
        connection.execute(_COHORTS_BY_HAND)
        connection.execute(
            "COPY (SELECT *, strftime(opened_on, '%Y-%m') AS month FROM requests) "
            f"TO {months} (FORMAT parquet, COMPRESSION zstd, PARTITION_BY (month))"
        )
    seconds = perf_counter() - started
    disk = (folder / "hand.duckdb").stat().st_size + _bytes(folder / "months")
    tell(seconds=seconds, peak=peak_megabytes(), disk=disk / MEGABYTE)


_FACT_BY_HAND = """CREATE TABLE requests AS
SELECT CAST(timezone('Europe/Paris', opened_at) AS DATE) AS opened_on,
  closed_at IS NOT NULL AS is_closed, closed_at <= due_at AS is_on_time,
  (epoch(coalesce(closed_at, TIMESTAMPTZ '2026-01-02')) - epoch(opened_at)) / 3600 AS delay_hours,
  category, channel, district, hash('secret' || citizen_number) AS person
FROM (FROM {sources}
      QUALIFY row_number() OVER (PARTITION BY request_number ORDER BY filename DESC) = 1)
ORDER BY opened_on, category, district, person"""
_ROLLED_BY_HAND = (("month", ("category", "district")), ("year", ("category", "district")),
                   ("year", ("district",)))  # fmt: skip
_COHORTS_BY_HAND = """CREATE TABLE cohorts AS
WITH seen AS (SELECT DISTINCT person, date_trunc('month', opened_on) AS m FROM requests),
  first AS (SELECT person, min(m) AS cohort FROM seen GROUP BY person)
SELECT cohort, m, count(*) AS persons FROM seen JOIN first USING (person) GROUP BY ALL"""


@contextmanager
def watched(folder: Path) -> Iterator[Callable[[], int]]:
    """Look at a folder ten times a second meanwhile; the most bytes that it held."""
    over, sizes = Event(), [0]

    def look() -> None:
        while not over.wait(0.1):
            sizes.append(_bytes(folder))

    with ThreadPoolExecutor(1) as threads:
        looking = threads.submit(look)
        try:
            yield lambda: max(sizes)
        finally:
            over.set()
            looking.result()


def _bytes(folder: Path) -> int:
    """What files hold now; files and folders may vanish while they are counted."""
    found = 0
    for place, _, files in os.walk(folder):
        for file in files:
            with suppress(FileNotFoundError):
                found += (Path(place) / file).stat().st_size
    return found


STEPS = {"deliver": deliver, "whole": whole, "day": day, "by_hand": by_hand}


def main() -> None:
    """Run the step named by the first argument."""
    STEPS[sys.argv[1]](Home(Path(sys.argv[2])), Path(sys.argv[3]))


if __name__ == "__main__":
    main()
