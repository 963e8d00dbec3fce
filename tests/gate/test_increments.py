"""A release made of the one before and of what came since is the one made of everything."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from parvis.core.facts import Fact
from parvis.core.home import Home
from parvis.core.release import Manifest
from parvis.engines.duckdb import cohorts, partitions, spans
from parvis.engines.duckdb.manifest import database_of, folder_of
from parvis.gate import conform
from parvis.gate.increment import Addition
from parvis.gate.inputs import ReleaseInput
from staged import NOW, publish, stage_rows

CATEGORIES = ("Voirie", "Propreté", "Arbres", "Bruit", "Éclairage")
START = datetime(2025, 11, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files by month, and keys compared a slice at a time, whatever their number."""
    monkeypatch.setattr(partitions, "_FEWEST", 1)
    monkeypatch.setattr(conform, "_SLICE", 90)


def _requests(
    folder: Path, numbers: Sequence[int], rank: int, *, seed: int = 0, persons: int = 30,
    category: str | None = None, **more: Any,
) -> ReleaseInput:  # fmt: skip
    """Requests by their numbers: of a number sent twice, the latest counts, maybe elsewhere."""
    rng = np.random.default_rng([seed, rank])
    rows = [
        {
            "request_number": f"D{number}",
            "citizen_number": f"U{rng.integers(persons)}",
            "opened_at": START + timedelta(days=int(number) % 120 + int(rng.integers(40))),
            "category": category or CATEGORIES[int(rng.integers(len(CATEGORIES)))],
            "channel": "Guichet" if rng.random() < 0.9 else "Courrier",
        }
        for number in numbers
    ]
    received = NOW + timedelta(hours=rank)
    return stage_rows(rows, folder, "demo_grc", sha256=f"{rank:04}" * 16, received_at=received,
                      **more)  # fmt: skip


def _loans(folder: Path, first: int, rank: int) -> ReleaseInput:
    rows = [
        {"loan_number": f"P{first + n}", "card": f"C{n % 40}",
         "loaned_on": (START + timedelta(days=n % 90)).date(), "document_type": "Livre"}
        for n in range(60)
    ]  # fmt: skip
    return stage_rows(rows, folder, "demo_mediatheque", sha256=f"{rank + 50:04}" * 16,
                      received_at=NOW + timedelta(hours=rank))  # fmt: skip


def _contents(home: Home, manifest: Manifest) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, and of every folder of Parquet files."""
    found = {}
    file, alone = str(database_of(home, manifest.id)), {"threads": 1}
    with duckdb.connect(file, read_only=True, config=alone) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        for (table,) in tables:
            found[table] = sorted(connection.execute(f'FROM "{table}"').fetchall(), key=repr)
        for note in manifest.tables:
            files = folder_of(home, manifest.id) / note.fact / "*.parquet"
            found[f"{note.fact}/"] = sorted(
                connection.execute(f"FROM read_parquet('{files}')").fetchall(), key=repr
            )
    return found


def _parquet(manifest: Manifest) -> dict[str, str]:
    """The hashes of its Parquet files: the same rows in the same order, byte for byte."""
    return {file: found for file, found in manifest.files.items() if file.endswith(".parquet")}


def _same_as_whole(tmp_path: Path, steps: Sequence[Sequence[ReleaseInput]], **more: Any) -> Home:
    """Publish step by step, and everything at once elsewhere: the same, whatever the way."""
    home, whole = Home(tmp_path / "steps"), Home(tmp_path / "whole")
    given: list[ReleaseInput] = []
    for rank, step in enumerate(steps):
        given += step
        last = publish(home, given, now=NOW + timedelta(hours=rank), **more)
    at_once = publish(whole, given, **more)
    assert _contents(home, last) == _contents(whole, at_once)
    assert (last.tables, last.grounds) == (at_once.tables, at_once.grounds)
    return home


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One more for each publication that is an addition."""
    found: list[bool] = []
    write = Addition.write

    def told(self: Addition, *given: Any) -> Any:
        found.append(True)
        return write(self, *given)

    monkeypatch.setattr(Addition, "write", told)
    return found


@pytest.fixture
def written_whole(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The facts that an addition wrote again whole."""
    found: list[str] = []
    write = Addition._written

    def told(self: Addition, fact: Fact, given: Any) -> Any:
        found.append(fact.id)
        return write(self, fact, given)

    monkeypatch.setattr(Addition, "_written", told)
    return found


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in (1, 2))])
def test_deliveries_that_add_and_correct_give_the_release_of_everything(
    tmp_path: Path, added: list[bool], written_whole: list[str], seed: int
) -> None:
    rng = np.random.default_rng(seed)
    steps = [
        [_requests(tmp_path, range(400), 0, seed=seed), _loans(tmp_path, 0, 0)],
        [_requests(tmp_path, range(400, 430), 1, seed=seed)],
        [_requests(tmp_path, rng.permutation(460)[:20].tolist(), 2, seed=seed),
         _loans(tmp_path, 30, 2)],
        [],
    ]  # fmt: skip
    _same_as_whole(tmp_path, steps)
    assert (added, written_whole) == ([True, True, True], [])


def test_what_is_counted_in_parts_where_rows_abound_is_what_is_counted_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Values frequent in a part of the rows, cohorts of an eighth of the persons at a time, years
    one after the other."""
    given = [_requests(tmp_path, range(400), 0), _loans(tmp_path, 0, 0)]
    homes = [Home(tmp_path / way) for way in ("at_once", "in_parts")]
    at_once = publish(homes[0], given)
    monkeypatch.setattr(conform, "_ABOUND", 1)
    monkeypatch.setattr(cohorts, "_AT_ONCE", 1)
    monkeypatch.setattr(spans, "_FEW", 0)
    in_parts = publish(homes[1], given)
    assert _contents(homes[0], at_once) == _contents(homes[1], in_parts)
    assert at_once.tables == in_parts.tables
    assert _parquet(at_once) == _parquet(in_parts)


def test_only_the_months_that_changed_are_written_again(tmp_path: Path, added: list[bool]) -> None:
    steps = [[_requests(tmp_path, range(600), 0)], [_requests(tmp_path, [1_200], 1)]]
    home = _same_as_whole(tmp_path, steps)
    one, other = sorted(home.releases.iterdir())
    files = {p.name: p for p in (other / "service_request").iterdir()}
    shared = [name for name, p in files.items() if p.stat().st_nlink == 2]
    assert len(files) - len(shared) == 1
    assert {p.name for p in (one / "service_request").iterdir()} == files.keys()


def test_a_value_that_ceases_to_be_rare_or_becomes_so_is_written_everywhere(
    tmp_path: Path, added: list[bool]
) -> None:
    rare = [_requests(tmp_path, range(500, 508), 1, category="Graffitis")]
    common = [_requests(tmp_path, range(520, 540), 2, category="Graffitis", seed=3)]
    gone = [_requests(tmp_path, range(500, 540), 3, category="Voirie", seed=4)]
    _same_as_whole(tmp_path, [[_requests(tmp_path, range(400), 0)], rare, common, gone])
    assert added == [True, True, True]


def _bills(folder: Path, first: int, rank: int, price: float) -> ReleaseInput:
    """Bills: who pays the highest price of all is at full price."""
    rows = [
        {"invoice_number": f"F{first + n}", "family_number": f"A{n % 25}",
         "child_number": f"E{n % 30}", "amount": 30.0, "unit_price": price if n % 2 else 1.0,
         "month": (START + timedelta(days=31 * (n % 3))).date().replace(day=1)}
        for n in range(80)
    ]  # fmt: skip
    return stage_rows(rows, folder, "demo_factures", sha256=f"{rank + 70:04}" * 16,
                      received_at=NOW + timedelta(hours=rank))  # fmt: skip


def test_a_fact_whose_rows_depend_on_others_is_written_again(
    tmp_path: Path, added: list[bool]
) -> None:
    steps = [[_requests(tmp_path, range(400), 0), _bills(tmp_path, 0, 0, 4.5)],
             [_bills(tmp_path, 60, 1, 5.0)]]  # fmt: skip
    _same_as_whole(tmp_path, steps)
    assert added == [True]


def test_a_field_that_earlier_files_lacked_is_read_everywhere(
    tmp_path: Path, added: list[bool], written_whole: list[str]
) -> None:
    """Without an end no request was known to be open; with one, those of before are."""
    first, more = _requests(tmp_path, range(400), 0), _requests(tmp_path, range(400, 420), 1)
    table = pq.read_table(first.rows)
    pq.write_table(table.drop_columns(["closed_at"]), first.rows)
    _same_as_whole(tmp_path, [[first], [more]])
    assert (added, written_whole) == ([True], ["service_request"])


def test_a_new_kind_of_file_is_added_to_those_there(tmp_path: Path, added: list[bool]) -> None:
    _same_as_whole(tmp_path, [[_requests(tmp_path, range(400), 0)], [_loans(tmp_path, 0, 1)]])
    assert added == [True]


def test_persons_told_to_be_one_are_one_in_every_month(tmp_path: Path, added: list[bool]) -> None:
    first, more = _requests(tmp_path, range(400), 0), _requests(tmp_path, range(400, 420), 1)
    home, whole = Home(tmp_path / "steps"), Home(tmp_path / "whole")
    mark = "demo_grc"
    before = [[("41269", first.sector.value, f"{mark}\x1fU{n}", "P1") for n in (1, 2)]]
    after = [[("41269", first.sector.value, f"{mark}\x1fU{n}", "P1") for n in (1, 2, 3)]]
    publish(home, [first], links=before)
    last = publish(home, [first, more], links=before, now=NOW + timedelta(hours=1))
    assert added == [True]
    moved = publish(home, [first, more], links=after, now=NOW + timedelta(hours=2))
    assert added == [True]
    assert _contents(home, last) == _contents(whole, publish(whole, [first, more], links=before))
    again = publish(whole, [first, more], links=after, now=NOW + timedelta(hours=1))
    assert _contents(home, moved) == _contents(whole, again)


def test_a_file_from_which_a_person_was_erased_leaves_nothing_of_them(
    tmp_path: Path, added: list[bool]
) -> None:
    """What was in pages of the file before must not stay there as room to be used again."""
    home = Home(tmp_path / "home")
    kept, gone = _requests(tmp_path, range(400), 0), _requests(tmp_path, range(400, 420), 1)
    publish(home, [kept, gone])
    publish(home, [kept], now=NOW + timedelta(hours=1))
    assert added == []


def test_a_damaged_release_is_not_added_to(tmp_path: Path, added: list[bool]) -> None:
    home = Home(tmp_path / "home")
    first, more = _requests(tmp_path, range(400), 0), _requests(tmp_path, range(400, 420), 1)
    path = database_of(home, publish(home, [first]).id)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    last = publish(home, [first, more], now=NOW + timedelta(hours=1))
    whole = Home(tmp_path / "whole")
    assert added == []
    assert _contents(home, last) == _contents(whole, publish(whole, [first, more]))
