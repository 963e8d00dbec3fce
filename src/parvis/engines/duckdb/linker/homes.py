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
from parvis.core.people.report import BoundedTie, HomesReport, homes_report
from parvis.engines.duckdb.linker.ground import register_slips

Ints = NDArray[np.int64]

_ADULT = 18
_ADDRESS, _PHONE, _EMAIL = 0, 1, 2
_MOST = {_ADDRESS: 40, _PHONE: 12, _EMAIL: 12}
"""Persons beyond which a value is a building's, a school's or an office's, and ties nobody: that
bounds the pairs of persons, whatever the file, to some twenty a person."""
_WIDTH_OF_KIND = f"CASE kind {' '.join(f'WHEN {k} THEN {most}' for k, most in _MOST.items())} END"
_NAMED = {_ADDRESS: "adresse", _PHONE: "téléphone", _EMAIL: "courriel"}


@dataclass(frozen=True, slots=True)
class Homes:
    """The home of each person (by the same labels), second homes as (child, home), and what is said
    of them."""

    home: Ints
    second: tuple[tuple[int, int], ...]
    report: HomesReport


def find_homes(connection: duckdb.DuckDBPyConnection, persons: Ints, year: int) -> Homes:
    """The homes of the persons that `persons` makes of the heads of the table `person`."""
    connection.register("owned", pa.table({"p": np.arange(len(persons)), "who": persons}))
    connection.execute("CREATE OR REPLACE TEMP TABLE owner AS"
                       " SELECT p::INTEGER AS p, who::INTEGER AS who FROM owned")  # fmt: skip
    connection.unregister("owned")
    register_slips(connection, "person")
    _make_ties(connection)
    connection.unregister("slip")
    _make_meetings(connection)
    found = connection.execute("SELECT l, r, ties FROM met WHERE ties >= 2").fetchnumpy()
    one, other, ties = (np.asarray(found[c], dtype=np.int64) for c in ("l", "r", "ties"))
    adults = _adults_at(connection, len(persons), year)
    home, undone = homes_of(persons, one, other, ties, adults)
    second = _second_homes(connection, home, year)
    sizes = np.unique(home[np.unique(persons)], return_counts=True)[1].tolist()
    in_two = len({child for child, _ in second})
    report = homes_report(sizes, in_two, _bounded(connection), undone)
    return Homes(home, second, report)


def _bounded(connection: duckdb.DuckDBPyConnection) -> tuple[BoundedTie, ...]:
    """What too many persons share: the values of each kind that tie nobody."""
    found = connection.execute(f"""
        SELECT kind, count(*), max(n) FROM (SELECT kind, count(*) AS n FROM tie
            GROUP BY kind, value HAVING n > {_WIDTH_OF_KIND}) GROUP BY kind ORDER BY kind
    """).fetchall()
    return tuple(BoundedTie(_NAMED[kind], values, largest, _MOST[kind])
                 for kind, values, largest in found)  # fmt: skip


def _make_ties(connection: duckdb.DuckDBPyConnection) -> None:
    """Tables `tie`, `named`, `born`: the contacts of each person, as hashes, and whether each is
    the main one of its kind (the latest where records are dated, else that of most records); the
    names of each person; their year of birth."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE tie AS
        WITH told AS (
            SELECT who, {_ADDRESS} AS kind, concat_ws(' ', number, coalesce(meant, p.street),
                postcode) AS value, copies, seen
            FROM person p JOIN owner USING (p) LEFT JOIN slip
                ON slip.street = p.street AND code = coalesce(postcode, '')
            WHERE number IS NOT NULL AND p.street IS NOT NULL
            UNION ALL SELECT who, {_PHONE}, unnest(phones), copies, seen
                FROM person JOIN owner USING (p)
            UNION ALL SELECT who, {_EMAIL}, email, copies, seen FROM person JOIN owner USING (p)
        )
        SELECT who, kind::UTINYINT AS kind, hash(value) AS value, row_number() OVER (
            PARTITION BY who, kind ORDER BY max(seen) DESC NULLS LAST, sum(copies) DESC, value
            ) = 1 AS is_main
        FROM told WHERE value IS NOT NULL GROUP BY who, kind, value
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE named AS
        SELECT DISTINCT who, hash(name) AS name FROM (SELECT who,
            unnest(list_concat(parts, [surname, usage])) AS name FROM person JOIN owner USING (p))
        WHERE name IS NOT NULL
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE born AS SELECT who, max(dob[1:4])::INT AS year
        FROM person JOIN owner USING (p) WHERE dob IS NOT NULL GROUP BY who
    """)


def _make_meetings(connection: duckdb.DuckDBPyConnection) -> None:
    """Table `met`: pairs of persons `l` < `r` who share a contact; how many `ties` they share, a
    name counted; and, as bits, the kinds of contacts that are the main one of either."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE close AS SELECT who, kind, value, is_main FROM tie
        SEMI JOIN (SELECT kind, value FROM tie GROUP BY kind, value
            HAVING count(*) BETWEEN 2 AND {_WIDTH_OF_KIND}) USING (kind, value)
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE pair AS
        SELECT a.who AS l, b.who AS r, bit_or(1 << a.kind) AS shared,
            bit_or(if(a.is_main, 1 << a.kind, 0)) AS main_l,
            bit_or(if(b.is_main, 1 << a.kind, 0)) AS main_r
        FROM close a JOIN close b USING (kind, value) WHERE a.who < b.who GROUP BY a.who, b.who
    """)
    # Names are many to a value: they are looked up for the pairs that met, and join nobody.
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE asked AS
        SELECT l, r, name FROM pair JOIN named ON who = l
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE akin AS
        SELECT DISTINCT l, r FROM asked JOIN named ON who = r AND named.name = asked.name
    """)
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE met AS
        SELECT pair.*, (a.l IS NOT NULL)::INT AS akin, bit_count(shared) + akin AS ties
        FROM pair LEFT JOIN akin a ON a.l = pair.l AND a.r = pair.r
    """)


def _adults_at(connection: duckdb.DuckDBPyConnection, count: int, year: int) -> Ints:
    """The main address of each adult, as a number; -1 for the others."""
    found = connection.execute(f"""
        SELECT who, (value >> 1)::BIGINT AS place FROM tie JOIN born USING (who)
        WHERE kind = {_ADDRESS} AND is_main AND {year} - year >= {_ADULT}
    """).fetchnumpy()
    at = np.full(count, -1, dtype=np.int64)
    at[np.asarray(found["who"], dtype=np.int64)] = found["place"]
    return at


def _second_homes(
    connection: duckdb.DuckDBPyConnection, home: Ints, year: int
) -> tuple[tuple[int, int], ...]:
    """Children who live in two homes: tied to an adult of another, by an address of their own
    that is not their first home's and by one more tie."""
    found = connection.execute(f"""
        WITH child AS (SELECT who FROM born WHERE {year} - year < {_ADULT}),
        shared AS (SELECT l AS child, r AS adult, main_r AS main, akin FROM met
            UNION ALL SELECT r, l, main_l, akin FROM met)
        SELECT child, adult FROM shared
        WHERE main & {1 << _ADDRESS} <> 0 AND bit_count(main) + akin >= 2
            AND child IN (FROM child) AND adult NOT IN (FROM child)
    """).fetchnumpy()
    child, adult = (np.asarray(found[c], dtype=np.int64) for c in ("child", "adult"))
    # Which homes differ is asked here: an engine would join all homes to all others for it.
    apart = home[child] != home[adult]
    return tuple(sorted(set(zip(child[apart].tolist(), home[adult[apart]].tolist(), strict=True))))
