"""Files written in a folder and read by the intake, under a contract of every type."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from parvis.core.ingest.contract import Contract, contract_from
from parvis.core.ports import Loaded
from parvis.engines.definitions import read_definitions
from parvis.engines.intake.limits import Limits
from parvis.engines.intake.load import FileIntake

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
SHIPPED = tuple(contract_from(data, name) for name, data in read_definitions("contracts"))
MEALS = contract_from(
    {
        "id": "meals",
        "version": 1,
        "title": "Repas",
        "sector": "scolaire_sport_culture",
        "legal_basis": "Mission d’intérêt public",
        "retention_days": 365,
        "fact": "",
        "key": ["site", "day"],
        "field": [
            {"name": "site", "headers": ["Restaurant"], "type": "text"},
            {"name": "day", "headers": ["Date"], "type": "date"},
            {"name": "served", "headers": ["Servis"], "type": "integer", "minimum": 0},
            {"name": "paid", "headers": ["Payé"], "type": "decimal", "maximum": 10000},
            {"name": "closed_at", "headers": ["Clos le"], "type": "datetime"},
            {"name": "bio", "headers": ["Bio"], "type": "boolean"},
            {"name": "kind", "headers": ["Genre"], "type": "text", "values": ["M", "E"]},
        ],
    },
    "meals.toml",
)
HEADER = "Restaurant;Date;Servis;Payé;Clos le;Bio;Genre"


def lone_folder(parent: Path) -> Path:
    """A new folder under `parent`."""
    folder = parent / f"work-{len(list(parent.iterdir()))}"
    folder.mkdir()
    return folder


def load_in(
    folder: Path,
    content: bytes | Path,
    *contracts: Contract,
    name: str = "export.csv",
    contract_id: str | None = None,
    limits: Limits | None = None,
) -> Loaded:
    """`content`, or the file it names, read by the intake under `contracts`."""
    path = content
    if isinstance(content, bytes):
        path = lone_folder(folder) / name
        path.write_bytes(content)
    assert isinstance(path, Path)
    return FileIntake(limits or Limits()).load(
        path,
        filename=path.name,
        contracts=contracts or (MEALS,),
        contract_id=contract_id,
        workdir=lone_folder(folder),
        now=NOW,
        progress=lambda _done, _label: None,
    )


def rows_of(loaded: Loaded) -> list[dict[str, Any]]:
    """The kept rows, in order."""
    rows: list[dict[str, Any]] = pq.ParquetFile(loaded.rows).read().to_pylist()
    return rows
