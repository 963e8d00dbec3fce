"""Which dataset a table is, from its columns alone; and what differs from the nearest one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from parvis.core.territory.dataset import Dataset, Level, Shape
from parvis.engines.opendata.published import Form, Table

CODES = {
    Level.COMMUNE: re.compile(r"(?:\d{2}|2[AB])\d{3}"),
    Level.IRIS: re.compile(r"(?:\d{2}|2[AB])\d{7}"),
    Level.ZONE: re.compile(r".+"),
}
_ALIKE, _SAME_BUT_YEARS = 0.6, 0.9
_FEWEST = 4
_SHOWN, _PADDED = 4, 5


@dataclass(frozen=True, slots=True)
class Likeness:
    """The dataset a table is nearly, and the columns that differ."""

    dataset: Dataset
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    is_other_vintage: bool


def recognise(table: Table, datasets: Iterable[Dataset]) -> list[Dataset]:
    """The datasets that `table` holds: all their columns are there."""
    return [dataset for dataset in datasets if _is(table, dataset)]


def likeness(table: Table, datasets: Iterable[Dataset]) -> Likeness | None:
    """The dataset that `table` looks most like, if it looks like one at all."""
    candidates = [d for d in datasets if d.shape is not Shape.CONTOURS]
    candidates = [d for d in candidates if len(d.columns) >= _FEWEST and _same_form(table, d)]
    nearest = max(candidates, key=lambda d: _score(table, d), default=None)
    if nearest is None or _score(table, nearest)[0] < _ALIKE:
        return None
    if nearest.key.lower() not in _lower(table.columns) or not _is_about(table, nearest):
        return None
    missing = [c for c in nearest.columns if c.lower() not in _lower(table.columns)]
    unknown = [c for c in table.columns if c.lower() not in _lower(nearest.columns)]
    is_other_vintage = (
        _yearless_share(table, nearest) >= _SAME_BUT_YEARS and _share(table, nearest) < _ALIKE
    )
    return Likeness(nearest, tuple(missing[:_SHOWN]), tuple(unknown[:_SHOWN]), is_other_vintage)


def _score(table: Table, dataset: Dataset) -> tuple[float, float, int]:
    """How like a dataset a table is, years aside; then years counted; then the latest first."""
    exact = _share(table, dataset)
    return max(exact, _yearless_share(table, dataset)), exact, dataset.geography


def _is(table: Table, dataset: Dataset) -> bool:
    if not _same_form(table, dataset) or not _lower(dataset.columns) <= _lower(table.columns):
        return False
    return _is_about(table, dataset)


def _is_about(table: Table, dataset: Dataset) -> bool:
    """Whether most of the first keys are codes of the dataset's level.

    Where other territories stand among them, the columns alone decide.
    """
    if dataset.is_mixed:
        return True
    key = next((c for c in table.columns if c.lower() == dataset.key.lower()), "")
    keys = [str(sample.get(key) or "").strip() for sample in table.samples]
    fit = [found for found in keys if CODES[dataset.level].fullmatch(_padded(found))]
    return 2 * len(fit) >= len(keys)


def _same_form(table: Table, dataset: Dataset) -> bool:
    if table.sheet and dataset.sheet and table.sheet != dataset.sheet:
        return False
    return table.form is not Form.GEOJSON or dataset.shape is Shape.CONTOURS


def _lower(columns: Iterable[str]) -> set[str]:
    return {column.lower() for column in columns}


def _share(table: Table, dataset: Dataset) -> float:
    wanted = _lower(dataset.columns)
    return len(wanted & _lower(table.columns)) / len(wanted)


def _yearless_share(table: Table, dataset: Dataset) -> float:
    wanted = {re.sub(r"\d", "", c) for c in _lower(dataset.columns)}
    return len(wanted & {re.sub(r"\d", "", c) for c in _lower(table.columns)}) / len(wanted)


def _padded(code: str) -> str:
    """01001 taken for a number by a spreadsheet, and overseas 973 302 written in full."""
    if len(code) == _PADDED + 1 and code.startswith("97"):
        return code[:2] + code[3:]
    return code.zfill(_PADDED) if len(code) == _PADDED - 1 else code
