"""A village of 300 persons, one request each in 2025: small counts in every table."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from parvis.core.home import Home
from parvis.engines.duckdb.reader import DuckDBReader
from staged import publish, stage_rows

SIZE = 300


def village(folder: Path, seed: int) -> DuckDBReader:
    """The reader of its release; the noise is always the same."""
    rng = np.random.default_rng(seed)
    district, category, channel = (_uneven(rng, *shape)
                                   for shape in ((8, 0.6), (5, 0.9), (4, 1.2)))  # fmt: skip
    rows = [
        {"request_number": f"D{n}", "citizen_number": f"U{n}", "category": f"Motif {category[n]}",
         "opened_at": datetime(2025, 1, 6, 9, tzinfo=UTC) + timedelta(days=n),
         "channel": f"Canal {channel[n]}", "district": f"Quartier {district[n]}"}
        for n in range(SIZE)
    ]  # fmt: skip
    home = Home(folder / "home")
    publish(home, [stage_rows(rows, folder, "demo_grc")])
    home.noise_key.write_text(bytes([9] * 32).hex(), "ascii")
    return DuckDBReader(home)


def _uneven(rng: np.random.Generator, values: int, slope: float) -> np.ndarray:
    weights = 1 / np.arange(1, values + 1) ** slope
    return rng.choice(values, SIZE, p=weights / weights.sum())
