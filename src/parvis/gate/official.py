"""Official statistics laid in a release: public figures, of nobody."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import duckdb
import pyarrow as pa

from parvis.core.release import Input
from parvis.core.territory.figures import OfficialFigure

FACT = "official"
_NUMBERS = ("value", "peers", "department", "nation")


def write_official(
    connection: duckdb.DuckDBPyConnection, figures: Sequence[OfficialFigure]
) -> None:
    """Create `release.official` of `figures`, in an order of their own."""
    ordered = sorted(figures, key=lambda f: (f.authority, f.year, f.indicator))
    columns = {
        "authority": pa.array([f.authority for f in ordered], pa.string()),
        "known_on": pa.array([date(f.year, 1, 1) for f in ordered], pa.date32()),
        "indicator": pa.array([f.indicator for f in ordered], pa.string()),
    }
    for name in _NUMBERS:
        columns[name] = pa.array([getattr(f, name) for f in ordered], pa.float64())
    connection.register("official_rows", pa.table(columns))
    connection.execute(f"CREATE TABLE release.{FACT} AS FROM official_rows")
    connection.unregister("official_rows")


def inputs_of(figures: Iterable[OfficialFigure], now: datetime) -> list[Input]:
    """The datasets that `figures` come from, as the manifest names them."""
    datasets: dict[tuple[str, str], list[OfficialFigure]] = {}
    for figure in figures:
        datasets.setdefault((figure.authority, figure.dataset), []).append(figure)
    return [_input(rows, now) for _, rows in sorted(datasets.items())]


def _input(rows: Sequence[OfficialFigure], now: datetime) -> Input:
    """One dataset; its hash is that of the figures kept, for the file itself stays outside."""
    first = rows[0]
    text = repr([(f.indicator, f.year, f.value) for f in rows])
    return Input(
        authority=first.authority,
        sector="",
        contract=first.dataset,
        contract_version=max(f.year for f in rows),
        title=first.title,
        producer=first.producer,
        fact=FACT,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        rows=len(rows),
        received_at=now,
        is_synthetic=False,
    )
