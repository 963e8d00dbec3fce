"""The levels at which two rows of `people` agree, packed in one code per pair."""

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from parvis.core.people.comparison import BITS, FIELDS, ComparedField

_MANY = 10
"""More records than this on one telephone, e-mail or address: it is shared, not a person's."""

RARE = (0.0002, 0.001, 0.005)
"""Shares of the records that part very rare, rare, current and very current names."""

PLACE_RARE = 0.02


COUNTED = ("given1", "surname", "birth_place", "city")
"""Columns whose values weigh by how common they are: each has its table `share_<column>`."""


SHARED = {"email": "email", "phone": "phone", "address": "number || ' ' || street"}
"""What many records may share, and its value in SQL: those that do are in the table `shared`."""


def add_frequencies(
    connection: duckdb.DuckDBPyConnection, national: Mapping[str, Mapping[str, float]]
) -> None:
    """Make `person` from `people`, with columns that say how common its values are.

    `national`: by column, the share of values in the country, towards which the file's own are
    shrunk.
    """
    for column in COUNTED:
        told = national.get(column)
        if told:
            connection.register("nation", _table(told))
        counted = _shrunk(column) if told else _shares(column)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE share_{column} AS {counted}")
    shared = " UNION ALL ".join(
        f"SELECT '{what}' AS what, {value} AS value FROM people WHERE {value} IS NOT NULL"
        f" GROUP BY {value} HAVING count(*) > {_MANY}"
        for what, value in SHARED.items()
    )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE shared AS {shared}")
    with_frequencies(connection, "people", "person")


def with_frequencies(connection: duckdb.DuckDBPyConnection, people: str, person: str) -> None:
    """Make the table `person` from `people`, by the shares that are known: a value that none
    gives is as rare as can be."""
    bins = " ".join(f"WHEN f < {limit} THEN {rank}" for rank, limit in enumerate(RARE, 1))
    joins = " ".join(f"LEFT JOIN share_{c} s_{c} ON t.{c} = s_{c}.v" for c in COUNTED)
    given, surname = (
        f"CASE WHEN t.{c} IS NULL THEN 4 {bins.replace('f <', f'coalesce(s_{c}.share, 0) <')}"
        " ELSE 4 END"
        for c in ("given1", "surname")
    )

    flags = ", ".join(
        f"coalesce(({value}) IN (SELECT value FROM shared WHERE what = '{what}'), false)"
        f" AS {what}_is_shared"
        for what, value in SHARED.items()
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {person} AS
        SELECT t.*, {given} AS given_bin, {surname} AS surname_bin,
            coalesce(s_birth_place.share, 0) >= {PLACE_RARE} AS place_is_common,
            coalesce(s_city.share, 0) >= {PLACE_RARE} AS city_is_common,
            {flags}
        FROM {people} t {joins} ORDER BY t.p
    """)


def _table(shares: Mapping[str, float]) -> pa.Table:
    names, values = pa.array(shares.keys(), pa.string()), pa.array(shares.values(), pa.float64())
    return pa.table({"name": names, "share": values})


def _shares(column: str) -> str:
    """SQL of each value's share in the file."""
    return (f"SELECT {column} AS v, count(*) / (SELECT count({column}) FROM people) AS share"
            f" FROM people WHERE {column} IS NOT NULL GROUP BY {column}")  # fmt: skip


def _shrunk(column: str) -> str:
    """SQL of each value's share, to which the country is worth a thousand records of the file."""
    return (f"SELECT {column} AS v, (count(*) + 1000 * coalesce(any_value(nation.share), 0))"
            f" / (1000 + (SELECT count({column}) FROM people)) AS share"
            f" FROM people LEFT JOIN nation ON {column} = nation.name"
            f" WHERE {column} IS NOT NULL GROUP BY {column}")  # fmt: skip


def is_slip(a: str, b: str) -> str:
    """Whether `damerau_levenshtein(a, b)` is 1, by what costs a tenth of it: as many bytes, one of
    which differs or two neighbours are swapped; or one byte more."""
    return f"""CASE WHEN strlen({a}) = strlen({b}) THEN {_is_slip_within(a, b)}
        WHEN abs(strlen({a}) - strlen({b})) = 1 THEN levenshtein({a}, {b}) = 1 ELSE false END"""


def _is_slip_within(a: str, b: str) -> str:
    """`is_slip` of texts of one length."""
    return f"""CASE hamming({a}, {b}) WHEN 1 THEN true
        WHEN 2 THEN damerau_levenshtein({a}, {b}) = 1 ELSE false END"""


def is_near(a: str, b: str, least: float) -> str:
    """Whether two texts are alike; most pairs are told by one look, for they are not at all."""
    alike = f"jaro_winkler_similarity({a}, {b})"
    return (f"CASE WHEN {alike} < 0.7 THEN false WHEN {alike} >= {least} THEN true"
            f" ELSE {is_slip(a, b)} END")  # fmt: skip


def share_one(words: str) -> str:
    """Whether the lists `words` have one in common: most are of one word, seen to be the same."""
    return f"""CASE WHEN len(l.{words}) = 1 AND len(r.{words}) = 1
        THEN l.{words}[1] = r.{words}[1] ELSE list_has_any(l.{words}, r.{words}) END"""


_SWAPPED = """(l.given_flat <> l.surname AND r.given_flat <> r.surname
    AND ((l.given_flat = r.surname AND (l.surname = r.given_flat
             OR jaro_winkler_similarity(l.surname, r.given_flat) >= 0.85))
      OR (l.surname = r.given_flat
          AND jaro_winkler_similarity(l.given_flat, r.surname) >= 0.85)
      OR (l.given_flat = r.surname AND r.given_flat = l.surname[1])
      OR (r.given_flat = l.surname AND l.given_flat = r.surname[1])))"""

# Who has one name only is written under either heading.
_ONLY_NAME = """(l.given IS NULL AND r.surname IS NULL AND l.surname = r.given_flat
    OR r.given IS NULL AND l.surname IS NULL AND r.surname = l.given_flat)"""

_GIVEN = f"""CASE WHEN l.given IS NULL OR r.given IS NULL
        THEN if(coalesce({_ONLY_NAME}, false), 10, 0)
    WHEN l.given_flat = r.given_flat AND length(l.given_flat) > 1
        THEN greatest(l.given_bin, r.given_bin)
    WHEN {_SWAPPED} THEN 10
    WHEN length(l.given_flat) = 1 OR length(r.given_flat) = 1
        THEN if(l.given[1] = r.given[1], 7, 9)
    WHEN {share_one("given_words")} THEN 5
    WHEN length(l.given1) > 2 AND length(r.given1) > 2
        AND {is_near("l.given1", "r.given1", 0.93)} THEN 6
    WHEN prefix(l.given1, r.given1) OR prefix(r.given1, l.given1) THEN 7
    WHEN l.given_bones = r.given_bones OR l.given1_bones = r.given1_bones THEN 11
    WHEN jaro_winkler_similarity(l.given1, r.given1) >= 0.82 OR l.given_sound = r.given_sound THEN 8
    ELSE 9 END"""

_SURNAME = f"""CASE WHEN l.surname IS NULL OR r.surname IS NULL OR {_SWAPPED} THEN 0
    WHEN l.surname = r.surname THEN greatest(l.surname_bin, r.surname_bin)
    WHEN l.usage = r.surname OR l.surname = r.usage OR l.usage = r.usage
        OR {share_one("parts")} THEN 5
    WHEN {is_near("l.surname", "r.surname", 0.94)} THEN 6
    WHEN l.surname_bones = r.surname_bones THEN 9
    WHEN jaro_winkler_similarity(l.surname, r.surname) >= 0.84
        OR l.surname_sound = r.surname_sound THEN 7
    ELSE 8 END"""

# The first and the last day of a year are what registers write where the day is not known, as of
# many persons born abroad: then only the year was told.
_ONE_OFF = _is_slip_within("l.dob", "r.dob")

_DOB = f"""CASE WHEN l.dob IS NULL OR r.dob IS NULL THEN 0
    WHEN l.turns AND r.turns THEN CASE WHEN l.dob[1:4] = r.dob[1:4] THEN 6
        WHEN {_ONE_OFF} THEN 8 ELSE 5 END
    WHEN (l.turns OR r.turns) AND l.dob[1:4] = r.dob[1:4] THEN 7
    WHEN l.dob = r.dob THEN 1
    WHEN hamming(l.dob, r.dob) > 4 THEN 5
    WHEN {_ONE_OFF}
        OR (l.dob[1:4] = r.dob[1:4] AND l.dob[5:6] = r.dob[7:8] AND l.dob[7:8] = r.dob[5:6]) THEN 2
    WHEN (l.dob[1:4] = r.dob[1:4])::INT + (l.dob[5:6] = r.dob[5:6])::INT
        + (l.dob[7:8] = r.dob[7:8])::INT = 2 THEN 3
    WHEN l.dob[1:4] = r.dob[1:4] THEN 4 ELSE 5 END"""

# A first name has a sex: where it is the same, the same sex says nothing more.
_SEX = """CASE WHEN l.sex IS NULL OR r.sex IS NULL THEN 0 WHEN l.sex <> r.sex THEN 2
    WHEN l.given1 = r.given1 THEN 0 ELSE 1 END"""

# A code that no commune bears (a country's) and a name cannot be told the same or not.
_PLACE = f"""CASE WHEN l.birth_place IS NULL OR r.birth_place IS NULL
        OR (l.birth_place < 'A') <> (r.birth_place < 'A') THEN 0
    WHEN l.birth_place = r.birth_place THEN 1 + l.place_is_common::INT
    WHEN {is_near("l.birth_place", "r.birth_place", 0.92)} THEN 3 ELSE 4 END"""

_ADDRESS = f"""CASE WHEN l.street IS NULL OR r.street IS NULL THEN 0
    WHEN l.street = r.street AND l.number = r.number
        THEN 1 + (l.address_is_shared OR r.address_is_shared)::INT
    WHEN l.number = r.number AND {is_near("l.street", "r.street", 0.9)} THEN 3
    WHEN l.street = r.street THEN 4
    WHEN jaro_winkler_similarity(l.street, r.street) >= 0.88 THEN 5 ELSE 6 END"""

_COMPLEMENT = f"""CASE WHEN l.complement IS NULL OR r.complement IS NULL THEN 0
    WHEN l.complement = r.complement THEN 1
    WHEN {is_near("l.complement", "r.complement", 0.9)} THEN 2 ELSE 3 END"""

_ONE_DIGIT = is_slip("l.postcode", "r.postcode")

# On one street, the same town says nothing more.
_LOCALITY = f"""CASE
    WHEN l.street = r.street AND (l.city = r.city OR l.postcode = r.postcode) THEN 0
    WHEN l.city = r.city AND l.postcode = r.postcode THEN 1 + l.city_is_common::INT
    WHEN l.city = r.city THEN CASE WHEN l.postcode IS NULL OR r.postcode IS NULL THEN 3
        WHEN {_ONE_DIGIT} THEN 4 ELSE 5 END
    WHEN l.postcode = r.postcode THEN CASE WHEN l.city IS NULL OR r.city IS NULL THEN 3
        WHEN {is_near("l.city", "r.city", 0.9)} THEN 4 ELSE 5 END
    WHEN (l.city IS NULL OR r.city IS NULL) AND (l.postcode IS NULL OR r.postcode IS NULL) THEN 0
    WHEN {_ONE_DIGIT} THEN 6 WHEN {is_near("l.city", "r.city", 0.9)} THEN 6 ELSE 7 END"""

_PHONE = f"""CASE WHEN l.phones IS NULL OR r.phones IS NULL THEN 0
    WHEN {share_one("phones")} THEN 1 + (l.phone_is_shared OR r.phone_is_shared)::INT
    WHEN length(l.phone) = length(r.phone) THEN if({is_slip("l.phone", "r.phone")}, 3, 4)
    ELSE 4 END"""

# An address made of the name says no more than the name; other digits after it make another one.
_EMAIL = """CASE WHEN l.email IS NULL OR r.email IS NULL THEN 0
    WHEN l.email = r.email THEN 1 + l.email_is_shared::INT
    WHEN l.local = r.local AND length(l.local) > 3
        THEN if(l.given1 = r.given1 AND l.surname = r.surname, 0, 3)
    WHEN jaro_winkler_similarity(l.email, r.email) >= 0.95 THEN if(
        regexp_replace(l.email, '[^0-9]', '', 'g') = regexp_replace(r.email, '[^0-9]', '', 'g'),
        4, 5)
    ELSE 5 END"""

_LEVELS: Mapping[str, tuple[str, str]] = {
    "given_name": ("given", _GIVEN),
    "surname": ("surname", _SURNAME),
    "birth_date": ("dob", _DOB),
    "sex": ("sex", _SEX),
    "birth_place": ("birth_place", _PLACE),
    "address": ("street", _ADDRESS),
    "complement": ("complement", _COMPLEMENT),
    "locality": ("coalesce(city, postcode)", _LOCALITY),
    "phone": ("phone", _PHONE),
    "email": ("email", _EMAIL),
}


def useful_fields(connection: duckdb.DuckDBPyConnection) -> tuple[ComparedField, ...]:
    """The fields that at least two records tell and that are not the same for all."""
    varies = ", ".join(f"min({column}) < max({column})" for column, _ in _LEVELS.values())
    found = connection.execute(f"SELECT {varies} FROM people").fetchall()[0]
    by_id = dict(zip(_LEVELS, found, strict=True))
    return tuple(field for field in FIELDS if by_id[field.id])


def code_sql(fields: Sequence[ComparedField]) -> str:
    """SQL of the code of a pair of persons `l` and `r`."""
    parts = (f"(({_LEVELS[f.id][1]})::BIGINT << {BITS * at})" for at, f in enumerate(fields))
    return " | ".join(parts)
