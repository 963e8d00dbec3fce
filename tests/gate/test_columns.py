"""What each rule of a column makes of the rows of a contract."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from parvis.core.home import Home
from parvis.engines.duckdb.connect import open_release
from parvis.engines.duckdb.manifest import database_of
from parvis.gate.inputs import ReleaseInput
from staged import NOW, facts, publish, stage_rows

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _request(number: int, **fields: Any) -> dict[str, Any]:
    named = {"request_number": f"D{number}", "citizen_number": f"U{number}", "last_name": "X"}
    return {**named, "opened_at": NOON, "category": "Voirie", **fields}


def _published(home: Home, *inputs: ReleaseInput) -> list[dict[str, Any]]:
    manifest = publish(home, inputs)
    fact = inputs[0].contract.fact
    with open_release(database_of(home, manifest.id)) as connection:
        result = connection.execute(f'FROM "{fact}"')
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _one(home: Home, staging: Path, observed: datetime | None, **fields: Any) -> Mapping[str, Any]:
    delivery = stage_rows([_request(1, **fields)], staging, "demo_grc", observed_until=observed)
    (row,) = _published(home, delivery)
    return row


def test_a_closed_case_lasts_until_it_closes(home: Home, staging: Path) -> None:
    row = _one(home, staging, NOON + 99 * HOUR, closed_at=NOON + 5 * HOUR)
    assert (row["is_closed"], row["delay_hours"]) == (True, 5)


def test_an_open_case_lasts_until_the_delivery_was_observed(home: Home, staging: Path) -> None:
    row = _one(home, staging, NOON + 99 * HOUR)
    assert (row["is_closed"], row["delay_hours"], row["is_on_time"]) == (False, 99, None)


def test_an_open_case_of_a_delivery_without_events_has_no_length(home: Home, staging: Path) -> None:
    row = _one(home, staging, None, due_at=NOON)
    assert (row["is_closed"], row["delay_hours"], row["is_on_time"]) == (False, None, None)


def test_a_case_that_closes_before_it_opens_has_no_length(home: Home, staging: Path) -> None:
    row = _one(home, staging, NOON, closed_at=NOON - HOUR)
    assert (row["is_closed"], row["delay_hours"]) == (True, None)


@pytest.mark.parametrize(
    ("closed", "due", "observed", "on_time"),
    [
        (5, 5, 99, True),
        (6, 5, 99, False),
        (None, 5, 99, False),
        (None, 99, 99, None),
        (6, None, 99, None),
    ],
)
def test_a_case_is_on_time_late_or_not_yet_known(
    home: Home,
    staging: Path,
    closed: int | None,
    due: int | None,
    observed: int,
    on_time: bool | None,
) -> None:
    fields = {
        "closed_at": None if closed is None else NOON + closed * HOUR,
        "due_at": None if due is None else NOON + due * HOUR,
    }
    assert _one(home, staging, NOON + observed * HOUR, **fields)["is_on_time"] is on_time


def test_a_due_date_runs_to_the_end_of_its_local_day(home: Home, staging: Path) -> None:
    """23:59 in Paris on 1 March is 22:59 UTC; one hour later it is the 2nd."""
    last_minute = datetime(2024, 3, 1, 22, 59, tzinfo=UTC)
    rows = [
        _request(1, closed_at=last_minute, due_at=date(2024, 3, 1)),
        _request(2, closed_at=last_minute + HOUR, due_at=date(2024, 3, 1)),
    ]
    types = {"due_at": pa.date32()}
    delivery = stage_rows(rows, staging, "demo_grc", types, observed_until=NOW)
    found = _published(home, delivery)
    assert {row["delay_hours"] < 11: row["is_on_time"] for row in found} == {
        True: True,
        False: False,
    }


def test_the_day_is_the_local_one(home: Home, staging: Path) -> None:
    """23:30 UTC in July is already the next day in Paris."""
    late = datetime(2024, 7, 1, 22, 30, tzinfo=UTC)
    delivery = stage_rows([_request(1, opened_at=late)], staging, "demo_grc", observed_until=NOW)
    assert _published(home, delivery)[0]["opened_on"] == date(2024, 7, 2)


def test_a_column_whose_fields_the_contract_lacks_is_unknown(home: Home, staging: Path) -> None:
    rows = [
        {"id_dmr": f"A{n}", "opened_at": NOON, "category": "Graffitis", "district": " "}
        for n in range(12)
    ]
    delivery = stage_rows(rows, staging, "dansmarue", observed_until=NOW)
    row = _published(home, delivery)[0]
    assert (row["is_closed"], row["delay_hours"], row["is_on_time"]) == (None, None, None)
    assert (row["channel"], row["district"]) == ("Non renseigné", "Non renseigné")


def test_rare_values_fold_by_authority_and_frequent_ones_stay(home: Home, staging: Path) -> None:
    def rows(count: int, category: str, first: int) -> list[dict[str, Any]]:
        return [_request(n, category=category) for n in range(first, first + count)]

    here = [*rows(11, "Voirie", 0), *rows(10, "Élagage", 20)]
    there = [*rows(3, "Voirie", 0), *rows(12, "Élagage", 20)]
    found = _published(
        home,
        stage_rows(here, staging, "demo_grc", sha256="1" * 64),
        stage_rows(there, staging, "demo_grc", sha256="2" * 64, authority="41018"),
    )
    assert {(r["authority"], r["category"]) for r in found} == {
        ("41269", "Voirie"),
        ("41269", "Autres"),
        ("41018", "Autres"),
        ("41018", "Élagage"),
    }


def test_a_value_frequent_by_one_person_only_is_rare(home: Home, staging: Path) -> None:
    rows = [_request(n, citizen_number="U1", category="Élagage") for n in range(50)]
    found = _published(home, stage_rows(rows, staging, "demo_grc"))
    assert {row["category"] for row in found} == {"Autres"}
    assert len({row["person"] for row in found}) == 1


def test_names_of_restaurants_stay_since_no_person_is_in_the_fact(
    home: Home, staging: Path
) -> None:
    row = {"site_type": "M", "date": date(2024, 3, 1), "planned": 10, "served": 9, "site": "Verne"}
    found = _published(home, stage_rows([row], staging, "nantes_cantine"))
    assert found == [
        {
            "authority": "41269",
            "served_on": date(2024, 3, 1),
            "site": "Verne",
            "site_type": "M",
            "planned": 10.0,
            "served": 9.0,
            "gap": pytest.approx(1 / 9),
        }
    ]


def test_facts_name_every_column_of_their_table(home: Home, staging: Path) -> None:
    row = _published(home, stage_rows([_request(1)], staging, "demo_grc"))[0]
    columns = [column.name for column in facts()["service_request"].columns]
    assert list(row) == ["authority", *columns]


def test_texts_are_grouped_whatever_their_case_and_the_others_apart(tmp_path: Path) -> None:
    words = ["Commerce", " artisanat", "PME", None]
    rows = [{"siret": f"{n:014}", "category": word, "opened_on": date(2024, 3, 1)}
            for n, word in enumerate(words)]  # fmt: skip
    home = Home(tmp_path / "home")
    manifest = publish(home, [stage_rows(rows, tmp_path, "demo_sirene")])
    with open_release(database_of(home, manifest.id)) as connection:
        found = connection.execute("SELECT target FROM establishment").fetchall()
    assert sorted(target for (target,) in found) == [
        "Artisans", "Autres entreprises", "Commerçants", "Non renseigné"]  # fmt: skip
