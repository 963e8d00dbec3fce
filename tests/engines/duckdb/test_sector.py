"""A sector whose files say too little, or too much of one person: nothing silently."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.people.links import SectorLinks
from parvis.core.people.records import RecordFile
from parvis.core.sectors import Sector
from parvis.engines.duckdb.linker.sector import link_sector

HEADERS = ("N°", "Nom", "Prénom", "Date de naissance", "Adresse", "Téléphone")
CONTRACT = Contract(
    id="essai", version=1, title="Essai", sector=Sector.SANTE, legal_basis="essai",
    retention_days=10, fact="", key=("N°",), person="N°",
    fields=tuple(Field(name, (name,), FieldType.TEXT, name) for name in HEADERS),
)  # fmt: skip
OTHERS = [("Martin", "Anne", "1950-01-02", "1 rue Haute", "0601010101"),
          ("Durand", "Paul", "1961-04-05", "2 rue Haute", "0602020202"),
          ("Petit", "Zoé", "1972-07-08", "3 rue Basse", "0603030303"),
          ("Moreau", "Luc", "1983-10-11", "4 rue Basse", "0604040404")] * 2  # fmt: skip


def linked(folder: Path, rows: Sequence[Sequence[str]]) -> SectorLinks:
    told = [dict(zip(HEADERS, (str(n), *row), strict=True)) | {"_line": n}
            for n, row in enumerate(rows)]  # fmt: skip
    path = folder / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(told), path)
    file = RecordFile(CONTRACT, path, datetime(2026, 11, 1, tzinfo=UTC), "x")
    return link_sector([file], (), folder / "ready", lambda done, label: None)


def test_without_a_name_each_record_is_a_person(tmp_path: Path) -> None:
    links = linked(tmp_path, [("", "", *row[2:]) for row in OTHERS])
    assert links.model is None
    assert len(set(links.group.tolist())) == len(OTHERS)
    assert not (tmp_path / "ready").exists()


def test_copies_by_the_thousand_are_one_person_and_said(tmp_path: Path) -> None:
    same = [("Merisier", "Odile", "1961-04-05", "9 rue Basse", "0699001122")] * 10_000
    links = linked(tmp_path, [*OTHERS, *same])
    numbers = np.array([int(reference.partition("\x1f")[2]) for reference in links.references])
    assert len(set(links.group[numbers >= len(OTHERS)].tolist())) == 1
    said = [note.replace("\u00a0", " ").replace("\u202f", " ") for note in links.notes]
    assert any("fiches répètent exactement une autre" in note for note in said)
    assert "Une personne réunit 10 000 fiches : à vérifier." in said


def test_what_too_many_share_is_said_of_homes(tmp_path: Path) -> None:
    crowd = [(f"Nom{chr(65 + n)}", f"Pré{chr(97 + n)}", f"19{50 + n}-01-02", "1 place Foch", "")
             for n in range(26)]  # fmt: skip
    more = [(a[::-1], b, c.replace("19", "20"), d, e) for a, b, c, d, e in crowd]
    links = linked(tmp_path, [*OTHERS, *crowd, *more])
    (said,) = links.home_notes
    assert "1\u00a0adresse de plus de 40\u00a0personnes" in said
