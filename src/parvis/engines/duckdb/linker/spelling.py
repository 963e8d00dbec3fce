"""The table `people`: each record in the one spelling of `core.people`, and its copies.

Spelling is done once per distinct value, in Python, by the rules of core; everything else in
the engine. Records that say exactly the same become one row, `copies` strong: they are compared
with others once.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from parvis.core.people import contacts, dates, names, places
from parvis.core.people.roles import PersonRole, sex
from parvis.core.people.sounds import sound
from parvis.core.people.transcribed import consonants

_Row = tuple[str | None, ...]
_Speller = Callable[[str], _Row]

_COLUMNS = ("given", "surname", "usage", "sex", "dob", "birth_place", "number", "street",
            "complement", "postcode", "city", "email")  # fmt: skip


def _one(rule: Callable[[str], str]) -> _Speller:
    return lambda text: (rule(text) or None,)


def _surname(text: str) -> _Row:
    return names.surname(text) or None, " ".join(names.surname_parts(text)) or None


def _both_names(text: str) -> _Row:
    """The birth name and the parts of both; the married name where the cell holds it too."""
    birth, wed = names.both_names(text)
    parts = names.surname_parts(birth) + names.surname_parts(wed)
    return names.surname(birth) or None, " ".join(parts) or None, names.surname(wed) or None


def _full_name(*, is_surname_first: bool) -> _Speller:
    def spelled(text: str) -> _Row:
        """One name alone may be either: it is kept as a surname, whose parts it has none of."""
        family, given = names.split_full_name(text, is_surname_first=is_surname_first)
        surname, parts = _surname(family)
        return names.given_name(given) or None, surname, parts if given else None

    return spelled


def _address(text: str) -> _Row:
    found = places.address(text)
    return found.number or None, found.street or None


def _number(text: str) -> str:
    return "".join(names.words(text)).lstrip("0")


_WHOLE = ("full_given", "full_surname", "full_parts")
_SPELLERS: Mapping[PersonRole, tuple[_Speller, tuple[str, ...]]] = {
    PersonRole.GIVEN_NAME: (_one(names.given_name), ("given",)),
    PersonRole.OTHER_NAMES: (_one(names.given_name), ("others",)),
    PersonRole.SURNAME: (_both_names, ("surname", "parts", "wed")),
    PersonRole.USAGE_NAME: (_surname, ("usage", "usage_parts")),
    PersonRole.FULL_NAME: (_full_name(is_surname_first=False), _WHOLE),
    PersonRole.SURNAME_FIRST: (_full_name(is_surname_first=True), _WHOLE),
    PersonRole.SEX: (_one(sex), ("sex",)),
    PersonRole.BIRTH_DATE: (_one(dates.birth_date), ("dob",)),
    PersonRole.BIRTH_PLACE: (_one(places.birth_place), ("birth_place",)),
    PersonRole.STREET_NUMBER: (_one(_number), ("own_number",)),
    PersonRole.ADDRESS: (_address, ("number", "street")),
    PersonRole.COMPLEMENT: (_one(places.town), ("complement",)),
    PersonRole.POSTCODE: (_one(places.postcode), ("postcode",)),
    PersonRole.CITY: (_one(places.town), ("city",)),
    PersonRole.PHONE: (_one(contacts.phone), ("phone",)),
    PersonRole.EMAIL: (_one(contacts.email), ("email",)),
    PersonRole.UPDATED_ON: (_one(dates.birth_date), ("seen",)),
}


def _heard_given(given: str) -> _Row:
    first = given.partition(" ")[0]
    return sound(given) or None, consonants(given) or None, consonants(first) or None


def _heard_surname(surname: str) -> _Row:
    return sound(surname) or None, consonants(surname) or None


_HEARD: Mapping[str, tuple[_Speller, tuple[str, ...]]] = {
    "given": (_heard_given, ("given_sound", "given_bones", "given1_bones")),
    "surname": (_heard_surname, ("surname_sound", "surname_bones")),
}
"""What a name sounds like and what transcriptions leave of it, by the column it is made of."""


def spell_one(traits: Mapping[PersonRole, str]) -> dict[str, Any]:
    """One record in the one spelling: the columns of `people`, made without the engine."""
    spelled: dict[str, list[str]] = {}
    for role, text in traits.items():
        if role in _SPELLERS:
            speller, outputs = _SPELLERS[role]
            for output, value in zip(outputs, speller(text), strict=True):
                if value:
                    spelled.setdefault(output, []).append(value)

    def first(*outputs: str) -> str | None:
        return next((v for output in outputs for v in spelled.get(output, ())), None)

    def both(*outputs: str) -> str | None:
        return " ".join(v for output in outputs for v in spelled.get(output, ())) or None

    own, whole = first("given"), first("full_surname")
    surname = first("surname") or (whole if whole != own else None) or first("usage")
    given = _without_repeats(both("given", "full_given", "others"), first("surname"))
    told = {"given": given, "surname": surname}
    parts, email = both("parts", "full_parts", "usage_parts"), first("email")
    born = first("dob")
    phones = sorted(set(spelled.get("phone", ()))) or None
    return {
        "p": 0, "copies": 1, "given": given, "surname": surname, "usage": first("usage", "wed"),
        "sex": first("sex"), "dob": born, "birth_place": first("birth_place"),
        "number": first("own_number", "number"), "street": first("street"),
        "complement": first("complement"), "postcode": first("postcode"), "city": first("city"),
        "email": email, "given1": given and given.split(" ")[0],
        "given_flat": given and given.replace(" ", ""), "given_words": given and given.split(" "),
        "parts": parts and parts.split(" "), "phones": phones, "phone": phones and phones[0],
        **_heard(told),
        "local": email and _local(email, given or "", surname or ""),
        "turns": born and born[4:8] in {"0101", "1231"},
    }  # fmt: skip


def _heard(told: Mapping[str, str | None]) -> dict[str, str | None]:
    return {
        output: value
        for name, (speller, outputs) in _HEARD.items()
        for output, value in zip(outputs, speller(told[name] or ""), strict=True)
    }


def _local(email: str, given: str, surname: str) -> str | None:
    """The letters of an e-mail before "@"; none where they are but one of the names: "marie41" and
    "marie85" are two addresses, and have no more in common than two Maries."""
    letters = re.sub("[^a-z]", "", email.partition("@")[0])
    is_a_name = given.startswith(letters.upper()) or surname.startswith(letters.upper())
    return None if is_a_name else letters


def _without_repeats(given: str | None, surname: str | None) -> str | None:
    """First names once each, in their order: a file may tell the whole name beside its parts."""
    words = dict.fromkeys(given.split(" ")) if given else {}
    return " ".join(word for word in words if len(words) == 1 or word != surname) or None


def spell(
    connection: duckdb.DuckDBPyConnection,
    columns: Mapping[str, PersonRole],
    source: str,
    apart: Sequence[int] = (),
) -> None:
    """Make `people` from the text columns of `source` that have a role; `i` is the row's rank.

    The rows `apart` are copies of none: somebody ruled on them.
    """
    spelled: dict[str, list[str]] = {}
    joins = []
    for rank, (column, role) in enumerate(columns.items()):
        if role not in _SPELLERS:
            continue
        speller, outputs = _SPELLERS[role]
        _map_values(connection, source, column, speller, outputs, f"m{rank}")
        joins.append(f"LEFT JOIN m{rank} ON s.{column} = m{rank}.raw")
        for output in outputs:
            spelled.setdefault(output, []).append(f"m{rank}.{output}")
    _make_spelled(connection, source, spelled, joins)
    _make_people(connection, apart)


def _map_values(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    column: str,
    speller: _Speller,
    outputs: Sequence[str],
    table: str,
) -> None:
    found = connection.execute(f"SELECT DISTINCT {column} FROM {source} WHERE {column} <> ''")
    raw = found.to_arrow_table().column(0).to_pylist()
    rows = [speller(text) for text in raw]
    arrays = {
        name: pa.array([row[place] for row in rows], pa.string())
        for place, name in enumerate(outputs)
    }
    connection.register("mapped", pa.table({"raw": pa.array(raw, pa.string()), **arrays}))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM mapped")
    connection.unregister("mapped")


def _make_spelled(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    spelled: Mapping[str, Sequence[str]],
    joins: Sequence[str],
) -> None:
    def first(*outputs: str) -> str:
        found = [sql for output in outputs for sql in spelled.get(output, ())]
        return f"coalesce({', '.join(found)})" if found else "NULL::VARCHAR"

    def both(*outputs: str) -> str:
        found = [sql for output in outputs for sql in spelled.get(output, ())]
        return f"nullif(concat_ws(' ', {', '.join(found)}), '')" if found else "NULL::VARCHAR"

    phones = ", ".join(spelled.get("phone", ["NULL::VARCHAR"]))
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE spelled AS
        SELECT s.i::INTEGER AS i, {_once(both("given", "full_given", "others"), first("surname"))}
            AS given,
            coalesce({first("surname")}, CASE WHEN {first("full_surname")} IS DISTINCT FROM
                {first("given")} THEN {first("full_surname")} END, {first("usage")}) AS surname,
            {first("usage", "wed")} AS usage,
            {both("parts", "full_parts", "usage_parts")} AS parts,
            {first("sex")} AS sex, {first("dob")} AS dob, {first("birth_place")} AS birth_place,
            {first("own_number", "number")} AS number, {first("street")} AS street,
            {first("complement")} AS complement, {first("postcode")} AS postcode,
            {first("city")} AS city, {first("email")} AS email, {first("seen")} AS seen,
            list_sort(list_distinct(list_filter([{phones}], lambda p: p IS NOT NULL))) AS phones
        FROM {source} s {" ".join(joins)}
    """)  # fmt: skip


def _once(given: str, surname: str) -> str:
    """SQL of what `_without_repeats` gives."""
    words = f"string_split({given}, ' ')"
    kept = (f"list_filter({words}, lambda w, i: list_position({words}, w) = i AND"
            f" (list_unique({words}) = 1 OR w IS DISTINCT FROM {surname}))")  # fmt: skip
    return f"nullif(array_to_string({kept}, ' '), '')"


def _make_people(connection: duckdb.DuckDBPyConnection, apart: Sequence[int]) -> None:
    """Copies together, and what comparisons need: first name alone, sounds, letters of e-mail."""
    said = ", ".join((*_COLUMNS, "parts", "phones"))
    own = f"if(i IN ({', '.join(map(str, apart))}), i, -1)" if apart else "-1"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE hashed AS"
        f" SELECT i, seen, hash({said}, {own}) AS h FROM spelled"
    )
    connection.execute("""CREATE OR REPLACE TEMP TABLE copied AS
        SELECT h, min(i) AS head, count(*)::INTEGER AS copies, max(seen) AS last
        FROM hashed GROUP BY h""")
    connection.execute("""CREATE OR REPLACE TEMP TABLE rows AS
        SELECT i, head FROM hashed JOIN copied USING (h)""")
    connection.execute("""CREATE OR REPLACE TEMP TABLE heads AS
        SELECT row_number() OVER (ORDER BY head)::INTEGER - 1 AS p,
            s.* REPLACE (last AS seen), copies
        FROM copied JOIN spelled s ON s.i = head""")
    for column, (speller, outputs) in _HEARD.items():
        _map_values(connection, "heads", column, speller, outputs, f"of_{column}")
    joins = " ".join(f"LEFT JOIN of_{column} ON {column} = of_{column}.raw" for column in _HEARD)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE people AS
        SELECT h.* EXCLUDE (parts, phones), split_part(given, ' ', 1) AS given1,
            replace(given, ' ', '') AS given_flat, string_split(given, ' ') AS given_words,
            string_split(parts, ' ') AS parts, nullif(phones, []) AS phones, phones[1] AS phone,
            given_sound, surname_sound, given_bones, given1_bones, surname_bones,
            regexp_replace(split_part(email, '@', 1), '[^a-z]', '', 'g') AS letters,
            CASE WHEN starts_with(coalesce(given, ''), upper(letters))
                OR starts_with(coalesce(surname, ''), upper(letters)) THEN NULL
                ELSE letters END AS local,
            dob[5:8] IN ('0101', '1231') AS turns
        FROM heads h {joins} ORDER BY p
    """)
