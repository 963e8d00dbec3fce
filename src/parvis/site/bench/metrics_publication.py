"""A publication of twenty million identified rows, whole, then with one more day: `HOME FOLDER`.

The whole path: rehearsal with canaries, keys compared, pseudonyms, folding, roll-ups, monthly
Parquet, hashes, files put on the disk.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
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
from parvis.site.bench.children import peak_megabytes, tell
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


def _delivered(folder: Path, name: str, source: str, first: int, rank: int) -> ReleaseInput:
    """One delivery written as typed rows."""
    path = folder / f"{name}.parquet"
    with duckdb.connect(config={"threads": "2", "memory_limit": "1GB"}) as connection:
        connection.execute(f"SET temp_directory = {literal(str(folder))}")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({_typed(source, first)}) TO {literal(str(path))} "
                           "(FORMAT parquet, COMPRESSION zstd)")  # fmt: skip
    contract = _contract()
    return ReleaseInput(
        authority=AUTHORITY, sector=contract.sector, contract=contract, rows=path,
        sha256=f"{rank:064d}", received_at=_NOW + timedelta(seconds=rank), observed_until=_NOW,
        row_count=pq.read_metadata(path).num_rows, is_synthetic=True,
    )  # fmt: skip


def _published(home: Home, deliveries: list[ReleaseInput], now: datetime) -> float:
    started = perf_counter()
    publish(deliveries, home=home, facts=facts(), key=_KEY, now=now, code_version="bench",
            progress=lambda done, label: None)  # fmt: skip
    return perf_counter() - started


def main() -> None:
    """Publish everything, then one more day, and tell both times."""
    home, folder = Home(Path(sys.argv[1])), Path(sys.argv[2])
    deliveries = []
    for rank, events in enumerate(sorted(folder.glob("events-*.parquet"))):
        source = f"read_parquet({literal(str(events))})"
        deliveries.append(_delivered(folder, f"requests-{rank}", source, rank * 10**8, rank))
    whole = _published(home, deliveries, _NOW)
    pq.write_table(one_day(_DAY_ROWS), folder / "day.parquet")
    source = f"read_parquet({literal(str(folder / 'day.parquet'))})"
    deliveries.append(_delivered(folder, "requests-day", source, 10**10, len(deliveries)))
    day = _published(home, deliveries, _NOW + timedelta(minutes=5))
    tell(whole=whole, day=day, peak=peak_megabytes())


if __name__ == "__main__":
    main()
