"""The marks of a grid as records, one each.

A record is known by its `_line` alone: while marks are judged, that of each is the line of the
grid times `_PLACES`, plus the mark's column.
"""

import duckdb

from parvis.core.ingest.grid import Unfolding
from parvis.core.ingest.patterns import BLANKS
from parvis.core.ingest.recognise import Match
from parvis.engines.intake.sql import among, quoted

_PLACES = 1 << 20


def line_sql(match: Match, line: str = "_line") -> str:
    """SQL of the physical line of a record of the view `records`."""
    return line if match.unfolding is None else f"({line} // {_PLACES})"


def unfold(connection: duckdb.DuckDBPyConnection, match: Match) -> None:
    """Make the view `records` one of marks if it is a grid; empty cells are no record.

    A row of the grid with a wrong number of cells stays one record, to be refused once.
    """
    if match.unfolding is None:
        return
    connection.execute("ALTER VIEW records RENAME TO grid")
    connection.execute(f"CREATE TABLE unfolded AS {_marks(match, match.unfolding)}")
    connection.execute("CREATE VIEW records AS FROM unfolded")


def _marks(match: Match, unfolding: Unfolding) -> str:
    count = len(unfolding.identity)
    own = ", ".join(f"c{place} AS c{i}" for i, place in enumerate(unfolding.identity))
    marks = ", ".join(
        f"{{'at': {place}, 'day': {quoted(day)}, 'mark': c{place}}}"
        for place, day in unfolding.days
    )
    mark = f"trim(m.mark, {quoted(BLANKS)})"
    return (
        f"SELECT _line * {_PLACES} + m.at AS _line, _width, {own},"
        f" m.day AS c{count}, m.mark AS c{count + 1}"
        f" FROM (SELECT *, unnest([{marks}]) AS m FROM grid WHERE _width IS NULL)"
        f" WHERE NOT {among(mark, {'', *match.contract.nulls})}"
        f" UNION ALL SELECT _line * {_PLACES}, _width, {own}, NULL, NULL"
        " FROM grid WHERE _width IS NOT NULL"
    )
