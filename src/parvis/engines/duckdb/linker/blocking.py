"""Which pairs are compared: those that share at least one key among several independent ones.

A key that gathers too many records is not dropped: within it, only neighbours in the order of
their names are compared, and the report says so.
"""

from dataclasses import dataclass

import duckdb

from parvis.core.people.report import BoundedKey

WINDOW = 60
"""Records that a key may gather and still have all their pairs compared."""

_EVERY_PAIR = 1_500
"""Up to this many records, every pair is compared."""

_PER_RECORD, _LEAST = 2, 300_000
"""Pairs that a loose key may add: per record, and at least."""


@dataclass(frozen=True, slots=True)
class BlockingKey:
    """A key in SQL. A `is_loose` one is used only where the file is small enough for it; another
    takes `narrow` too where the file is too large for it alone."""

    id: str
    sql: str
    is_loose: bool = False
    narrow: str = ""


def _key(*parts: str) -> str:
    return " || '|' || ".join(parts)


_TOWN = "coalesce(postcode, city, '')"
"""Every town has its rue Pasteur."""

KEYS = (
    BlockingKey(
        "nom et prénom",
        _key("least(surname_sound, given_sound)", "greatest(surname_sound, given_sound)"),
        narrow="coalesce(dob[1:3], '')",
    ),
    BlockingKey(
        "noms transcrits, année",
        _key(
            "least(surname_bones, given1_bones)",
            "greatest(surname_bones, given1_bones)",
            "dob[1:4]",
        ),
        narrow=_TOWN,
    ),
    BlockingKey(
        "un seul nom, année",
        _key(
            "if(given IS NULL OR surname IS NULL, coalesce(surname, given_flat), NULL)", "dob[1:4]"
        ),
    ),
    BlockingKey("naissance et prénom", _key("dob", "given[1:2]")),
    BlockingKey("naissance et nom", _key("dob", "surname[1:3]")),
    BlockingKey("nom, initiale, année", _key("surname_sound", "given[1:2]", "dob[1:4]")),
    BlockingKey(
        "nom, jour et mois",
        _key(
            "surname_sound", "given[1]", "least(dob[5:6], dob[7:8])", "greatest(dob[5:6], dob[7:8])"
        ),
    ),
    BlockingKey("prénom, mois de naissance", _key("given_sound", "dob[1:6]", "postcode")),
    BlockingKey("prénom et voie", _key("given_sound", "street"), narrow=_TOWN),
    BlockingKey("nom, initiale, voie", _key("surname_sound", "given[1]", "street"), narrow=_TOWN),
    BlockingKey("téléphone et initiale", _key("phone", "given[1]")),
    BlockingKey("courriel et initiale", _key("email", "given[1]")),
    BlockingKey("courriel", "nullif(local, '')", is_loose=True),
    BlockingKey("naissance", "dob", is_loose=True),
    BlockingKey("téléphone", "phone", is_loose=True),
    BlockingKey("adresse", _key("street", "number"), is_loose=True),
    BlockingKey("nom", "surname", is_loose=True),
    BlockingKey(
        "nom et voisinage", _key("surname_sound", "coalesce(postcode, city)"), is_loose=True
    ),
    BlockingKey(
        "prénom et voisinage", _key("given_sound", "coalesce(postcode, city)"), is_loose=True
    ),
    BlockingKey("prénom, jour, mois", _key("given[1:2]", "dob[5:8]"), is_loose=True),
    BlockingKey("nom et initiale", _key("surname_sound", "given[1]"), is_loose=True),
    BlockingKey("nom approché et initiale", _key("surname[1:4]", "given[1]"), is_loose=True),
    BlockingKey("prénom et année", _key("given_sound", "dob[1:4]"), is_loose=True),
    BlockingKey("voie", "street", is_loose=True),
    BlockingKey("complément", _key("complement", "coalesce(given[1], surname[1])"), is_loose=True),
    BlockingKey("commune et initiale", _key("city", "given[1:2]"), is_loose=True),
    BlockingKey("commune et nom", _key("city", "surname[1:2]"), is_loose=True),
    BlockingKey("code postal et numéro", _key("postcode", "number"), is_loose=True),
    BlockingKey("lettres", _key("surname[1:3]", "given[1:3]"), is_loose=True),
)


def block(connection: duckdb.DuckDBPyConnection) -> tuple[BoundedKey, ...]:
    """Make `pairs`: l < r, and `hits`, the number of keys they share. Says what was bounded."""
    persons = int(connection.execute("SELECT count(*) FROM person").fetchall()[0][0])
    if persons <= _EVERY_PAIR:
        connection.execute("""CREATE OR REPLACE TEMP TABLE pairs AS
            SELECT l.p AS l, r.p AS r, 0 AS hits FROM person l JOIN person r ON l.p < r.p""")
        return ()
    bounded, parts = [], []
    for rank, key in enumerate(chosen_keys(connection)):
        bounded += _gather(connection, key, f"k{rank}")
        parts.append(_neighbours(f"k{rank}"))
    connection.execute(f"""CREATE OR REPLACE TEMP TABLE pairs AS
        SELECT pair >> 32 AS l, pair & {2**32 - 1} AS r, count(*)::INTEGER AS hits
        FROM ({" UNION ALL ".join(parts)}) GROUP BY pair""")
    return tuple(bounded)


def chosen_keys(connection: duckdb.DuckDBPyConnection) -> list[BlockingKey]:
    """The keys that suit the size of `person`: the loose ones that it can afford, all others."""
    ((persons,),) = connection.execute("SELECT count(*) FROM person").fetchall()
    budget = max(_PER_RECORD * int(persons), _LEAST)
    if persons * (persons - 1) / 2 <= budget:
        return list(KEYS)
    chosen = []
    for key in KEYS:
        if not (key.is_loose or key.narrow) or _cost(connection, key) <= budget:
            chosen.append(key)
        elif key.narrow:
            chosen.append(BlockingKey(key.id, _key(key.sql, key.narrow)))
    return chosen


def _cost(connection: duckdb.DuckDBPyConnection, key: BlockingKey) -> float:
    """How many pairs the key would compare."""
    found = connection.execute(f"""SELECT coalesce(sum(n * (n - 1) / 2), 0) FROM
        (SELECT count(*)::DOUBLE AS n FROM person WHERE ({key.sql}) IS NOT NULL
         GROUP BY hash({key.sql}))
    """).fetchall()
    return float(found[0][0])


def _gather(
    connection: duckdb.DuckDBPyConnection, key: BlockingKey, table: str
) -> list[BoundedKey]:
    """Table of the records that share the key with another, ranked by name in large groups."""
    connection.execute(f"""CREATE OR REPLACE TEMP TABLE keyed AS
        SELECT p, hash({key.sql}) AS h FROM person WHERE ({key.sql}) IS NOT NULL""")
    connection.execute("""CREATE OR REPLACE TEMP TABLE grouped AS
        SELECT h, count(*) AS n FROM keyed GROUP BY h HAVING count(*) > 1""")
    connection.execute(f"""CREATE OR REPLACE TEMP TABLE {table} AS
        SELECT p, h, n, 0 AS slot FROM keyed JOIN grouped USING (h) WHERE n <= {WINDOW}
        UNION ALL
        SELECT p, h, n, row_number() OVER (PARTITION BY h ORDER BY surname, given, dob, p)
            // {WINDOW // 2} FROM keyed JOIN grouped USING (h) JOIN person USING (p)
        WHERE n > {WINDOW}""")
    groups, largest = connection.execute(
        f"SELECT count(*), max(n) FROM grouped WHERE n > {WINDOW}"
    ).fetchall()[0]
    return [BoundedKey(key.id, groups, largest)] if groups else []


def _neighbours(table: str) -> str:
    """SQL of the pairs of one key: all of a small group; same slot or next of a large one."""
    return f"""SELECT least(a.p, b.p)::BIGINT << 32 | greatest(a.p, b.p) AS pair FROM {table} a JOIN
        (SELECT p, h, slot, slot AS meets FROM {table}
         UNION ALL SELECT p, h, slot, slot - 1 FROM {table} WHERE n > {WINDOW}) b
        ON a.h = b.h AND a.slot = b.meets AND (b.meets < b.slot OR a.p < b.p)"""
