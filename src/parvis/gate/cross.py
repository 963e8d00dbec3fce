"""Persons of several sectors, joined for one release under one declared purpose.

The joint table says in which sources each person is, nothing else; persons bear a pseudonym that
lives for that release. No identifier of a sector is in it, and nothing of it is kept.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.people.links import SectorLinks
from parvis.core.privacy.purposes import Purpose

FACT = "cross_sector"
_FIELDS = (
    ("seen_on", "Jour de la publication", FieldType.DATE),
    ("purpose", "Finalité", FieldType.TEXT),
    ("combination", "Sources où figure la personne", FieldType.TEXT),
    ("person", "Personne", FieldType.TEXT),
)


def contract_of(purpose: Purpose) -> Contract:
    """How the gate reads the joint rows of a purpose."""
    fields = tuple(
        Field(name, (title,), kind, title, is_identifying=name == "person")
        for name, title, kind in _FIELDS
    )
    return Contract(
        id=f"purpose_{purpose.id}", version=1, title=purpose.title, sector=purpose.sectors[0],
        legal_basis=purpose.legal_basis, retention_days=purpose.retention_days, fact=FACT,
        key=("person",), fields=fields, person="person", producer="Finalité déclarée",
    )  # fmt: skip


def write_joint(
    purpose: Purpose,
    links: SectorLinks,
    source_of: Mapping[str, str],
    titles: Mapping[str, str],
    today: date,
    path: Path,
) -> int:
    """Write the joint rows; how many persons. `source_of`: numbering of a reference to source.

    Persons are named by numbers drawn for the occasion: not even an identifier of ours goes in.
    """
    met: dict[int, set[str]] = {}
    for reference, group in zip(links.references, links.group.tolist(), strict=True):
        met.setdefault(group, set()).add(source_of[reference.partition("\x1f")[0]])
    rows = [
        {"_line": rank, "seen_on": today, "purpose": purpose.title,
         "combination": _combination(sources, purpose.sources, titles),
         "person": secrets.token_hex(16)}
        for rank, sources in enumerate(met.values(), 1)
    ]  # fmt: skip
    schema = pa.schema([("_line", pa.int64()), ("seen_on", pa.date32()), ("purpose", pa.string()),
                        ("combination", pa.string()), ("person", pa.string())])  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows, schema), path)
    return len(rows)


def _combination(sources: set[str], order: Sequence[str], titles: Mapping[str, str]) -> str:
    return " + ".join(titles[source] for source in order if source in sources)
