"""How two records agree, in either order, and what says nothing."""

from functools import cache
from itertools import product

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from parvis.core.people.comparison import BITS, FIELDS
from parvis.core.people.roles import PersonRole
from parvis.engines.duckdb.linker.compare import add_frequencies, is_near, is_slip, share_one
from parvis.engines.duckdb.linker.spelling import spell
from parvis.engines.duckdb.linker.weighing import given_pairs

ROLES = (PersonRole.SURNAME, PersonRole.USAGE_NAME, PersonRole.GIVEN_NAME, PersonRole.BIRTH_DATE,
         PersonRole.BIRTH_PLACE, PersonRole.SEX, PersonRole.ADDRESS, PersonRole.CITY,
         PersonRole.POSTCODE, PersonRole.PHONE, PersonRole.EMAIL)  # fmt: skip
AT = {field.id: rank for rank, field in enumerate(FIELDS)}


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One for all tests: each makes again every table that it reads."""
    return duckdb.connect(config={"threads": 1})


def levels(rows: list[dict[PersonRole, str]], left: list[int], right: list[int]) -> np.ndarray:
    """The level of each field (pairs x fields) of the pairs of `rows`."""
    columns = {role.value: [row.get(role, "") for row in rows] for role in ROLES}
    connection = _connection()
    connection.register("told", pa.table({"i": range(len(rows)), **columns}))
    connection.execute("CREATE OR REPLACE TEMP TABLE source AS SELECT i, i::VARCHAR AS id,"
                       " * EXCLUDE i FROM told")  # fmt: skip
    spell(connection, {role.value: role for role in ROLES}, "source", range(len(rows)))
    add_frequencies(connection, {})
    found = given_pairs(connection, FIELDS, np.array(left), np.array(right))
    order = {pair: at for at, pair in enumerate(zip(found.left.tolist(), found.right.tolist(),
                                                    strict=True))}  # fmt: skip
    codes = found.codes[[order[pair] for pair in zip(left, right, strict=True)]]
    return codes[:, None] >> (np.arange(len(FIELDS)) * BITS) & (2**BITS - 1)


def level(field: str, one: dict[PersonRole, str], other: dict[PersonRole, str]) -> str:
    """How two records agree on a field, "" where one does not tell."""
    (found,) = levels([one, other], [0], [1])
    rank = int(found[AT[field]])
    return FIELDS[AT[field]].levels[rank - 1].label if rank else ""


VALUES = {
    PersonRole.SURNAME: "|Martin|MARTIN|Martins|Martin-Petit|Petit|DURAND née PETIT|Li",
    PersonRole.USAGE_NAME: "|Durand|Petit",
    PersonRole.GIVEN_NAME: "|Ph|Philippe|P|J.P.|Jean-Pierre|Jean|Martin|Alex|Alexandre|Zoé",
    PersonRole.BIRTH_DATE: "|1984-03-07|1984-07-03|1985-03-07|1999-12-31",
    PersonRole.BIRTH_PLACE: "|99352|Alger|Blois (41)|Blois",
    PersonRole.SEX: "|F|M",
    PersonRole.ADDRESS: "|3 rue des Lilas|3 rue des Lila|5 rue des Lilas|rue Haute",
    PersonRole.CITY: "|Blois|Vendôme",
    PersonRole.POSTCODE: "|41000|41100",
    PersonRole.PHONE: "|0612345678|0612345679|0254000001",
    PersonRole.EMAIL: "|a.b@x.example|ab@x.example|a.b@y.example",
}


def test_how_two_records_agree_does_not_depend_on_their_order() -> None:
    rng = np.random.default_rng(4)
    rows = [{role: str(rng.choice(said.split("|"))) for role, said in VALUES.items()}
            for _ in range(40)]  # fmt: skip
    pairs = [(a, b) for a, b in product(range(40), range(40)) if a < b]
    one, other = ([p[k] for p in pairs] for k in (0, 1))
    apart = np.argwhere(levels(rows, one, other) != levels(rows, other, one))
    told = [(FIELDS[f].id, rows[pairs[p][0]], rows[pairs[p][1]]) for p, f in apart.tolist()[:3]]
    assert told == []


@pytest.mark.parametrize(
    ("one", "other"), [("Ph.", "Philippe"), ("J.-P.", "Jean-Pierre"), ("Alex", "Alexandre")]
)
def test_short_forms_and_initials_are_alike(one: str, other: str) -> None:
    told = ({PersonRole.GIVEN_NAME: one}, {PersonRole.GIVEN_NAME: other})
    assert level("given_name", *told) == "initiale ou diminutif"


def test_a_married_name_in_the_cell_of_the_name_meets_both() -> None:
    wed, born, usage = ({PersonRole.SURNAME: text} for text in ("DURAND née PETIT", "Petit",
                                                                "Durand"))  # fmt: skip
    assert level("surname", wed, born).startswith("nom identique")
    assert level("surname", wed, usage) == "un nom en commun"


def test_a_country_in_code_says_nothing_beside_one_in_words() -> None:
    code, words, here = ({PersonRole.BIRTH_PLACE: text} for text in ("99352", "Alger", "Blois"))
    assert level("birth_place", code, words) == ""
    assert level("birth_place", words, here) == "lieu de naissance différent"


def born(text: str) -> dict[PersonRole, str]:
    return {PersonRole.SURNAME: "Diallo", PersonRole.GIVEN_NAME: "Awa", PersonRole.BIRTH_DATE: text}


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("1990-01-01", "1990-01-01", "même année, premier ou dernier jour de l’an"),
        ("1990-01-01", "1990-12-31", "même année, premier ou dernier jour de l’an"),
        ("1990-01-01", "1990-05-12", "même année, l’une au premier ou au dernier jour de l’an"),
        ("1990-01-01", "1991-01-01", "année à un chiffre près, premier ou dernier jour de l’an"),
        ("1990-01-01", "1975-01-01", "date de naissance différente"),
        ("1990-05-12", "1990-05-12", "date de naissance identique"),
    ],
)
def test_a_birth_on_the_first_or_the_last_day_tells_its_year_only(one, other, said) -> None:
    assert level("birth_date", born(one), born(other)) == said


def mailed(given: str, surname: str, email: str) -> dict[PersonRole, str]:
    return {PersonRole.SURNAME: surname, PersonRole.GIVEN_NAME: given, PersonRole.EMAIL: email}


def test_two_maries_with_two_numbers_have_two_addresses() -> None:
    one = mailed("Marie", "Petit", "marie41@boite.example")
    other = mailed("Marie", "Durand", "marie8512@boite.example")
    assert level("email", one, other) == "courriel différent"


def test_an_address_typed_with_a_slip_is_alike_and_one_of_a_near_name_is_not() -> None:
    one = mailed("Éric", "Renaud", "eric.renaud57@boite.example")
    slip = mailed("Éric", "Renaud", "eric.renuad57@boite.example")
    near = mailed("Éric", "Renard", "eric.renard42@boite.example")
    assert level("email", one, slip) == "courriel ressemblant"
    assert level("email", one, near) == "courriel différent"


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (("", "Najibullah"), ("Najibullah", ""), "nom et prénom inversés"),
        (("Subramaniam", "Rajan"), ("Rajan", "S."), "nom et prénom inversés"),
        (("Иванов", "Сергей"), ("Ivanov", "Sergey"), "prénom identique, très courant"),
        (("Diallo", "Muhammad"), ("Diallo", "Mohamed"), "prénom transcrit autrement"),
    ],
)
def test_one_name_initials_scripts_and_transcriptions_meet(one, other, said) -> None:
    records = ({PersonRole.SURNAME: s, PersonRole.GIVEN_NAME: g} for s, g in (one, other))
    assert level("given_name", *records) == said


def texts(letters: str, longest: int) -> list[str]:
    return ["".join(t) for size in range(1, longest + 1) for t in product(letters, repeat=size)]


def test_one_slip_and_likeness_are_what_the_plain_measures_say() -> None:
    """On every pair of texts of four letters and less, one of which takes two bytes."""
    connection = duckdb.connect()
    connection.register("texts", pa.table({"t": texts("ABÉ", 4)}))
    distance, alike = "damerau_levenshtein(a, b)", "jaro_winkler_similarity(a, b)"
    plain = f"({alike} >= 0.9 OR ({alike} >= 0.7 AND {distance} <= 1))"
    apart = connection.execute(f"""
        SELECT a, b FROM (SELECT one.t AS a, other.t AS b FROM texts one, texts other)
        WHERE {is_slip("a", "b")} <> ({distance} = 1) OR {is_near("a", "b", 0.9)} <> {plain}
    """).fetchall()
    assert apart == []


def test_lists_share_a_word_where_the_engine_says_so() -> None:
    lists = [None, *(list(words) for words in texts("ABC", 3))]
    connection = duckdb.connect()
    connection.register("lists", pa.table({"w": pa.array(lists, pa.list_(pa.string()))}))
    apart = connection.execute(f"""
        SELECT l.w, r.w FROM lists l, lists r
        WHERE ({share_one("w")}) IS DISTINCT FROM list_has_any(l.w, r.w)
    """).fetchall()
    assert apart == []
