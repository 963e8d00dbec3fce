"""Contours of territories: kept as GeoJSON geometries, read for the few that a map needs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.errors import Refused, Where
from parvis.core.territory.dataset import Dataset
from parvis.engines.opendata.published import Form, Table
from parvis.engines.opendata.recognise import CODES
from parvis.engines.opendata.shelf import read_rows

_GEOMETRY = "geometry"


def keep_contours(table: Table, dataset: Dataset, target: Path, names: Mapping[str, str]) -> int:
    """Add the contours of `table` to those of `target`: each département completes the others.

    `names` are those of the territories by code, where known: a contour that bears another name
    (a canton numbered like a commune) is left out. The number of contours then kept.
    """
    fresh = {
        code: (title, shape)
        for code, title, shape in _shapes(table, dataset)
        if names.get(code, title) == title
    }
    found = _held(target) | fresh if fresh else _held(target)
    codes = sorted(found)
    columns = {
        "code": codes,
        "name": [found[code][0] for code in codes],
        _GEOMETRY: [found[code][1] for code in codes],
    }
    pq.write_table(pa.table(columns), target)
    return len(codes)


def read_contours(path: Path, codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The GeoJSON geometry of each of `codes` that `path` holds."""
    filters = [("code", "in", sorted(codes))]
    rows = pq.read_table(path, columns=["code", _GEOMETRY], filters=filters).to_pylist()
    return {row["code"]: json.loads(row[_GEOMETRY]) for row in rows}


def _held(target: Path) -> dict[str, tuple[str, str]]:
    if not target.is_file():
        return {}
    rows = read_rows(target).to_pylist()
    return {row["code"]: (row["name"], row[_GEOMETRY]) for row in rows}


def _shapes(table: Table, dataset: Dataset) -> Iterator[tuple[str, str, str]]:
    title = next(v.columns[0] for v in dataset.variables if v.id == "name")
    for row in _rows(table):
        code, shape = str(row.get(dataset.key) or ""), row.get(_GEOMETRY)
        if not CODES[dataset.level].fullmatch(code) or not shape:
            where = Where(table.name, field=dataset.key)
            raise Refused("territory.wrong_key", where=where, value=code)
        drawn = shape if isinstance(shape, str) else json.dumps(shape)
        yield code, str(row.get(title) or ""), drawn


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    if table.form is Form.PARQUET:
        yield from read_rows(table.path).to_pylist()
        return
    for feature in json.loads(table.path.read_text("utf-8"))["features"]:
        yield {**(feature.get("properties") or {}), _GEOMETRY: feature.get(_GEOMETRY)}
