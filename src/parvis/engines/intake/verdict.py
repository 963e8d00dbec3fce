"""Which rows are refused, and why: faults of the contract, then doubles of the key.

Works on the view `records`. Makes `typed` (the query of `engines.intake.checks`), `verdicts`
(`_line`, `_fault`, hash `h` of the key), the table `rejected` (`_line`, `field`, `reason`,
`value`), and the view `kept`.
"""

from collections.abc import Callable, Sequence

import duckdb

from parvis.core.ingest.recognise import Match
from parvis.core.ingest.report import REJECTS_SHOWN, Reject
from parvis.engines.intake.checks import Fault, notes_sql, typed_sql
from parvis.engines.intake.profile import Profile
from parvis.engines.intake.sql import named, quoted
from parvis.engines.intake.unfold import line_sql

_MASKED = "(masqué)"
_VALUE_LENGTH = 200
_HELD_CELLS = 8_000_000
"""Typed rows up to this size are held in memory; beyond, typing twice costs less than space."""


def judge_records(
    connection: duckdb.DuckDBPyConnection, match: Match, profile: Profile
) -> tuple[int, int]:
    """Type and check every record; how many there are, and how many are refused."""
    query, faults = typed_sql(match, profile)
    key = named(match.contract.key)
    is_held = profile.rows * len(match.contract.fields) <= _HELD_CELLS
    typed, verdicts = ("TABLE", "VIEW") if is_held else ("VIEW", "TABLE")
    connection.execute(f"CREATE {typed} typed AS {query}")
    connection.execute(
        f"CREATE {verdicts} verdicts AS SELECT _line, _fault, hash({key}) AS h FROM typed"
    )
    connection.execute(_NOTHING_REJECTED)
    good, keys = _good_rows(connection)
    if good < profile.rows:
        _gather_faults(connection, match, faults)
    if keys < good and _find_doubles(connection, key):
        _gather_doubles(connection, match)
    refused = number(connection, "SELECT count(*) FROM rejected")
    rest = " ANTI JOIN rejected USING (_line)" if refused else ""
    connection.execute(f"CREATE VIEW kept AS SELECT * EXCLUDE (_fault) FROM typed{rest}")
    return profile.rows, refused


_NOTHING_REJECTED = (
    "CREATE TABLE rejected (_line BIGINT, field VARCHAR, reason VARCHAR, value VARCHAR)"
)


def _good_rows(connection: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """How many rows are without a fault, and how many keys they have, two of one hash as one."""
    row = connection.execute(
        "SELECT count(*), count(DISTINCT h) FROM verdicts WHERE _fault = 0"
    ).fetchone()
    return row or (0, 0)


def shown_rejects(connection: duckdb.DuckDBPyConnection, match: Match) -> tuple[Reject, ...]:
    """The first rejects, in the order of the file."""
    rows = connection.execute(
        f"SELECT {line_sql(match)}, field, reason, value FROM rejected"
        f" ORDER BY _line LIMIT {REJECTS_SHOWN}"
    ).fetchall()
    return tuple(Reject(*row) for row in rows)


def take_notes(
    connection: duckdb.DuckDBPyConnection, match: Match, profile: Profile
) -> tuple[tuple[Reject, ...], int]:
    """The first values left out of kept rows, and how many rows lost one."""
    query = notes_sql(match, profile)
    if not query:
        return (), 0
    connection.execute(f"CREATE TABLE notes AS FROM ({query}) ANTI JOIN rejected USING (_line)")
    rows = connection.execute(
        f"SELECT {line_sql(match)}, field, reason, left(value, {_VALUE_LENGTH}) FROM notes"
        f" ORDER BY _line, field LIMIT {REJECTS_SHOWN}"
    ).fetchall()
    noted = number(connection, "SELECT count(DISTINCT _line) FROM notes")
    return tuple(Reject(*row) for row in rows), noted


def commonest_reject(connection: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The field and the reason of most rejects."""
    row = connection.execute(
        "SELECT field, reason FROM rejected GROUP BY ALL"
        " ORDER BY count(*) DESC, field, reason LIMIT 1"
    ).fetchone()
    return row or ("", "")


def number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The single number that `query` returns."""
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _gather_faults(
    connection: duckdb.DuckDBPyConnection, match: Match, faults: Sequence[Fault]
) -> None:
    field = _cases(faults, lambda f: quoted(match.names[f.place]) if f.place is not None else "''")
    value, reason = _cases(faults, _value), _cases(faults, lambda f: f.reason)
    connection.execute(
        f"INSERT INTO rejected SELECT _line, {field} AS field, {reason} AS reason,"
        f" coalesce(left({value}, {_VALUE_LENGTH}), '') AS value"
        " FROM (SELECT _line, _fault FROM verdicts WHERE _fault > 0) JOIN records USING (_line)"
    )


def _cases(faults: Sequence[Fault], sql: Callable[[Fault], str]) -> str:
    whens = " ".join(f"WHEN {i} THEN {sql(f)}" for i, f in enumerate(faults, 1))
    return f"CASE _fault {whens} END"


def _value(fault: Fault) -> str:
    if fault.place is None:
        return "''"
    return quoted(_MASKED) if fault.is_masked else f"c{fault.place}"


def _find_doubles(connection: duckdb.DuckDBPyConnection, key: str) -> int:
    """Table `doubles` (`_line`, `first`): good rows whose key a row higher up already has.

    Hashes are grouped first: they are small, and nearly all differ. Returns how many rows.
    """
    connection.execute(
        "CREATE TABLE suspects AS SELECT _line FROM verdicts WHERE _fault = 0 AND h IN"
        " (SELECT h FROM verdicts WHERE _fault = 0 GROUP BY h HAVING count(*) > 1)"
    )
    connection.execute(
        f"CREATE TABLE doubles AS SELECT _line, min(_line) OVER (PARTITION BY {key}) AS first"
        f" FROM (SELECT _line, {key} FROM typed SEMI JOIN suspects USING (_line))"
        " QUALIFY _line > first"
    )
    return number(connection, "SELECT count(*) FROM doubles")


def _gather_doubles(connection: duckdb.DuckDBPyConnection, match: Match) -> None:
    places = [match.columns[k] for k in match.contract.key]
    names = quoted(", ".join(match.names[p] for p in places))
    first = line_sql(match, "d.first")
    everything = range(len(match.names))
    connection.execute(
        f"INSERT INTO rejected SELECT d._line, {names},"
        f" CASE WHEN row({_cells('a', everything)}) = row({_cells('b', everything)})"
        f" THEN concat('ligne identique à la ligne ', {first})"
        f" ELSE concat('clé déjà vue ligne ', {first}) END,"
        f" left(concat_ws(', ', {_cells('a', places)}), {_VALUE_LENGTH})"
        " FROM doubles AS d JOIN records AS a ON a._line = d._line"
        " JOIN records AS b ON b._line = d.first"
    )


def _cells(alias: str, places: Sequence[int]) -> str:
    return ", ".join(f"coalesce({alias}.c{p}, '')" for p in places)
