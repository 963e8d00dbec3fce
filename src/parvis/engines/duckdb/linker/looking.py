"""What single records say: for the screens of review and the rights of persons."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from parvis.core.people.links import Traits
from parvis.core.people.records import RecordFile, told_by
from parvis.engines.duckdb.connect import open_workshop
from parvis.engines.duckdb.linker.sector import column_of, gather


def traits_of(
    files: Sequence[RecordFile], references: Collection[str], spill: Path
) -> Mapping[str, Traits]:
    """What the latest row of each of `references` says, as received; the unknown are left out."""
    spill.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open_workshop(spill, reads=[file.rows for file in files]) as connection:
        roles = gather(connection, told_by(files), references)
        columns = "".join(f", {column_of(role)}" for role in roles)
        rows = connection.execute(f"SELECT id{columns} FROM source").fetchall()
    return {
        reference: {role: v for role, v in zip(roles, values, strict=True) if v is not None}
        for reference, *values in rows
    }
