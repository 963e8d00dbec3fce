"""A contract: how one family of municipal files is read, checked, kept and used."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from parvis.core.entries import NAME
from parvis.core.errors import Refused, Where
from parvis.core.ingest.headings import normalise_header
from parvis.core.sectors import Sector

EACH_ROW = "row"
"""Value of `Contract.person` for files that identify nobody: each row counts as one person."""

EXCEL_DAYS = "excel"
"""Among `Field.formats`: bare numbers such as 46022, days since 30 December 1899."""


class FieldType(StrEnum):
    """The types a field is read as; French and ISO spellings are both accepted."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    DATETIME = "datetime"
    BOOLEAN = "boolean"
    PHONE = "phone"


NUMERIC = frozenset({FieldType.INTEGER, FieldType.DECIMAL})
TEMPORAL = frozenset({FieldType.DATE, FieldType.DATETIME})


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the file, under its canonical `name`.

    `headers` are the spellings met in exports; `formats` are strptime patterns, or
    `EXCEL_DAYS`, tried before the usual ones; `values` close the list of what may be
    written; `minimum` and `maximum` bound numbers. `is_identifying` says that the value names
    a person (canaries go there). `is_lenient`: a wrong value is left out and noted, its row
    stays.
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
    is_lenient: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Files with one column per day: the fields that take the day, from the header, and the
    mark, from the cell. A mark is what its field's `values` allow; an empty cell is no row."""

    day: str
    mark: str


@dataclass(frozen=True, slots=True)
class Contract:
    """A family of files. `key` are the fields that make a row unique across deliveries.

    `person` names the field that identifies a person inside the sector, or `EACH_ROW`, or ""
    when no person is in the file. `fact` is the conformed table the rows feed once past the
    gate; "" keeps them on the identified side. `timezone` is that of naive instants. With a
    `grid`, files with one column per day are read too. Contracts of one `numbering` number
    persons alike: exports of one application; "" is a contract of its own. `freshness_days` is
    the longest time between two deliveries; 0 where none is promised. `is_snapshot`: each
    delivery holds everything and replaces the one before.
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
    numbering: str = ""
    grid: Grid | None = None
    freshness_days: int = 0
    is_snapshot: bool = False
    by_name: dict[str, Field] = field(init=False, repr=False, compare=False, hash=False)
    spellings: dict[str, tuple[str, ...]] = field(init=False, repr=False, compare=False, hash=False)
    """Those of each field, by its name, normalised."""
    headings: frozenset[str] = field(init=False, repr=False, compare=False, hash=False)
    """Every spelling of every field, normalised."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {f.name: f for f in self.fields})
        spellings = {f.name: tuple(map(normalise_header, f.headers)) for f in self.fields}
        object.__setattr__(self, "spellings", spellings)
        object.__setattr__(self, "headings", frozenset(chain.from_iterable(spellings.values())))

    @property
    def indispensable(self) -> tuple[str, ...]:
        """Names of the fields without which a file is not of this family, in field order."""
        named = {*self.key, self.person}
        return tuple(f.name for f in self.fields if f.required or f.name in named)


_CONTRACT: dict[str, type | tuple[type, ...]] = {
    "id": str,
    "version": int,
    "title": str,
    "sector": str,
    "legal_basis": str,
    "retention_days": int,
    "fact": str,
    "key": list,
    "field": list,
    "person": str,
    "timezone": str,
    "nulls": list,
    "producer": str,
    "numbering": str,
    "grid": dict,
    "freshness_days": int,
    "is_snapshot": bool,
}
_CONTRACT_OPTIONAL = frozenset(
    {
        "person",
        "timezone",
        "nulls",
        "producer",
        "numbering",
        "grid",
        "freshness_days",
        "is_snapshot",
    }
)
_GRID: dict[str, type | tuple[type, ...]] = {"day": str, "mark": str}
_FIELD: dict[str, type | tuple[type, ...]] = {
    "name": str,
    "headers": list,
    "type": str,
    "title": str,
    "required": bool,
    "formats": list,
    "values": list,
    "minimum": (int, float),
    "maximum": (int, float),
    "is_identifying": bool,
    "is_lenient": bool,
}
_FIELD_OPTIONAL = frozenset(_FIELD) - {"name", "headers", "type"}
_LISTS = frozenset({"key", "nulls", "headers", "formats", "values"})
_BUILT = frozenset({"field", "sector", "grid"})


def contract_from(data: Mapping[str, Any], file: str) -> Contract:
    """The contract written in `data` (one TOML file); Refused naming `file` if it is wrong."""
    try:
        _check_keys(data, _CONTRACT, _CONTRACT_OPTIONAL)
        fields = tuple(_field_from(entry) for entry in data["field"])
        contract = Contract(
            **_frozen({k: v for k, v in data.items() if k not in _BUILT}),
            grid=_grid_from(data["grid"]) if "grid" in data else None,
            sector=_member(Sector, data["sector"], "sector"),
            fields=fields,
        )
        _check_contract(contract)
    except _WrongError as wrong:
        raise Refused("definition.invalid", where=Where(file), detail=wrong) from wrong
    return contract


class _WrongError(ValueError):
    """What is wrong with a definition, for the person who wrote it."""


def _check_keys(
    data: object,
    allowed: Mapping[str, type | tuple[type, ...]],
    optional: Collection[str],
) -> None:
    if not isinstance(data, Mapping):
        raise _WrongError("table attendue")
    if unknown := sorted(set(data) - set(allowed)):
        raise _WrongError(f"clé inconnue {', '.join(unknown)}")
    if missing := sorted(set(allowed) - set(data) - set(optional)):
        raise _WrongError(f"clé absente {', '.join(missing)}")
    for key, value in data.items():
        _check_type(key, value, allowed[key])


def _check_type(key: str, value: object, expected: type | tuple[type, ...]) -> None:
    is_disguised = isinstance(value, bool) and expected is not bool
    if is_disguised or not isinstance(value, expected):
        raise _WrongError(f"type de {key}")
    if key in _LISTS and not all(isinstance(item, str) for item in _items(value)):
        raise _WrongError(f"{key} est une liste de textes")


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _frozen(data: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}


def _member(kind: Any, text: str, key: str) -> Any:
    try:
        return kind(text)
    except ValueError:
        raise _WrongError(f"{key} inconnu, {text}") from None


def _field_from(data: Mapping[str, Any]) -> Field:
    _check_keys(data, _FIELD, _FIELD_OPTIONAL)
    kind = _member(FieldType, data["type"], "type")
    if not data["headers"]:
        raise _WrongError(f"aucun en-tête pour {data['name']}")
    if not re.fullmatch(NAME, data["name"]):
        raise _WrongError(f"nom de champ {data['name']}")
    if kind not in NUMERIC and {"minimum", "maximum"} & set(data):
        raise _WrongError(f"bornes sur {data['name']}, qui n'est pas un nombre")
    if kind not in TEMPORAL and "formats" in data:
        raise _WrongError(f"formats sur {data['name']}, qui n'est pas une date")
    if data.get("required") and data.get("is_lenient"):
        raise _WrongError(f"{data['name']} est indispensable et ne peut être is_lenient")
    return Field(**{**_frozen(data), "type": kind})


def _grid_from(data: Mapping[str, Any]) -> Grid:
    _check_keys(data, _GRID, ())
    return Grid(**data)


def _check_contract(contract: Contract) -> None:
    names = [f.name for f in contract.fields]
    if not re.fullmatch(NAME, contract.id):
        raise _WrongError(f"id {contract.id}, attendu en minuscules, chiffres et _")
    if len(names) != len(set(names)):
        raise _WrongError("deux champs du même nom")
    if not contract.key:
        raise _WrongError("key est vide")
    for name in (*contract.key, *_person_field(contract), *_grid_fields(contract)):
        if name not in contract.by_name:
            raise _WrongError(f"champ {name} absent")
    if contract.version < 1 or contract.retention_days < 1:
        raise _WrongError("version et retention_days valent au moins 1")
    if contract.freshness_days < 0:
        raise _WrongError("freshness_days vaut au moins 0")
    _check_timezone(contract.timezone)


def _person_field(contract: Contract) -> tuple[str, ...]:
    return () if contract.person in {"", EACH_ROW} else (contract.person,)


def _grid_fields(contract: Contract) -> tuple[str, ...]:
    return (contract.grid.day, contract.grid.mark) if contract.grid else ()


def _check_timezone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise _WrongError(f"fuseau horaire inconnu, {name}") from None
