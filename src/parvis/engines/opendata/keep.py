"""Keeping a table as Parquet: numbers as numbers, and why a figure is missing beside it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from parvis.core.errors import Refused, Where
from parvis.core.territory.dataset import SECRET_MARKS, Dataset, Level, Shape, Variable, Zero
from parvis.core.territory.reference import Absence
from parvis.engines.duckdb.connect import literal, name, open_workshop
from parvis.engines.opendata.published import Form, Table
from parvis.engines.opendata.recognise import CODES

MARK = "__absence"
"""Ends the name of the column that says why a figure is missing (see `Absence`)."""
_BLANKS = ("", "na", "n/a", "nan", "null")
_FEW = 0.002
"""Share of rows without a right code that a producer's file may hold and stay credible."""


def keep(table: Table, dataset: Dataset, target: Path) -> int:
    """Write `target` from `table`; the number of rows kept.

    A few rows without a code of the right shape are left out. Refused, naming the file and the
    field: many such rows, a code twice, a value that is neither a number nor one of the
    producer's marks.
    """
    with open_workshop(target.parent) as workshop:
        _open(workshop, table, dataset)
        _set_aside(workshop, table, dataset)
        _check_once(workshop, table, dataset)
        for variable in _numbers(dataset):
            _check_numbers(workshop, table, dataset, variable)
        workshop.execute(f"COPY ({_select(dataset)}) TO {literal(str(target))} (FORMAT parquet)")
        rows: int = pq.read_metadata(target).num_rows
        return rows


def _open(workshop: duckdb.DuckDBPyConnection, table: Table, dataset: Dataset) -> None:
    """The rows of interest as texts, under the columns' defined names, in the table `published`."""
    spelt = {column.lower(): column for column in table.columns}
    columns = ", ".join(
        f"trim(CAST({name(spelt[c.lower()])} AS VARCHAR)) AS {name(c)}" for c in dataset.columns
    )
    once = "DISTINCT" if dataset.shape is Shape.VALUES else ""
    rows = f"SELECT {once} {columns} FROM {_source(table)}"
    if dataset.keep_column:
        kept = ", ".join(literal(value) for value in dataset.keep_values)
        rows = f"SELECT * FROM ({rows}) WHERE {name(dataset.keep_column)} IN ({kept})"
    code = name(dataset.key)
    if dataset.level is Level.COMMUNE:
        rows = f"SELECT * REPLACE ({_commune_code(code)} AS {code}) FROM ({rows})"
    try:
        workshop.execute(f"CREATE TABLE published AS {rows}")
    except duckdb.Error as error:
        raise Refused("territory.truncated", where=Where(table.name)) from error


def _commune_code(code: str) -> str:
    """SQL: 01001 taken for a number by a spreadsheet, and overseas 973 302 written in full."""
    return (
        f"CASE WHEN regexp_full_match({code}, '[1-9]\\d{{3}}') THEN '0' || {code} "
        f"WHEN regexp_full_match({code}, '97\\d{{4}}') THEN '97' || right({code}, 3) "
        f"ELSE {code} END"
    )


def _source(table: Table) -> str:
    path = literal(str(table.path))
    if table.form is Form.PARQUET:
        return f"read_parquet({path})"
    return (
        f"read_csv({path}, delim={literal(table.delimiter)}, quote='\"', escape='\"', "
        f"header=true, all_varchar=true, nullstr='', strict_mode=true, null_padding=false)"
    )


def _set_aside(workshop: duckdb.DuckDBPyConnection, table: Table, dataset: Dataset) -> None:
    """Leave out the rows whose key is no code; many of them mean another kind of file."""
    key = name(dataset.key)
    fits = f"coalesce(regexp_full_match({key}, {literal(CODES[dataset.level].pattern)}), false)"
    total, wrong, example = workshop.execute(
        f"SELECT count(*), count(*) FILTER (NOT {fits}), any_value({key}) FILTER (NOT {fits}) "
        "FROM published"
    ).fetchall()[0]
    if wrong > total * _FEW and not dataset.is_mixed:
        where = Where(table.name, field=dataset.key)
        raise Refused("territory.wrong_key", where=where, value=example or "")
    workshop.execute(f"DELETE FROM published WHERE NOT {fits}")


def _check_once(workshop: duckdb.DuckDBPyConnection, table: Table, dataset: Dataset) -> None:
    if dataset.shape is not Shape.VALUES or dataset.level is Level.ZONE:
        return
    key = name(dataset.key)
    twice = workshop.execute(
        f"SELECT {key} FROM published GROUP BY 1 HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if twice is not None:
        where = Where(table.name, field=dataset.key)
        raise Refused("territory.twice", where=where, value=twice[0])


def _numbers(dataset: Dataset) -> Iterator[Variable]:
    if dataset.shape is Shape.COUNTS:
        yield Variable(dataset.count, (dataset.count,))
    else:
        yield from (v for v in dataset.variables if not v.is_text)


def _check_numbers(
    workshop: duckdb.DuckDBPyConnection, table: Table, dataset: Dataset, variable: Variable
) -> None:
    known = ", ".join(literal(mark) for mark in (*SECRET_MARKS, *_BLANKS))
    for column in variable.columns:
        cell = name(column)
        wrong = workshop.execute(
            f"SELECT {name(dataset.key)}, {cell} FROM published WHERE {cell} IS NOT NULL "
            f"AND {_number(cell)} IS NULL AND lower({cell}) NOT IN ({known}) LIMIT 1"
        ).fetchone()
        if wrong is not None:
            where = Where(table.name, field=column)
            raise Refused("territory.wrong_value", where=where, code=wrong[0], value=wrong[1])


def _number(cell: str) -> str:
    """SQL: the number in `cell`, written with a comma or a dot; NULL where there is none."""
    number = f"try_cast(replace(replace({cell}, ' ', ''), ',', '.') AS DOUBLE)"
    return f"CASE WHEN isnan({number}) THEN NULL ELSE {number} END"


def _select(dataset: Dataset) -> str:
    key = f"{name(dataset.key)} AS code"
    if dataset.shape is Shape.COUNTS:
        return f"SELECT {key}, {', '.join(_counted(dataset, v) for v in dataset.variables)} " \
               f"FROM published GROUP BY 1 ORDER BY 1"  # fmt: skip
    cells = (part for v in dataset.variables for part in _cells(dataset, v))
    return f"SELECT {key}, {', '.join(cells)} FROM published ORDER BY 1"


def _counted(dataset: Dataset, variable: Variable) -> str:
    """A census of equipment is complete: what it does not list is not there."""
    among = ", ".join(literal(category) for category in variable.columns)
    chosen = f"{name(dataset.category)} IN ({among})"
    total = f"coalesce(sum({_number(name(dataset.count))}) FILTER ({chosen}), 0)"
    return f"{total} AS {name(variable.id)}, 0::TINYINT AS {name(variable.id + MARK)}"


def _cells(dataset: Dataset, variable: Variable) -> Iterator[str]:
    if variable.is_text:
        yield f"{name(variable.columns[0])} AS {name(variable.id)}"
        return
    cells = [name(column) for column in variable.columns]
    total = " + ".join(_number(cell) for cell in cells)
    yield f"{_unless_zero(total, variable)} AS {name(variable.id)}"
    worst = ", ".join(_absence(dataset, variable, cell) for cell in cells)
    yield f"greatest({worst}) AS {name(variable.id + MARK)}"


_ZEROS = {Zero.SECRET: Absence.SECRET, Zero.ABSENT: Absence.UNPUBLISHED}


def _unless_zero(total: str, variable: Variable) -> str:
    return total if variable.zero is Zero.KNOWN else f"nullif({total}, 0)"


def _absence(dataset: Dataset, variable: Variable, cell: str) -> str:
    """SQL: why `cell` holds no number; a withheld figure never becomes a zero."""
    marks = ", ".join(literal(mark) for mark in SECRET_MARKS)
    blank = Absence.SECRET if dataset.blank_is_secret else Absence.UNPUBLISHED
    zero = _ZEROS.get(variable.zero)
    nothing = f"WHEN {_number(cell)} = 0 THEN {zero.value} " if zero is not None else ""
    return (
        f"CASE {nothing}WHEN {_number(cell)} IS NOT NULL THEN {Absence.KNOWN.value} "
        f"WHEN lower({cell}) IN ({marks}) THEN {Absence.SECRET.value} "
        f"ELSE {blank.value} END::TINYINT"
    )
