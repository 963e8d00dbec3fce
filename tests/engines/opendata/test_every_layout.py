"""Every description shipped reads a file in its own layout, and only the right descriptions do."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from parvis.core.home import Home
from parvis.core.territory.dataset import Dataset, Level, Shape
from parvis.engines.opendata.atlas import FileAtlas
from parvis.engines.opendata.keep import MARK, keep
from parvis.engines.opendata.published import tables_of
from parvis.engines.opendata.recognise import recognise

DATASETS = FileAtlas(Home(Path("unused"))).datasets
TABLES = [d for d in DATASETS.values() if d.shape is not Shape.CONTOURS]
KEYS = {Level.COMMUNE: "41269", Level.IRIS: "412690102", Level.ZONE: "200072072"}


def cells(dataset: Dataset) -> Iterator[str]:
    """One row in the layout: numbers with a French comma, texts, the value that is kept."""
    texts = {column for v in dataset.variables if v.is_text for column in v.columns}
    for column in dataset.columns:
        if column == dataset.key:
            yield KEYS[dataset.level]
        elif column == dataset.keep_column:
            yield dataset.keep_values[0]
        elif column == dataset.category:
            yield dataset.variables[0].columns[0]
        else:
            yield "49092" if column in texts else "12,5"


@pytest.mark.parametrize("dataset", TABLES, ids=lambda d: d.id)
def test_a_layout_reads_its_own_file(dataset: Dataset, tmp_path: Path) -> None:
    file = tmp_path / "as-published.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow([*dataset.columns, "unused"])
        writer.writerow([*cells(dataset), "x"])
    (table,) = tables_of(file, tmp_path)
    assert dataset in recognise(table, DATASETS.values())
    target = tmp_path / "kept.parquet"
    assert keep(table, dataset, target) == 1
    (row,) = pq.read_table(target).to_pylist()
    assert row["code"] == KEYS[dataset.level]
    for variable in dataset.variables:
        if not variable.is_text:
            assert row[variable.id + MARK] == 0
    first = dataset.variables[0]
    if not first.is_text:
        added = 1 if dataset.shape is Shape.COUNTS else len(first.columns)
        assert row[first.id] == pytest.approx(12.5 * added)
