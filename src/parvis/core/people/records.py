"""Which records of a sector's files tell who a person is, and by which columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from parvis.core.ingest.contract import Contract
from parvis.core.people.roles import NAMES, ColumnSample, PersonRole, recognise_roles


@dataclass(frozen=True, slots=True)
class RecordFile:
    """Typed rows of one delivery on the identified side, with what says how they are read."""

    contract: Contract
    rows: Path
    received_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class FileRoles:
    """The deliveries of one contract, the oldest first, and the role of each field that has one."""

    contract: Contract
    files: tuple[RecordFile, ...]
    roles: Mapping[str, PersonRole]


def roles_of(contract: Contract) -> dict[str, PersonRole]:
    """The role of each field of a contract, by its name; empty where its files name nobody.

    Titles say it, as headers do in a file received; each role once, the first field wins: in a
    file of children, the name of the parent that follows is not the child's.
    """
    if not contract.person:
        return {}
    fields = [field for field in contract.fields if field.name != contract.person]
    samples = [ColumnSample(field.title or field.headers[0], ()) for field in fields]
    found: dict[str, PersonRole] = {
        fields[known.place].name: known.role
        for known in recognise_roles(samples)
        if known.role is not PersonRole.RECORD_ID
    }
    return found if NAMES & set(found.values()) else {}


def told_by(files: Sequence[RecordFile]) -> tuple[FileRoles, ...]:
    """The `files` that tell who people are, by contract; the latest contract says how."""
    by_contract: dict[str, list[RecordFile]] = {}
    for file in sorted(files, key=lambda f: (f.received_at, f.sha256)):
        by_contract.setdefault(file.contract.id, []).append(file)
    return tuple(
        FileRoles(group[-1].contract, tuple(group), roles)
        for _, group in sorted(by_contract.items())
        if (roles := roles_of(group[-1].contract))
    )
