"""A contract: how one family of municipal files is read, checked, kept and used."""

from dataclasses import dataclass, field
from enum import StrEnum

from parvis.core.sectors import Sector

EACH_ROW = "row"
"""Value of `Contract.person` for files that identify nobody: each row counts as one person."""


class FieldType(StrEnum):
    """The types a field is read as; French and ISO spellings are both accepted."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the file, under its canonical `name`.

    `headers` are the spellings met in exports; `formats` are strptime patterns tried before
    the usual ones; `values` close the list of what may be written; `minimum` and `maximum`
    bound numbers. `is_identifying` says that the value names a person (canaries go there).
    """

    name: str
    headers: tuple[str, ...]
    type: FieldType
    title: str = ""
    required: bool = False
    formats: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    is_identifying: bool = False


@dataclass(frozen=True, slots=True)
class Contract:
    """A family of files. `key` are the fields that make a row unique across deliveries.

    `person` names the field that identifies a person inside the sector, or `EACH_ROW`, or ""
    when no person is in the file. `fact` is the conformed table the rows feed once past the
    gate; "" keeps them on the identified side. `timezone` is that of naive instants.
    """

    id: str
    version: int
    title: str
    sector: Sector
    legal_basis: str
    retention_days: int
    fact: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    person: str = ""
    timezone: str = "Europe/Paris"
    nulls: tuple[str, ...] = ("", "NA", "NULL", "N/A", "-")
    producer: str = ""
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})
