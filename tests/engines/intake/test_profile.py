"""What is seen of the columns before any is typed: numbers of persons, spaces, big as small."""

import re
from itertools import product

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake_reading import MEALS
from parvis.core.errors import Refused
from parvis.core.ingest.nir import NIR_INSIDE, is_nir
from parvis.core.ingest.patterns import BLANKS
from parvis.core.ingest.recognise import recognise
from parvis.engines.intake import profile
from parvis.engines.intake.sql import nir_sql, quoted

HEADERS = ("Restaurant", "Date", "Servis", "Payé", "Clos le", "Bio", "Genre")
ROW = ("R", "01/02/2025", "1", "2,5", "02/01/2025 10:00", "oui", "M")


def keyed(sex: int, department: str, order: int, off: int) -> str:
    """A NIR, of a wrong key unless `off` is 0."""
    body = f"{sex}8505{department}006{order:03}"
    number = int(body.replace("2A", "19").replace("2B", "18"))
    return f"{body}{(97 - number % 97 + off) % 100:02}"


NUMBER = st.builds(
    keyed,
    st.sampled_from([1, 2, 7]),
    st.sampled_from(["41", "2A", "2B", "97"]),
    st.integers(0, 999),
    st.sampled_from([0, 0, 1]),
)
AROUND = st.text(" .,0a-", max_size=3)
CELL = st.builds(lambda a, n, b, cut: f"{a}{n[:cut]} {n[cut:]}{b}" if cut else f"{a}{n}{b}", AROUND,
                 NUMBER, AROUND, st.sampled_from([0, 1, 5, 13]))  # fmt: skip


@given(cell=CELL | st.text("12 .A", max_size=22))
def test_the_engine_finds_the_numbers_that_the_definition_finds(cell: str) -> None:
    found = re.search(NIR_INSIDE, cell)
    query = f"SELECT {nir_sql('c')} FROM (SELECT {quoted(cell)} AS c)"
    assert duckdb.execute(query).fetchall() == [(bool(found and is_nir(found[1])),)]


def profiled(rows: str) -> profile.Profile | str:
    """The profile of the records that the SQL `rows` makes, or what it is refused for."""
    match = recognise(HEADERS, [ROW], (MEALS,), file="repas.csv")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE raw AS {rows}")
        connection.execute("CREATE VIEW records AS FROM raw")
        try:
            return profile.look(connection, match, filename="repas.csv")
        except Refused as refusal:
            return refusal.rule


def test_few_cells_are_untidy_where_many_are() -> None:
    nulls = MEALS.nulls
    signs = [*BLANKS, "a", "-"]
    cells = ["", *nulls, *("".join(p) for n in (1, 2, 3) for p in product(signs, repeat=n))]
    many, few = profile._untidy("c", nulls), profile._untidy_of_few("c", nulls)
    found = duckdb.execute(
        f"SELECT count(*), count_if({many}), count_if(({many}) IS DISTINCT FROM ({few}))"
        f" FROM (SELECT unnest([NULL, {', '.join(map(quoted, cells))}]) AS c)"
    ).fetchone()
    tidy = ["a", "aa", "a-", "-a", "--"]
    assert found is not None
    assert found[0] == len(cells) + 1
    assert 0 < found[1] < len(cells) - len(tidy)
    assert found[2] == 0


CASES = {
    "tidy": "'r' || i",
    "blanks": "CASE i % 9 WHEN 0 THEN 'r\u00a0' ELSE 'r' || i % 3 END",
    "isolated": f"CASE i WHEN 7 THEN '{keyed(1, '41', 7, 0)}' ELSE 'un texte assez long' END",
    "all": f"'{keyed(1, '41', 7, 0)}'",
    "nothing": "NULL::VARCHAR",
}


@pytest.mark.parametrize("case", CASES)
def test_a_column_is_judged_alike_value_by_value_and_cell_by_cell(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = ", ".join(f"{quoted(cell)} AS c{i}" for i, cell in enumerate(ROW) if i)
    rows = f"SELECT i AS _line, NULL AS _width, {CASES[case]} AS c0, {others} FROM range(40) t(i)"
    together = profiled(rows)
    monkeypatch.setattr(profile, "_FEW", 10)
    assert profiled(rows) == together
    monkeypatch.setattr(profile, "_SAMPLE", 10)
    assert profiled(rows) == together
