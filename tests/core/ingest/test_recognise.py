"""A file tells its contract by its columns; doubt is refused, never guessed."""

import pytest

from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.ingest.header import find_header
from parvis.core.ingest.headings import normalise_header
from parvis.core.ingest.recognise import candidates, recognise
from parvis.core.sectors import Sector


def contract(id: str, *fields: Field, key: tuple[str, ...] = ("day",)) -> Contract:
    return Contract(
        id=id,
        version=1,
        title=id,
        sector=Sector.TRANSPORTS,
        legal_basis="",
        retention_days=1,
        fact="",
        key=key,
        fields=fields,
    )


DAY = Field("day", ("Date",), FieldType.DATE)
COUNT = Field("count", ("Effectif", "Nombre"), FieldType.INTEGER)
PLACE = Field("place", ("Lieu",), FieldType.TEXT)
SMALL, BIG = contract("small", DAY, COUNT), contract("big", DAY, COUNT, PLACE)


def found(names: list[str], *contracts: Contract, rows: list[list[str]] | None = None) -> str:
    return recognise(names, rows or [], contracts, file="f.csv").contract.id


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("N° demande", "ndemande"),
        ("  Né(e) le ", "neele"),
        ("Œuvre_lue", "oeuvrelue"),
        ("RÉEL", "reel"),
        ("Repas\u00a0prévus", "repasprevus"),
    ],
)
def test_headers_meet_whatever_their_case_accents_and_spaces(written: str, normal: str) -> None:
    assert normalise_header(written) == normal


def test_the_contract_with_the_most_fields_found_wins() -> None:
    assert found(["date", "NOMBRE"], SMALL, BIG) == "small"


def test_at_equal_fields_the_one_that_leaves_fewer_columns_unknown_wins() -> None:
    assert found(["date", "nombre", "lieu"], SMALL, BIG) == "big"


def test_at_equal_columns_the_values_decide() -> None:
    words = contract("words", DAY, Field("count", ("Nombre",), FieldType.TEXT, values=("un",)))
    assert found(["Date", "Nombre"], SMALL, words, rows=[["01/02/2025", "12"]]) == "small"


def test_two_equal_contracts_are_refused_with_the_way_to_choose() -> None:
    twin = contract("twin", DAY, COUNT)
    with pytest.raises(Refused, match="--contract") as refused:
        found(["Date", "Nombre"], SMALL, twin)
    assert refused.value.facts["candidates"] == "small, twin"


def test_no_contract_names_the_columns_read_and_what_the_nearest_lacks() -> None:
    with pytest.raises(Refused, match="Effectif, Lieu") as refused:
        found(["Effectif", "Lieu", "Couleur"], SMALL, BIG)
    assert refused.value.facts["nearest"] == "big"
    assert refused.value.facts["missing"] == "Date"


def test_columns_of_no_known_file_are_not_said_to_be_near_one() -> None:
    with pytest.raises(Refused) as refused:
        found(["Couleur", "Forme"], SMALL, BIG)
    assert refused.value.rule == "contract.unlike"
    assert "Couleur, Forme" in refused.value.sentence()


def test_a_contract_asked_for_is_the_only_one_tried() -> None:
    chosen = candidates([SMALL, BIG], "big")
    with pytest.raises(Refused) as refused:
        recognise(["Lieu"], [], chosen, file="f.csv")
    assert refused.value.rule == "contract.missing_columns"


def test_an_unknown_contract_is_refused_naming_those_that_exist() -> None:
    with pytest.raises(Refused, match="big, small"):
        candidates([SMALL, BIG], "huge")


def test_the_same_column_twice_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        found(["Date", "Nombre", "nombre"], SMALL)
    assert refused.value.rule == "contract.column_twice"


def test_the_header_is_found_under_a_title_and_blank_lines() -> None:
    lines = ["Export du 01/02/2025\n", "\n", "Date;Nombre\n", "01/02/2025;3\n"]
    header = find_header(lines, [SMALL])
    assert (header.line, header.next_line, header.delimiter) == (3, 4, ";")
    assert header.rows == (("01/02/2025", "3"),)


def test_a_header_may_hold_a_line_end_inside_quotes() -> None:
    header = find_header(['"Date";"Nom\n', 'bre"\n', "01/02/2025;3\n"], [SMALL])
    assert header.names == ("Date", "Nom\nbre")
    assert header.next_line == 3


def test_a_line_that_csv_cannot_read_is_not_the_header() -> None:
    lines = ["x" * 200_000 + "\n", "Date;Nombre\n", "01/02/2025;3\n", "y" * 200_000]
    assert find_header(lines, [SMALL]).line == 2
