"""The wall: what names a person is nowhere in a release, and the search that says so can see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

import parvis.gate.canary as canary
from parvis.core.errors import Refused
from parvis.core.facts import Column, Fact, Rule
from parvis.core.home import Home
from parvis.core.ingest.contract import Contract
from parvis.engines.duckdb.connect import open_workshop
from parvis.engines.duckdb.manifest import folder_of
from parvis.gate.canary import rehearse, search
from staged import KEY, NOW, contracts, facts, publish, stage_rows

UNMISTAKABLE = {
    "request_number": "Zq-Numéro-7713",
    "citizen_number": "Zq-Usager-9921",
    "last_name": "Zq-Kervadec-Ottenwaelter",
    "email": "zq.kervadec@exemple.test",
    "district": "Zq-Chez-Elle-Seule",
}


def _release_with_canaries(home: Home, staging: Path) -> Path:
    opened = datetime(2024, 3, 1, tzinfo=UTC)
    crowd = [
        {"request_number": f"D{n}", "citizen_number": f"U{n}", "last_name": f"Nom{n}"}
        | {"opened_at": opened, "category": "Temoin-Voirie", "district": "Temoin-Centre"}
        for n in range(3000)
    ]
    bird: dict[str, Any] = {**UNMISTAKABLE, "opened_at": opened, "category": "Temoin-Voirie"}
    reader = {
        "loan_number": "Zq-1",
        "card": "Zq-Carte-1",
        "last_name": "Zq-Kervadec",
        "loaned_on": date(2024, 3, 1),
    }
    manifest = publish(
        home,
        [
            stage_rows([*crowd, bird], staging, "demo_grc"),
            stage_rows([reader], staging, "demo_mediatheque"),
        ],
    )
    return folder_of(home, manifest.id)


def test_unmistakable_persons_are_nowhere_in_a_release(home: Home, staging: Path) -> None:
    folder = _release_with_canaries(home, staging)
    needles = [*UNMISTAKABLE.values(), "zq-", "Nom1", "_line", str(staging)]
    assert search(folder, needles) == []


def test_what_the_fact_keeps_is_found_in_every_file_that_holds_it(
    home: Home, staging: Path
) -> None:
    folder = _release_with_canaries(home, staging)
    places = {finding.place for finding in search(folder, ["TEMOIN-voirie"])}
    assert "service_request/all.parquet, category" in places
    assert any(place.endswith('"service_request", category') for place in places)


def test_a_value_that_compression_hides_from_a_byte_search_is_found(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    words = "SELECT 'mot' || (i % 9)::VARCHAR || ' Zq-Caché' AS w FROM range(50000) r(i)"
    duckdb.sql(f"COPY ({words}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    assert search(tmp_path, ["zq-caché"])


@pytest.mark.parametrize(
    "plant",
    [
        "COPY (SELECT 1 AS \"Zq-Nom\") TO '{folder}/a.parquet'",
        "COPY (SELECT 1 AS n) TO '{folder}/a.parquet' (KV_METADATA {{owner: 'Zq-Nom'}})",
        "ATTACH '{folder}/a.duckdb' AS a; CREATE TABLE a.t AS SELECT 1 AS \"Zq-Nom\"",
        "ATTACH '{folder}/a.duckdb' AS a; CREATE VIEW a.v AS SELECT 'Zq-Nom' AS n",
        "ATTACH '{folder}/a.duckdb' AS a; CREATE TABLE a.t AS SELECT ['Zq-Nom'] AS n",
    ],
)
def test_names_of_columns_metadata_views_and_lists_are_searched_too(
    tmp_path: Path, plant: str
) -> None:
    with open_workshop(tmp_path) as connection:
        connection.execute(plant.format(folder=tmp_path))
    assert search(tmp_path, ["Zq-Nom"])


def test_what_is_found_in_the_metadata_of_a_file_is_said_to_be_in_that_file(
    tmp_path: Path,
) -> None:
    for label in "abc":
        how = f"FORMAT parquet, KV_METADATA {{owner: 'Zq-{label}'}}"
        duckdb.sql(f"COPY (SELECT 1 AS n) TO '{tmp_path}/{label}.parquet' ({how})")
    places = {finding.place for finding in search(tmp_path, ["zq-b"])}
    assert places == {"b.parquet, value", "b.parquet, octets"}


def test_every_shipped_contract_passes_the_rehearsal(tmp_path: Path) -> None:
    rehearse(contracts(), facts(), KEY, tmp_path)
    assert list(tmp_path.iterdir()) == []


def _with_name_as_category(contract: Contract, fact: Fact) -> tuple[Contract, Fact]:
    column = Column("who", "Qui", Rule.CATEGORY, ("last_name",))
    return contract, replace(fact, columns=(*fact.columns, column))


def _with_person_as_category(contract: Contract, fact: Fact) -> tuple[Contract, Fact]:
    harmless = tuple(replace(f, is_identifying=False) for f in contract.fields)
    column = Column("who", "Qui", Rule.CATEGORY, ("citizen_number",))
    return replace(contract, fields=harmless), replace(fact, columns=(*fact.columns, column))


def _without_person(contract: Contract, fact: Fact) -> tuple[Contract, Fact]:
    return replace(contract, person=""), fact


def _without_entity(contract: Contract, fact: Fact) -> tuple[Contract, Fact]:
    columns = tuple(c for c in fact.columns if c.rule is not Rule.PERSON)
    return contract, replace(fact, entity="", columns=columns)


def _with_unknown_fact(contract: Contract, fact: Fact) -> tuple[Contract, Fact]:
    return replace(contract, fact="mystery"), fact


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (_with_name_as_category, "release.identifying"),
        (_with_person_as_category, "release.identifying"),
        (_without_person, "release.no_person"),
        (_without_entity, "release.person_not_expected"),
        (_with_unknown_fact, "release.unknown_fact"),
    ],
)
def test_a_contract_that_would_let_a_person_out_is_refused(
    tmp_path: Path, change: Callable[[Contract, Fact], tuple[Contract, Fact]], rule: str
) -> None:
    contract, fact = change(contracts()["demo_grc"], facts()["service_request"])
    with pytest.raises(Refused) as refusal:
        rehearse({contract.id: contract}, {fact.id: fact}, KEY, tmp_path)
    assert refusal.value.rule == rule
    assert "demo_grc" in refusal.value.sentence("en")


def test_a_gate_that_leaks_is_caught_before_anything_is_published(
    home: Home, staging: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault writes pseudonyms that are the identifiers themselves."""
    write = canary.write_tables

    def leak(connection: Any, place: Any, inputs: Any, *more: Any) -> Any:
        (place.folder / "forgotten.csv").write_bytes(inputs[0].rows.read_bytes())
        return write(connection, place, inputs, *more)

    monkeypatch.setattr(canary, "write_tables", leak)
    row = {"request_number": "D1", "citizen_number": "U1", "opened_at": NOW, "category": "Voirie"}
    with pytest.raises(Refused, match="Rien n’a été publié") as refusal:
        publish(home, [stage_rows([row], staging, "demo_grc")])
    assert refusal.value.rule == "release.leak"
    assert list(home.releases.iterdir()) == []


def test_a_search_that_sees_nothing_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canary, "_searched", lambda connection, folder, needles: [])
    with pytest.raises(Refused) as refusal:
        rehearse({"demo_grc": contracts()["demo_grc"]}, facts(), KEY, tmp_path)
    assert refusal.value.rule == "release.blind_search"
