"""The row of totals that closes many exports: a promise to hold the rows to, not a row."""

import duckdb

from parvis.core.ingest.contract import NUMERIC
from parvis.core.ingest.patterns import BLANKS
from parvis.core.ingest.recognise import Match, normalise_header
from parvis.engines.intake.checks import number_sql
from parvis.engines.intake.sql import quoted

_WORDS = frozenset({"total", "totaux", "totalgeneral", "sommetotale", "ensemble"})


def take_totals(connection: duckdb.DuckDBPyConnection, match: Match) -> dict[str, float]:
    """Take the row of totals out of the view `records`: what it declares, by numeric field.

    It is the last record, starts with a word for a total and lacks a field no row may lack;
    {} where there is none.
    """
    last = connection.execute("SELECT max(_line) FROM records").fetchone()
    row = connection.execute("SELECT * EXCLUDE (_width) FROM records WHERE _line = ?", last)
    line, *cells = row.fetchone() or (None,)
    if line is None or not _is_total(["" if c is None else c.strip(BLANKS) for c in cells], match):
        return {}
    declared = _declared(connection, match, line)
    connection.execute("ALTER VIEW records RENAME TO closed")
    connection.execute(f"CREATE VIEW records AS FROM closed WHERE _line < {line}")
    return declared


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
