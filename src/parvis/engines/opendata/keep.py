"""Keeping a table as Parquet: numbers as numbers, and why a figure is missing beside it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from parvis.core.errors import Refused, Where
from parvis.core.territory.dataset import SECRET_MARKS, Dataset, Level, Shape, Variable, Zero
from parvis.core.territory.reference import Absence
from parvis.engines.duckdb import idle
from parvis.engines.duckdb.connect import literal, name
from parvis.engines.opendata.published import Form, Table
from parvis.engines.opendata.recognise import CODES

MARK = "__absence"
"""Ends the name of the column that says why a figure is missing (see `Absence`)."""
_NUMBER = "__number"
"""Ends the name of the column that holds the number written in another."""
_BLANKS = ("", "na", "n/a", "nan", "null")
_LARGE = 1 << 18
_FEW = 0.002
"""Share of rows without a right code that a producer's file may hold and stay credible."""


def keep(table: Table, dataset: Dataset, target: Path) -> int:
    """Write `target` from `table`; the number of rows kept.

    A few rows without a code of the right shape are left out. Refused, naming the file and the
    field: many such rows, a code twice, a value that is neither a number nor one of the
    producer's marks.
    """
    with idle.borrow(_settings(table), spill=target.parent) as workshop:
        _open(workshop, table, dataset)
        _set_aside(workshop, table, dataset)
        _check_once(workshop, table, dataset)
        _check_numbers(workshop, table, dataset)
        workshop.execute(f"COPY ({_select(dataset)}) TO {literal(str(target))} (FORMAT parquet)")
        rows: int = pq.read_metadata(target).num_rows
        return rows


def _settings(table: Table) -> dict[str, idle.Setting]:
    """A small table needs no second thread; no list of words is long enough to be joined to."""
    return {
        "threads": 1 if table.path.stat().st_size < _LARGE else 2,
        "memory_limit": "600MB",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "disabled_optimizers": "in_clause",
    }


def _open(workshop: duckdb.DuckDBPyConnection, table: Table, dataset: Dataset) -> None:
    """The rows of interest as texts, under the columns' defined names, in the table `published`;
    beside each column of numbers, its numbers."""
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
    numbers = "".join(f", {_read(c)} AS {_number(c)}" for c in _columns_of_numbers(dataset))
    try:
        workshop.execute(f"CREATE TABLE published AS SELECT *{numbers} FROM ({rows})")
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
    if wrong:
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


def _columns_of_numbers(dataset: Dataset) -> tuple[str, ...]:
    """Each once, in the order of the definition."""
    if dataset.shape is Shape.COUNTS:
        return (dataset.count,)
    return tuple(dict.fromkeys(c for v in dataset.variables if not v.is_text for c in v.columns))


def _check_numbers(workshop: duckdb.DuckDBPyConnection, table: Table, dataset: Dataset) -> None:
    columns = _columns_of_numbers(dataset)
    if not columns:
        return
    found = workshop.execute(
        f"SELECT {', '.join(f'bool_or({_is_wrong(c)})' for c in columns)} FROM published"
    ).fetchall()[0]
    for column, is_wrong in zip(columns, found, strict=True):
        if is_wrong:
            code, value = workshop.execute(
                f"SELECT {name(dataset.key)}, {name(column)} FROM published"
                f" WHERE {_is_wrong(column)} LIMIT 1"
            ).fetchall()[0]
            where = Where(table.name, field=column)
            raise Refused("territory.wrong_value", where=where, code=code, value=value)


def _is_wrong(column: str) -> str:
    """SQL: whether a cell holds neither a number nor what a producer writes for none."""
    cell, known = name(column), ", ".join(literal(mark) for mark in (*SECRET_MARKS, *_BLANKS))
    return f"{_number(column)} IS NULL AND {cell} IS NOT NULL AND lower({cell}) NOT IN ({known})"


def _number(column: str) -> str:
    """SQL: the column of the numbers of `column`; NULL where there is none."""
    return name(column + _NUMBER)


def _read(column: str) -> str:
    """SQL: the number that a cell writes with a comma or a dot; NULL where it writes none."""
    number = f"try_cast(replace(replace({name(column)}, ' ', ''), ',', '.') AS DOUBLE)"
    return f"nullif({number}, 'nan'::DOUBLE)"


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
    total = f"coalesce(sum({_number(dataset.count)}) FILTER ({chosen}), 0)"
    return f"{total} AS {name(variable.id)}, 0::TINYINT AS {name(variable.id + MARK)}"


def _cells(dataset: Dataset, variable: Variable) -> Iterator[str]:
    if variable.is_text:
        yield f"{name(variable.columns[0])} AS {name(variable.id)}"
        return
    total = " + ".join(_number(column) for column in variable.columns)
    yield f"{_unless_zero(total, variable)} AS {name(variable.id)}"
    worst = ", ".join(_absence(dataset, variable, column) for column in variable.columns)
    yield f"greatest({worst}) AS {name(variable.id + MARK)}"


_ZEROS = {Zero.SECRET: Absence.SECRET, Zero.ABSENT: Absence.UNPUBLISHED}


def _unless_zero(total: str, variable: Variable) -> str:
    return total if variable.zero is Zero.KNOWN else f"nullif({total}, 0)"


def _absence(dataset: Dataset, variable: Variable, column: str) -> str:
    """SQL: why `column` holds no number; a withheld figure never becomes a zero."""
    marks = ", ".join(literal(mark) for mark in SECRET_MARKS)
    blank = Absence.SECRET if dataset.blank_is_secret else Absence.UNPUBLISHED
    zero = _ZEROS.get(variable.zero)
    nothing = f"WHEN {_number(column)} = 0 THEN {zero.value} " if zero is not None else ""
    return (
        f"CASE {nothing}WHEN {_number(column)} IS NOT NULL THEN {Absence.KNOWN.value} "
        f"WHEN lower({name(column)}) IN ({marks}) THEN {Absence.SECRET.value} "
        f"ELSE {blank.value} END::TINYINT"
    )
