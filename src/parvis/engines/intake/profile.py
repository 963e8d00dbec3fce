"""One look at every column before any is typed: spaces, null words, social security numbers.

Cleaning a cell costs more than typing it; a column seen to be tidy is not cleaned.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, islice

import duckdb

from parvis.core.errors import Refused, Where
from parvis.core.ingest.nir import SHORTEST, Finding, judge
from parvis.core.ingest.patterns import BLANKS
from parvis.core.ingest.recognise import Match
from parvis.engines.intake.sql import among, nir_sql, quoted, shaped_sql

_SAMPLE = 20_000
"""So many records say whether the values of a column come back."""

_FEW = 500
"""So few records are looked at by what is shortest to prepare, rather than fastest by cell."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the checks need to know. `rows`: the records; `untidy`: indexes of the columns with
    cells to trim or to read as null; `masked`: those with isolated NIRs, which may not be copied.
    """

    rows: int
    untidy: frozenset[int]
    masked: tuple[int, ...]


def look(connection: duckdb.DuckDBPyConnection, match: Match, *, filename: str) -> Profile:
    """The profile of the view `records`; Refused at the first column made of NIRs."""
    rows, counts = _counts(connection, len(match.names), match.contract.nulls)
    untidy, masked = set(), []
    for place, (is_untidy, *numbers) in enumerate(counts):
        if is_untidy:
            untidy.add(place)
        filled, shaped, valid = numbers or (0, 0, 0)
        finding = judge(filled=filled, shaped=shaped, valid=valid)
        if finding is Finding.COLUMN:
            raise _refusal(match.names[place], valid / filled, filename)
        if finding is Finding.ISOLATED:
            masked.append(place)
    return Profile(rows, frozenset(untidy), tuple(masked))


def _counts(
    connection: duckdb.DuckDBPyConnection, width: int, nulls: tuple[str, ...]
) -> tuple[int, list[tuple[int, ...]]]:
    """How many records there are; in each column, how many cells are untidy and, where some cell
    is as long as a NIR, how many are filled, shaped as one, and hold one.

    A column whose values come back is looked at value by value, the others together.
    """
    cells = [f"c{i}" for i in range(width)]
    longest = ", ".join(f"coalesce(max(strlen({c})), 0)" for c in cells)
    rows, *lengths = _row(connection, f"SELECT count(*), {longest} FROM records")
    long = frozenset(c for c, length in zip(cells, lengths, strict=True) if length >= SHORTEST)
    repeated = _repeated(connection, cells) if rows > _SAMPLE else []
    untidy = _untidy_of_few if rows <= _FEW else _untidy
    wanted = {c: _wanted(c, untidy(c, nulls), is_long=c in long) for c in cells}
    found: dict[str, tuple[int, ...]] = {}
    for cell in repeated:
        values = f"(SELECT {cell}, count(*) AS n FROM records GROUP BY ALL)"
        found |= _look_at(connection, values, {cell: wanted.pop(cell)})
    found |= _look_at(connection, "(SELECT *, 1 AS n FROM records)", wanted)
    return rows, [found[c] for c in cells]


def _look_at(
    connection: duckdb.DuckDBPyConnection, source: str, wanted: Mapping[str, list[str]]
) -> dict[str, tuple[int, ...]]:
    """The counts of each column of `source`, which are `wanted`."""
    if not wanted:
        return {}
    counts = ", ".join(chain.from_iterable(wanted.values()))
    found = iter(_row(connection, f"SELECT {counts} FROM {source}"))
    return {cell: tuple(islice(found, len(several))) for cell, several in wanted.items()}


def _repeated(connection: duckdb.DuckDBPyConnection, cells: list[str]) -> list[str]:
    """The columns whose values come back often enough to be looked at once each."""
    several = ", ".join(f"2 * count(DISTINCT {c}) < count({c})" for c in cells)
    found = _row(connection, f"SELECT {several} FROM (FROM records LIMIT {_SAMPLE})")
    return [c for c, comes_back in zip(cells, found, strict=True) if comes_back]


def _wanted(cell: str, is_untidy: str, *, is_long: bool) -> list[str]:
    """SQL of the counts of a column; `is_long`: some cell is as long as a NIR."""
    conditions = [is_untidy]
    if is_long:
        conditions += [f"{cell} <> ''", shaped_sql(cell), nir_sql(cell)]
    return [f"CAST(coalesce(sum(n) FILTER ({c}), 0) AS BIGINT)" for c in conditions]


def _row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    return connection.execute(query).fetchone() or ()


def _untidy(cell: str, nulls: tuple[str, ...]) -> str:
    """SQL true where `cell` starts or ends with a blank, or is a null word."""
    starts = (f"prefix({cell}, {quoted(b)})" for b in BLANKS)
    ends = (f"suffix({cell}, {quoted(b)})" for b in BLANKS)
    return " OR ".join([*starts, *ends, among(cell, {"", *nulls})])


def _untidy_of_few(cell: str, nulls: tuple[str, ...]) -> str:
    """As `_untidy`, four times as slow by cell and prepared in half the time."""
    return f"{cell} <> trim({cell}, {quoted(BLANKS)}) OR {among(cell, {'', *nulls})}"


def _refusal(column: str, share: float, filename: str) -> Refused:
    shown = f"{share:.0%}".replace("%", "\u202f%")
    return Refused("file.nir_column", where=Where(filename), column=column, share=shown)
