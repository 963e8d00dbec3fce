"""One measured load, in a process of its own.

Arguments: `parvis FILE CONTRACT WORK`, or `duckdb FILE KEY WORK`. Seconds run from the first
byte read to the last result kept; importing is not counted.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import duckdb

from parvis.core.ingest.contract import Contract, contract_from
from parvis.engines.definitions import read_definitions
from parvis.engines.duckdb.connect import literal, name
from parvis.engines.intake.load import FileIntake
from parvis.site.bench.children import peak_megabytes, tell


def contracts() -> list[Contract]:
    """The contracts shipped."""
    return [contract_from(data, file) for file, data in read_definitions("contracts")]


def load_with_parvis(file: Path, contract: str, work: Path) -> int:
    """Rows kept by the intake, which recognises the file by itself as a town's would be."""
    loaded = FileIntake().load(
        file, filename=file.name, contracts=contracts(), contract_id=None, workdir=work,
        now=datetime.now(UTC), progress=lambda done, label: None,
    )  # fmt: skip
    if loaded.report.contract != contract:
        raise RuntimeError(f"recognised as {loaded.report.contract}")
    return loaded.report.rows_kept


def load_with_duckdb(file: Path, key: str, work: Path) -> int:
    """Rows of the table that DuckDB makes of the file, types found by itself."""
    work.mkdir(exist_ok=True)
    connection = duckdb.connect(config={"threads": "2", "temp_directory": str(work)})
    columns = ", ".join(name(part) for part in key.split(","))
    connection.execute(
        f"CREATE TABLE kept AS SELECT DISTINCT ON ({columns}) * FROM "  # noqa: S608  own names
        f"read_csv({literal(str(file))}, header = true, nullstr = ['', 'NA'])"
    )
    return int(connection.execute("SELECT count(*) FROM kept").fetchall()[0][0])


def main() -> None:
    """Measure the reader named by the first argument."""
    reader = {"parvis": load_with_parvis, "duckdb": load_with_duckdb}[sys.argv[1]]
    file, what, work = Path(sys.argv[2]), sys.argv[3], Path(sys.argv[4])
    started = perf_counter()
    rows = reader(file, what, work)
    tell(seconds=perf_counter() - started, rows=rows, megabytes=peak_megabytes())


if __name__ == "__main__":
    main()
