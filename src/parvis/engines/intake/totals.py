"""The row of totals that closes many exports: a promise to hold the rows to, not a row."""

import duckdb

from parvis.core.ingest.contract import NUMERIC
from parvis.core.ingest.headings import normalise_header
from parvis.core.ingest.patterns import BLANKS
from parvis.core.ingest.recognise import Match
from parvis.engines.intake.checks import number_sql
from parvis.engines.intake.sql import quoted

_CLOSING_ROWS = 4
"""A row of totals and up to three notes end a file."""

_WORDS = frozenset({"total", "totaux", "totalgeneral", "sommetotale", "ensemble"})


def take_totals(connection: duckdb.DuckDBPyConnection, match: Match) -> dict[str, float]:
    """Take the row of totals out of the view `records`: what it declares, by numeric field.

    It starts with a word for a total, lacks a field no row may lack, and only notes follow it;
    {} where there is none.
    """
    rows = connection.execute(
        f"SELECT * EXCLUDE (_width) FROM records ORDER BY _line DESC LIMIT {_CLOSING_ROWS}"
    ).fetchall()
    for line, *cells in rows:
        tidy = ["" if c is None else c.strip(BLANKS) for c in cells]
        if _is_total(tidy, match):
            declared = _declared(connection, match, line)
            connection.execute("ALTER VIEW records RENAME TO closed")
            connection.execute(f"CREATE VIEW records AS FROM closed WHERE _line < {line}")
            return declared
        if not _is_note(tidy, match):
            break
    return {}


def _is_note(cells: list[str], match: Match) -> bool:
    """A row that nothing indispensable is in: "Édité le 3 novembre", under the totals."""
    return not any(cells[match.columns[name]] for name in match.contract.indispensable[1:])


def _is_total(cells: list[str], match: Match) -> bool:
    first = next((cell for cell in cells if cell), "")
    places = [match.columns[name] for name in match.contract.indispensable]
    return normalise_header(first) in _WORDS and not all(cells[p] for p in places)


def _declared(connection: duckdb.DuckDBPyConnection, match: Match, line: int) -> dict[str, float]:
    fields = [f for f in match.contract.fields if f.type in NUMERIC and f.name in match.columns]
    if not fields:
        return {}
    values = ", ".join(
        number_sql(f"trim(c{match.columns[f.name]}, {quoted(BLANKS)})") for f in fields
    )
    found = (
        connection.execute(f"SELECT {values} FROM records WHERE _line = {line}").fetchone() or ()
    )
    pairs = zip(fields, found, strict=True)
    return {f.name: float(value) for f, value in pairs if value is not None}
