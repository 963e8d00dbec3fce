"""One look at every column before any is typed: spaces, null words, social security numbers.

Cleaning a cell costs more than typing it; a column seen to be tidy is not cleaned.
"""

from dataclasses import dataclass

import duckdb

from parvis.core.errors import Refused, Where
from parvis.core.ingest.nir import Finding, judge
from parvis.core.ingest.patterns import BLANKS
from parvis.core.ingest.recognise import Match
from parvis.engines.intake.sql import nir_sql, quoted, shaped_sql

_SAMPLE = 20_000
"""So many records say whether the values of a column come back."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the checks need to know. `untidy`: indexes of the columns with cells to trim or to
    read as null; `masked`: those with isolated NIRs, which may not be copied."""

    untidy: frozenset[int]
    masked: tuple[int, ...]


def look(connection: duckdb.DuckDBPyConnection, match: Match, *, filename: str) -> Profile:
    """The profile of the view `records`; Refused at the first column made of NIRs."""
    grouped = _repeated(connection, len(match.names))
    untidy, masked = set(), []
    for place, column in enumerate(match.names):
        filled, is_untidy, shaped, valid = _counts(
            connection, f"c{place}", match.contract.nulls, is_repeated=grouped[place]
        )
        if is_untidy:
            untidy.add(place)
        finding = judge(filled=filled, shaped=shaped, valid=valid)
        if finding is Finding.COLUMN:
            raise _refusal(column, valid / filled, filename)
        if finding is Finding.ISOLATED:
            masked.append(place)
    return Profile(frozenset(untidy), tuple(masked))


def _repeated(connection: duckdb.DuckDBPyConnection, width: int) -> list[bool]:
    """Of each column, whether its values come back often enough to be looked at once each."""
    several = ", ".join(f"2 * count(DISTINCT c{i}) < count(c{i})" for i in range(width))
    sample = f"SELECT {several} FROM (FROM records LIMIT {_SAMPLE})"
    return list(connection.execute(sample).fetchone() or ())


def _counts(
    connection: duckdb.DuckDBPyConnection, cell: str, nulls: tuple[str, ...], *, is_repeated: bool
) -> tuple[int, ...]:
    """The cells of a column that are filled, untidy, shaped as a NIR, and that hold one."""
    values = f"SELECT {cell}, count(*) AS n FROM records GROUP BY ALL"
    conditions = (f"{cell} <> ''", _untidy(cell, nulls), shaped_sql(cell), nir_sql(cell))
    counts = ", ".join(f"CAST(sum(n) FILTER ({c}) AS BIGINT)" for c in conditions)
    source = f"({values})" if is_repeated else f"(SELECT {cell}, 1 AS n FROM records)"
    found = connection.execute(f"SELECT {counts} FROM {source}").fetchone() or ()
    return tuple(count or 0 for count in found)


def _untidy(cell: str, nulls: tuple[str, ...]) -> str:
    """SQL true where `cell` starts or ends with a blank, or is a null word."""
    words = ", ".join(quoted(n) for n in sorted({"", *nulls}))
    starts = (f"prefix({cell}, {quoted(b)})" for b in BLANKS)
    ends = (f"suffix({cell}, {quoted(b)})" for b in BLANKS)
    return " OR ".join([*starts, *ends, f"{cell} IN ({words})"])


def _refusal(column: str, share: float, filename: str) -> Refused:
    shown = f"{share:.0%}".replace("%", "\u202f%")
    return Refused("file.nir_column", where=Where(filename), column=column, share=shown)
