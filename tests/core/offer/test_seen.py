"""A file that counts who came is recognised from its contract; one with persons never is."""

from dataclasses import replace

import pytest

from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.offer.seen import attendance_seen
from parvis.core.sectors import Sector


def contract(*fields: tuple[str, FieldType], key: tuple[str, ...] = ()) -> Contract:
    """As a person describes a file in the browser: headers as written, names made of them."""
    made = tuple(Field(name=name, headers=(name,), type=kind) for name, kind in fields)
    return Contract(
        id="cantine_de_la_ville", version=1, title="Cantine", legal_basis="x", fact="", key=key,
        sector=Sector.SCOLAIRE_SPORT_CULTURE, retention_days=365, fields=made,
    )  # fmt: skip


TEXT, DAY, WHOLE = FieldType.TEXT, FieldType.DATE, FieldType.INTEGER
CANTEEN = contract(
    ("menu", TEXT), ("nom_ecole", TEXT), ("jour_de_service", DAY), ("commandes", WHOLE),
    ("repas_servis", WHOLE), key=("nom_ecole", "jour_de_service"),
)  # fmt: skip


def test_the_day_the_place_what_came_and_what_was_planned_are_told() -> None:
    found = attendance_seen(CANTEEN)
    assert found is not None
    assert (found.day, found.site) == ("jour_de_service", "nom_ecole")
    assert (found.quantity, found.planned, found.unit) == ("repas_servis", "commandes", "repas")
    assert found.contracts == ("cantine_de_la_ville",)


def test_a_pool_that_has_one_place_needs_no_column_of_places() -> None:
    found = attendance_seen(contract(("date", DAY), ("entrees", WHOLE)))
    assert found is not None
    assert (found.site, found.planned, found.unit) == ("", "", "unités")


@pytest.mark.parametrize("other", [
    contract(("ecole", TEXT), ("repas_servis", WHOLE)),
    contract(("date", DAY), ("ecole", TEXT), ("prix", FieldType.DECIMAL)),
    contract(("ouverture", DAY), ("fermeture", DAY), ("effectif", WHOLE)),
    replace(CANTEEN, person="nom_ecole"),
    replace(CANTEEN, fields=(*CANTEEN.fields, Field("nom", ("nom",), TEXT, is_identifying=True))),
], ids=["no day", "no count", "two days", "a person", "a name"])  # fmt: skip
def test_what_does_not_count_who_came_is_left_alone(other: Contract) -> None:
    assert attendance_seen(other) is None
