"""Deliveries that join a sector already linked, as the engine does it: what joins, what cannot."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from made_homes import first_names_and_surnames
from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.people.records import RecordFile
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector
from parvis.engines.duckdb.linker import joining, knowing
from parvis.engines.duckdb.linker.sector import link_sector
from parvis.engines.duckdb.linker.standing import open_standing

COLUMNS = ("Numéro", "Nom", "Prénom", "Date de naissance", "Téléphone")
START = datetime(2026, 11, 23, tzinfo=UTC)
PERSONS = 200
Row = tuple[str, ...]


def contract(id_: str = "cartes", numbering: str = "") -> Contract:
    fields = tuple(Field(name, (name,), FieldType.TEXT, name) for name in COLUMNS)
    return Contract(
        id=id_, version=1, title=id_, sector=Sector.SANTE, legal_basis="mission", retention_days=9,
        fact="", key=("Numéro",), fields=fields, person="Numéro", numbering=numbering,
    )  # fmt: skip


def people(count: int = PERSONS) -> list[Row]:
    given, family = first_names_and_surnames(count, np.random.default_rng(4))
    return [
        (f"N{n}", family[n], given[n], f"{1930 + n % 80}-{1 + n % 12:02}-{1 + n % 28:02}",
         f"06{n:02}1234{n % 89:02}")
        for n in range(count)
    ]  # fmt: skip


class Town:
    """Deliveries of one sector, one a day."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.files = folder, list[RecordFile]()
        self.ready = folder / "ready"

    def receive(self, rows: list[Row], of: Contract | None = None) -> None:
        day = len(self.files)
        path = self.folder / f"{day}.parquet"
        table = {"_line": list(range(2, len(rows) + 2))}
        columns = {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}
        pq.write_table(pa.table({**table, **columns}), path)
        self.files.append(
            RecordFile(of or contract(), path, START + timedelta(days=day), f"{day:064}")
        )

    def link(self) -> dict[str, int]:
        links = link_sector(self.files, [], self.ready, lambda done, label: None)
        return dict(zip(links.references, links.group.tolist(), strict=True))

    def join(self) -> dict[str, int] | None:
        return joining.join_files(self.files, self.ready)


def reference(number: str) -> str:
    return f"cartes\x1f{number}"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path)
    made.receive(people())
    return made


def test_new_records_join_whom_they_resemble(town: Town) -> None:
    before = town.link()
    row = people()[7]
    town.receive([("X1", *row[1:]), ("X2", "Wojciechowski", "Zbigniew", "1911-04-03", "")])
    joined = town.join()
    assert joined is not None
    assert joined[reference("X1")] == before[reference("N7")] == joined[reference("N7")]
    assert joined[reference("X2")] not in before.values()
    assert len(joined) == 3


def test_a_second_join_builds_on_the_first(town: Town) -> None:
    town.link()
    row = people()[7]
    town.receive([("X1", *row[1:])])
    first = town.join()
    town.receive([("X2", *row[1:])])
    second = town.join()
    assert first is not None and second is not None
    assert len({first[reference("X1")], *(second[reference(n)] for n in ("X1", "X2", "N7"))}) == 1


def test_a_record_that_changed_leaves_its_person_for_another(town: Town) -> None:
    before = town.link()
    rows = people()
    town.receive([("N3", *rows[40][1:])])
    joined = town.join()
    assert joined is not None
    assert joined[reference("N3")] == before[reference("N40")]
    standing = open_standing(town.ready)
    assert standing is not None
    heads = np.arange(len(standing.labels))
    assert standing.records(heads).column("id").to_pylist().count(reference("N3")) == 1
    asked = {PersonRole.SURNAME: rows[3][1], PersonRole.GIVEN_NAME: rows[3][2],
             PersonRole.BIRTH_DATE: rows[3][3]}  # fmt: skip
    assert reference("N3") not in {k.reference for k in knowing.known(asked, town.ready, 5)}


def test_a_record_said_again_changes_nothing_and_joins_nothing(town: Town) -> None:
    town.link()
    town.receive([*people()[:5], ("X1", "Wojciechowski", "Zbigniew", "1911-04-03", "")])
    joined = town.join()
    assert joined is not None and set(joined) == {reference("X1")}


def test_all_is_linked_again_when_a_delivery_goes_or_too_much_is_new(town: Town) -> None:
    town.receive(people(PERSONS + 5)[PERSONS:])
    town.link()
    assert joining.join_files(town.files[:1], town.ready) is None
    town.receive([(f"Y{n}", *row[1:]) for n, row in enumerate(people())])
    assert town.join() is None


def test_all_is_linked_again_when_two_exports_number_persons_alike(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.receive(people(), contract(numbering="guichet"))
    town.link()
    town.receive(people(5), contract("abonnements", numbering="guichet"))
    assert town.join() is None


def test_what_another_version_of_the_engine_kept_is_not_read(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.link()
    monkeypatch.setattr("duckdb.__version__", "0.0.1")
    assert open_standing(town.ready) is None
