"""The three real files, against counts made without the intake."""

import csv
import gzip
import io
import math
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from intake_reading import SHIPPED, load_in, rows_of
from parvis.core.ports import Loaded

NANTES = "attendance/nantes_frequentation_to_2017-08.csv"
PARIS = "grc/dansmarue_paris_2023-2024.parquet"
BOSTON = "grc/boston_311_2011.parquet"

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def whole(real_data, tmp_path_factory) -> Callable[[str], Loaded]:
    """Loads a real file as it is; once for all who only read what came of it."""

    @cache
    def load(name: str) -> Loaded:
        return load_in(tmp_path_factory.mktemp("whole"), real_data / name, *SHIPPED)

    return load


def column(loaded: Loaded, name: str) -> list[object]:
    found: list[object] = pq.ParquetFile(loaded.rows).read([name])[name].to_pylist()
    return found


def table_of(loaded: Loaded) -> pa.Table:
    """Every row that was loaded."""
    return pq.ParquetFile(loaded.rows).read()


def as_csv(parquet: Path, delimiter: str) -> bytes:
    """The content of a Parquet file as an application would export it."""
    table = pq.ParquetFile(parquet).read()
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(table.column_names)
    writer.writerows(zip(*(c.to_pylist() for c in table.columns), strict=True))
    return out.getvalue().encode()


def test_nantes_gives_the_meals_of_an_independent_count(real_data, whole) -> None:
    with (real_data / NANTES).open(encoding="utf-8", newline="") as file:
        expected = list(csv.DictReader(file))
    loaded = whole(NANTES)
    report, rows = loaded.report, rows_of(loaded)
    assert (report.contract, report.rows_read, report.rows_rejected) == ("nantes_cantine", 78601, 0)
    assert len(expected) == 78601
    for name, written in (("planned", "prevision"), ("served", "reel")):
        numbers = [None if r[written] == "NA" else int(r[written]) for r in expected]
        assert [r[name] for r in rows] == numbers
        total = sum(n for n in numbers if n is not None)
        assert {c.name: c.found for c in report.controls}[name] == total
    assert [r["date"] for r in rows] == [date.fromisoformat(r["date"]) for r in expected]
    assert [r["_line"] for r in rows] == list(range(2, 78603))


def test_nantes_in_every_wrapping_gives_the_same_rows(real_data, whole, tmp_path) -> None:
    raw = (real_data / NANTES).read_bytes()
    plain = table_of(whole(NANTES))
    recoded = raw.decode().replace(",", ";").replace("\n", "\r\n").encode("cp1252")
    assert table_of(load_in(tmp_path, gzip.compress(raw), *SHIPPED)).equals(plain)
    assert table_of(load_in(tmp_path, recoded, *SHIPPED)).equals(plain)


def test_paris_gives_the_reports_of_an_independent_count(real_data, whole) -> None:
    source = pq.ParquetFile(real_data / PARIS).read()
    loaded = whole(PARIS)
    assert (loaded.report.contract, loaded.report.rows_kept) == ("dansmarue", 24504)
    assert column(loaded, "id_dmr") == source["id_dmr"].to_pylist()
    assert Counter(column(loaded, "category")) == Counter(source["type"].to_pylist())
    found = {c.name: c.found for c in loaded.report.controls}
    assert math.isclose(found["longitude"], pc.sum(source["lon"]).as_py(), rel_tol=1e-12)
    opened = column(loaded, "opened_at")
    assert opened[0] == datetime(2023, 7, 16, 22, 0, tzinfo=UTC)


def test_boston_gives_the_delays_of_an_independent_count(real_data, whole) -> None:
    source = pq.ParquetFile(real_data / BOSTON).read()
    loaded = whole(BOSTON)
    assert (loaded.report.contract, loaded.report.rows_kept) == ("boston_311", 58251)
    assert column(loaded, "closed_at").count(None) == source["closed_dt"].null_count
    assert column(loaded, "due_at").count(None) == source["target_dt"].null_count
    assert column(loaded, "opened_at")[0] == datetime(2011, 7, 1, 5, 32, 33, tzinfo=UTC)
    assert loaded.observed_until == datetime(2019, 10, 31, 19, 25, 56, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "delimiter"),
    [
        (PARIS, ","),
        (BOSTON, ";"),
        pytest.param(PARIS, ";", marks=pytest.mark.long),
        pytest.param(BOSTON, ",", marks=pytest.mark.long),
    ],
)
def test_the_same_content_written_as_csv_gives_the_same_rows(
    real_data, whole, tmp_path, name: str, delimiter: str
) -> None:
    direct = whole(name)
    expected = table_of(direct).drop_columns(["_line"])
    written = load_in(tmp_path, as_csv(real_data / name, delimiter), *SHIPPED)
    assert written.report.contract == direct.report.contract
    assert table_of(written).drop_columns(["_line"]).equals(expected)
