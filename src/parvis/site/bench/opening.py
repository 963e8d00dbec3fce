"""One cold opening of a release, in a process of its own: `parvis HOME FILE`, `duckdb HOME FILE`.

Milliseconds run from the first look at the pointer to the answer of a first count. Importing is
not counted, nor what DuckDB's client imports by itself when it meets its first parameter.
"""

import sys
from pathlib import Path
from time import perf_counter

import duckdb

from parvis.core.home import Home
from parvis.core.metrics.query import Aggregate, Measure, Plan
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.site.bench.children import tell

FACT = "service_request"


def open_with_parvis(home: Path, _: Path) -> None:
    """Follow the pointer, open the release, read its manifest, count its rows."""
    plan = Plan(FACT, "00000", "opened_on", "person", None, (), (), (Measure(Aggregate.ROWS),))
    snapshot = DuckDBReader(Home(home)).snapshot()
    snapshot.manifest()
    snapshot.run(plan)


def open_with_duckdb(_: Path, file: Path) -> None:
    """Open the same file with nothing but DuckDB, and count the same rows."""
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute(f"SELECT count(*) FROM {FACT}").fetchall()


def main() -> None:
    """Measure the opening named by the first argument."""
    with duckdb.connect() as elsewhere:
        elsewhere.execute("SELECT ?", ["warm"]).fetchall()
    opening = {"parvis": open_with_parvis, "duckdb": open_with_duckdb}[sys.argv[1]]
    started = perf_counter()
    opening(Path(sys.argv[2]), Path(sys.argv[3]))
    tell(milliseconds=(perf_counter() - started) * 1_000)


if __name__ == "__main__":
    main()
