"""A metropolis of requests made by NumPy: a million persons, twenty million events, five years."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.privacy.cellkey import PSEUDONYM_BITS

PERSONS, EVENTS, YEARS, FIRST_YEAR = 1_000_000, 20_000_000, 5, 2021
CATEGORIES, DISTRICTS = 64, 20
CHANNELS = ("Téléphone", "Guichet", "Formulaire en ligne", "Courriel", "Courrier")
AUTHORITY = "00000"
_EPOCH = date(1970, 1, 1)
_SEED = 7


def write_events(folder: Path, events: int = EVENTS, persons: int = PERSONS) -> list[Path]:
    """One Parquet file per year; activity is skewed, a person keeps to few categories."""
    rng = np.random.default_rng(_SEED)
    keys = rng.integers(0, 2**PSEUDONYM_BITS, persons)
    weight = rng.gamma(0.6, 1.0, persons)
    bounds = np.cumsum(weight / weight.sum())
    home = rng.integers(0, DISTRICTS, persons)
    habits = rng.integers(0, CATEGORIES, (persons, 4)).astype(np.int8)
    return [
        _year(folder, year, rng, events // YEARS, (keys, bounds, home, habits))
        for year in range(FIRST_YEAR, FIRST_YEAR + YEARS)
    ]


def _year(folder: Path, year: int, rng: Any, rows: int, people: tuple[Any, ...]) -> Path:
    keys, bounds, home, habits = people
    who = np.minimum(np.searchsorted(bounds, rng.random(rows)), len(keys) - 1)
    start = (date(year, 1, 1) - _EPOCH).days
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = np.sort(rng.integers(start, start + length, rows)).astype(np.int32)
    table = _table(who, days, rng, keys, home, habits)
    path = folder / f"events-{year}.parquet"
    pq.write_table(table, path, compression="zstd")
    return path


def _table(who: Any, days: Any, rng: Any, keys: Any, home: Any, habits: Any) -> pa.Table:
    rows = len(who)
    hours = np.round(rng.lognormal(4.0, 1.0, rows), 1)
    is_closed = rng.random(rows) < 0.97
    return pa.table(
        {
            "opened_on": pa.array(days, pa.date32()),
            "is_closed": pa.array(is_closed),
            "delay_hours": pa.array(hours),
            "is_on_time": pa.array(hours < 120),
            "category": _words("Motif", CATEGORIES, habits[who, rng.integers(0, 4, rows)]),
            "channel": _picked(CHANNELS, rng.integers(0, len(CHANNELS), rows)),
            "district": _words("Quartier", DISTRICTS, home[who]),
            "person": pa.array(keys[who], pa.int64()),
        }
    )


def _words(noun: str, count: int, codes: Any) -> pa.DictionaryArray:
    return _picked([f"{noun} {rank:02}" for rank in range(count)], codes)


def _picked(words: Any, codes: Any) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int8()), pa.array(list(words)))


def one_day(rows: int, persons: int = PERSONS) -> pa.Table:
    """The events of the day after the last, of persons already known but one in a hundred."""
    rng = np.random.default_rng(8)
    keys = np.random.default_rng(_SEED).integers(0, 2**PSEUDONYM_BITS, persons)
    keys[: persons // 100] = rng.integers(0, 2**PSEUDONYM_BITS, persons // 100)
    day = (date(FIRST_YEAR + YEARS, 1, 1) - _EPOCH).days
    days = np.full(rows, day, np.int32)
    who = rng.integers(0, persons, rows)
    home = rng.integers(0, DISTRICTS, persons)
    habits = rng.integers(0, CATEGORIES, (persons, 4)).astype(np.int8)
    return _table(who, days, rng, keys, home, habits)


def category(rank: int) -> str:
    """One of the categories."""
    return f"Motif {rank % CATEGORIES:02}"


def district(rank: int) -> str:
    """One of the districts."""
    return f"Quartier {rank % DISTRICTS:02}"


def months() -> Iterator[str]:
    """The months of the events."""
    for year in range(FIRST_YEAR, FIRST_YEAR + YEARS):
        yield from (f"{year}-{month:02}" for month in range(1, 13))
