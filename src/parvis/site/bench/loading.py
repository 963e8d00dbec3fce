"""One measured load, in a process of its own.

Arguments: `parvis FILE CONTRACT WORK`, or `duckdb FILE KEY WORK`. Seconds run from the first
byte read to the last result kept; importing and making the home are not counted.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import duckdb

from parvis.core.access import OPERATOR
from parvis.engines.duckdb.connect import literal, name
from parvis.site.bench.children import peak_megabytes, tell
from parvis.site.home import home_at
from parvis.site.start import UNNAMED_CODE, start_or_make


def load_with_parvis(file: Path, contract: str, work: Path) -> Callable[[], int]:
    """The whole verb of `parvis load` on a new home: recognised, checked, kept, journaled."""
    home = home_at(work)
    start_or_make(home, now=datetime.now(UTC))
    from parvis.apps.sources.services import load_file

    def load() -> int:
        report = load_file(
            actor=OPERATOR, now=datetime.now(UTC), authority=UNNAMED_CODE, path=file,
            filename=file.name,
        )  # fmt: skip
        if report.contract != contract:
            raise RuntimeError(f"recognised as {report.contract}")
        return report.rows_kept

    return load


def load_with_duckdb(file: Path, key: str, work: Path) -> Callable[[], int]:
    """The table that DuckDB makes of the file, types found by itself."""
    work.mkdir(exist_ok=True)
    connection = duckdb.connect(config={"threads": "2", "temp_directory": str(work)})
    columns = ", ".join(name(part) for part in key.split(","))

    def load() -> int:
        connection.execute(
            f"CREATE TABLE kept AS SELECT DISTINCT ON ({columns}) * FROM "
            f"read_csv({literal(str(file))}, header = true, nullstr = ['', 'NA'])"
        )
        return int(connection.execute("SELECT count(*) FROM kept").fetchall()[0][0])

    return load


def main() -> None:
    """Measure the reader named by the first argument."""
    reader = {"parvis": load_with_parvis, "duckdb": load_with_duckdb}[sys.argv[1]]
    file, what, work = Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    load = reader(file, what, work)
    # The client of DuckDB imports what it finds (pandas, in a developer's environment) at its
    # first parameter: that is importing, and not counted for either.
    duckdb.execute("SELECT ?", [1]).fetchall()
    started = perf_counter()
    rows = load()
    tell(seconds=perf_counter() - started, rows=rows, megabytes=peak_megabytes())


if __name__ == "__main__":
    main()
