"""Homes: persons of one sector who share two ties among address, name, telephone and e-mail.

Apart from the household of a tax return and from that of the family allowance fund, which are
declared; this one is only what the files show. A child of separated parents is of both homes.
"""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parvis.core.people.households import homes_of
from parvis.engines.duckdb.linker.ground import register_slips

Ints = NDArray[np.int64]

_ADULT = 18
_MOST = {"address": 40, "phone": 12, "email": 12}
"""Persons beyond which a value is a building's, a school's or an office's, and ties nobody."""


@dataclass(frozen=True, slots=True)
class Homes:
    """The home of each person (by the same labels), and second homes as (child, home)."""

    home: Ints
    second: tuple[tuple[int, int], ...]


def find_homes(connection: duckdb.DuckDBPyConnection, persons: Ints, year: int) -> Homes:
    """The homes of the persons that `persons` makes of the heads of the table `person`."""
    connection.register("owner", pa.table({"p": np.arange(len(persons)), "who": persons}))
    register_slips(connection, "person")
    _make_ties(connection)
    first, other, ties = _pairs(connection)
    home = homes_of(persons, first, other, ties, _adults_at(connection, len(persons), year))
    second = _second_homes(connection, home, year)
    connection.unregister("owner")
    return Homes(home, second)


def _make_ties(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `tie`: values of each person, how many records bear each, and whether it is the main
    one of its kind: the latest where records are dated, else that of most records."""
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE tie AS
        WITH told AS (
            SELECT who, 'address' AS kind, concat_ws(' ', number, coalesce(meant, p.street),
                postcode) AS value, copies, seen
            FROM person p JOIN owner USING (p) LEFT JOIN slip
                ON slip.street = p.street AND code = coalesce(postcode, '')
            WHERE number IS NOT NULL AND p.street IS NOT NULL
            UNION ALL SELECT who, 'email', email, copies, seen FROM person JOIN owner USING (p)
            UNION ALL SELECT who, 'phone', unnest(phones), copies, seen
                FROM person JOIN owner USING (p)
            UNION ALL SELECT who, 'name',
                unnest(list_distinct(list_concat(parts, [surname, usage]))), copies, seen
                FROM person JOIN owner USING (p)
        )
        SELECT who, kind, value, sum(copies) AS records,
            kind = 'name' OR row_number() OVER (
                PARTITION BY who, kind
                ORDER BY max(seen) DESC NULLS LAST, sum(copies) DESC, value) = 1 AS is_main
        FROM told WHERE value IS NOT NULL GROUP BY who, kind, value
    """)


def _pairs(connection: duckdb.DuckDBPyConnection) -> tuple[Ints, Ints, Ints]:
    """Pairs of persons who share two ties at least, and how many; names alone tie nobody."""
    widths = " ".join(f"WHEN '{kind}' THEN {most}" for kind, most in _MOST.items())
    found = connection.execute(f"""
        WITH close AS (SELECT kind, value FROM tie WHERE kind <> 'name' GROUP BY kind, value
            HAVING count(*) BETWEEN 2 AND CASE kind {widths} END),
        met AS (SELECT DISTINCT a.who AS l, b.who AS r, a.kind FROM close JOIN tie a USING
            (kind, value) JOIN tie b USING (kind, value) WHERE a.who < b.who),
        named AS (SELECT DISTINCT m.l, m.r FROM met m JOIN tie a ON a.who = m.l AND
            a.kind = 'name' JOIN tie b ON b.who = m.r AND b.kind = 'name' AND a.value = b.value)
        SELECT l, r, count(*) + any_value((n.l IS NOT NULL)::INT) AS ties
        FROM met LEFT JOIN named n USING (l, r) GROUP BY l, r HAVING ties >= 2
    """).fetchnumpy()
    left, right, ties = (np.asarray(found[c], dtype=np.int64) for c in ("l", "r", "ties"))
    return left, right, ties


def _adults_at(connection: duckdb.DuckDBPyConnection, count: int, year: int) -> Ints:
    """The main address of each adult, as a number; -1 for the others."""
    found = connection.execute(f"""
        SELECT who, dense_rank() OVER (ORDER BY value) AS place
        FROM tie JOIN (SELECT who, max(dob[1:4])::INT AS born FROM person JOIN owner USING (p)
            WHERE dob IS NOT NULL GROUP BY who) USING (who)
        WHERE kind = 'address' AND is_main AND {year} - born >= {_ADULT}
    """).fetchnumpy()
    at = np.full(count, -1, dtype=np.int64)
    at[np.asarray(found["who"], dtype=np.int64)] = found["place"]
    return at


def _second_homes(
    connection: duckdb.DuckDBPyConnection, home: Ints, year: int
) -> tuple[tuple[int, int], ...]:
    """Children who live in two homes: tied to an adult of another, by an address of their own
    that is not their first home's and by one more tie."""
    connection.register("housed", pa.table({"who": np.arange(len(home)), "home": home}))
    found = connection.execute(f"""
        WITH born AS (SELECT who, max(dob[1:4])::INT AS year FROM person JOIN owner USING (p)
            WHERE dob IS NOT NULL GROUP BY who),
        child AS (SELECT who FROM born WHERE {year} - year < {_ADULT}),
        shared AS (
            SELECT a.who AS child, b.who AS adult, a.kind, a.value FROM tie a JOIN tie b
                USING (kind, value)
            WHERE a.who IN (SELECT who FROM child) AND b.who NOT IN (SELECT who FROM child)
                AND b.is_main AND a.who <> b.who)
        SELECT s.child, any_value(h.home) FROM shared s JOIN housed c ON c.who = s.child
        JOIN housed h ON h.who = s.adult
        WHERE h.home <> c.home GROUP BY s.child, s.adult
        HAVING count(DISTINCT kind) >= 2 AND bool_or(kind = 'address')
    """).fetchall()
    connection.unregister("housed")
    return tuple(sorted({(int(child), int(where)) for child, where in found}))
