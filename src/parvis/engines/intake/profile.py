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


@dataclass(frozen=True, slots=True)
class Profile:
    """What the checks need to know. `untidy`: indexes of the columns with cells to trim or to
    read as null; `masked`: those with isolated NIRs, which may not be copied."""

    untidy: frozenset[int]
    masked: tuple[int, ...]


def look(connection: duckdb.DuckDBPyConnection, match: Match, *, filename: str) -> Profile:
    """The profile of the view `records`; Refused at the first column made of NIRs."""
    places = range(len(match.names))
    aggregates = ", ".join(_aggregates(f"c{i}", match.contract.nulls) for i in places)
    counts = connection.execute(f"SELECT {aggregates} FROM records").fetchone() or ()
    masked = []
    for place in places:
        filled, _, shaped, valid = counts[4 * place : 4 * place + 4]
        finding = judge(filled=filled, shaped=shaped, valid=valid)
        if finding is Finding.COLUMN:
            raise _refusal(match.names[place], valid / filled, filename)
        if finding is Finding.ISOLATED:
            masked.append(place)
    return Profile(frozenset(i for i in places if counts[4 * i + 1]), tuple(masked))


def _aggregates(cell: str, nulls: tuple[str, ...]) -> str:
    return (
        f"count(nullif({cell}, '')), count(*) FILTER ({_untidy(cell, nulls)}),"
        f" count(*) FILTER ({shaped_sql(cell)}), count(*) FILTER ({nir_sql(cell)})"
    )


def _untidy(cell: str, nulls: tuple[str, ...]) -> str:
    """SQL true where `cell` starts or ends with a blank, or is a null word."""
    words = ", ".join(quoted(n) for n in sorted({"", *nulls}))
    starts = (f"prefix({cell}, {quoted(b)})" for b in BLANKS)
    ends = (f"suffix({cell}, {quoted(b)})" for b in BLANKS)
    return " OR ".join([*starts, *ends, f"{cell} IN ({words})"])


def _refusal(column: str, share: float, filename: str) -> Refused:
    shown = f"{share:.0%}".replace("%", "\u202f%")
    return Refused("file.nir_column", where=Where(filename), column=column, share=shown)
