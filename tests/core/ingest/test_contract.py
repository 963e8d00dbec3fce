"""A contract is refused as a whole, with its file's name, when any part of it is wrong."""

import copy
from typing import Any

import pytest

from parvis.core.errors import Refused
from parvis.core.ingest.contract import FieldType, contract_from
from parvis.core.sectors import Sector

GOOD: dict[str, Any] = {
    "id": "prets",
    "version": 1,
    "title": "Prêts",
    "sector": "scolaire_sport_culture",
    "legal_basis": "Mission d’intérêt public",
    "retention_days": 365,
    "fact": "",
    "key": ["card", "on"],
    "person": "card",
    "field": [
        {"name": "card", "headers": ["Carte"], "type": "text"},
        {"name": "on", "headers": ["Date"], "type": "date", "formats": ["%d/%m/%y"]},
        {"name": "amount", "headers": ["Montant"], "type": "decimal", "minimum": 0},
    ],
}


def changed(**parts: Any) -> dict[str, Any]:
    return {**copy.deepcopy(GOOD), **parts}


def with_field(**parts: Any) -> dict[str, Any]:
    data = copy.deepcopy(GOOD)
    data["field"][2].update(parts)
    return data


def test_a_good_contract_is_read_with_its_defaults() -> None:
    contract = contract_from(GOOD, "prets.toml")
    assert contract.sector is Sector.SCOLAIRE_SPORT_CULTURE
    assert contract.by_name["on"].type is FieldType.DATE
    assert contract.timezone == "Europe/Paris"
    assert contract.fact == ""
    assert contract.indispensable == ("card", "on")


@pytest.mark.parametrize(
    "data",
    [
        changed(colour="blue"),
        {k: v for k, v in GOOD.items() if k != "sector"},
        changed(sector="voirie"),
        changed(id="../../keys"),
        changed(id="prêts"),
        changed(version="1"),
        changed(version=True),
        changed(version=0),
        changed(key=[]),
        changed(key=["nowhere"]),
        changed(key="card"),
        changed(key=[1]),
        changed(person="nobody"),
        changed(timezone="Europe/Vendome"),
        changed(field=GOOD["field"][:1] * 2),
        changed(field=["card"]),
        with_field(type="money"),
        with_field(headers=[]),
        with_field(name="Montant"),
        with_field(name="a; drop"),
        with_field(type="text"),
        with_field(formats=["%d"]),
        with_field(color="blue"),
        with_field(minimum="0"),
    ],
)
def test_a_wrong_contract_is_refused_naming_its_file(data: dict[str, Any]) -> None:
    with pytest.raises(Refused, match=r"prets\.toml") as refused:
        contract_from(data, "prets.toml")
    assert refused.value.rule == "definition.invalid"
