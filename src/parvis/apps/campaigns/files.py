"""The rows that a rule reads: the kept deliveries of one contract, or what another part declares.

Rows never leave: they are read, sorted, counted; only who is to be written to is kept, until then.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.sources.holding import kept
from parvis.apps.sources.staging import reading
from parvis.core.errors import Refused
from parvis.core.ingest.contract import Contract
from parvis.core.loyalty.fairness import AGE, PLACE, SEX, Labels, age_labels
from parvis.core.loyalty.outreach import Medium
from parvis.core.people.records import roles_of
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector

Columns = dict[str, NDArray[np.object_]]
_ROLES = {
    Medium.EMAIL: PersonRole.EMAIL,
    Medium.SMS: PersonRole.PHONE,
    Medium.PHONE: PersonRole.PHONE,
    Medium.LETTER: PersonRole.ADDRESS,
}
_NAMED = {
    Medium.EMAIL: r"courriel|e-?mail|m[ée]l\b",
    Medium.SMS: r"t[ée]l[ée]phone|mobile|portable",
    Medium.PHONE: r"t[ée]l[ée]phone|mobile|portable",
    Medium.LETTER: r"adresse(?!.*(mail|courriel))",
}
_CONSENT = re.compile(r"consent|accepte|accord|opt.?in", re.I)
_PLACE = re.compile(r"quartier|iris|code postal", re.I)
_SEX = re.compile(r"\bsexe\b|civilit", re.I)
_YES = frozenset({"oui", "true", "1", "vrai", "o", "x", "yes"})


@dataclass(frozen=True, slots=True)
class Audience:
    """People to choose among that no file holds (the subscribers of the portal)."""

    contract: Contract
    rows: Callable[[Authority], Columns]


NOBODY = Contract(
    "aucune", 1, "Aucune donnée personnelle", Sector.RELATIONS_USAGERS,
    "Aucune personne n’est choisie", 0, "", (), (),
)  # fmt: skip
"""What a message that everybody sees reads: nothing."""
AUDIENCES: dict[str, Audience] = {NOBODY.id: Audience(NOBODY, lambda authority: {})}
"""By contract id; an application above declares its own when it is ready."""


def audience_contracts(authority: Authority) -> list[Contract]:
    """The files one may choose people among: those that were delivered, and what is declared."""
    from parvis.apps.sources.models import Delivery, DeliveryState

    held = Delivery.objects.filter(
        authority=authority, state=DeliveryState.KEPT, rows_kept__gt=0
    ).values_list("contract", flat=True)
    known = wired.contracts()
    found = {name: known[name] for name in set(held) if name in known}
    found |= {name: audience.contract for name, audience in AUDIENCES.items()}
    return sorted(found.values(), key=lambda contract: contract.title)


def contract_named(authority: Authority, name: str) -> Contract:
    """The contract `name` if it may be read; Refused otherwise."""
    found = {contract.id: contract for contract in audience_contracts(authority)}
    if name not in found:
        raise Refused("audience.no_file", contract=name)
    return found[name]


def rows_of(
    authority: Authority, contract: Contract, wanted: Iterable[str] | None = None
) -> Columns:
    """The latest row of each key of the contract, column by column; all columns, or those
    `wanted` beside the key."""
    if contract.id in AUDIENCES:
        return AUDIENCES[contract.id].rows(authority)
    with reading(wired.home().staging):
        files = [d.rows_file for d in kept(authority, contract.sector) if d.contract == contract.id]
        tables = [pq.read_table(path) for path in (files[-1:] if contract.is_snapshot else files)]
    asked = {f.name for f in contract.fields} if wanted is None else {*wanted, *contract.key}
    names = [f.name for f in contract.fields if f.name in asked]
    columns = {name: _joined(name, tables) for name in names}
    return _latest(columns, contract.key)


def contact_field(contract: Contract, medium: Medium) -> str:
    """The field that says where to write by `medium`; Refused where the file has none."""
    if medium not in _ROLES:
        return ""
    by_role = {role: name for name, role in roles_of(contract).items()}
    found = by_role.get(_ROLES[medium]) or _field_named(contract, re.compile(_NAMED[medium], re.I))
    if not found:
        raise Refused("audience.no_contact", contract=contract.title, medium=medium.label)
    return found


def place_field(contract: Contract) -> str:
    """The field that says in which part of the town; "" where none does."""
    return _field_named(contract, _PLACE)


def trait_fields(contract: Contract) -> dict[str, str]:
    """By trait that fairness is checked by: the field of the file that says it."""
    by_role = {role: name for name, role in roles_of(contract).items()}
    sex = by_role.get(PersonRole.SEX) or _field_named(contract, _SEX)
    found = {SEX: sex, AGE: by_role.get(PersonRole.BIRTH_DATE, ""), PLACE: place_field(contract)}
    return {trait: name for trait, name in found.items() if name}


def traits_of(columns: Columns, told: Mapping[str, str], today: date) -> dict[str, Labels]:
    """By trait: the group of each row, "" where it is not known."""
    return {
        trait: age_labels(columns[name], today) if trait == AGE
        else np.array(["" if v is None else str(v) for v in columns[name]], object)
        for trait, name in told.items()
    }  # fmt: skip


def consent_field(contract: Contract) -> str:
    """The field in which people agreed to be written to; "" where the file has none."""
    return _field_named(contract, _CONSENT)


def has_agreed(value: object) -> bool:
    """Whether a cell of that field says yes."""
    return str(value).strip().casefold() in _YES


def _field_named(contract: Contract, pattern: re.Pattern[str]) -> str:
    told = ((f.name, " ".join((f.title, *f.headers))) for f in contract.fields)
    return next((name for name, text in told if pattern.search(text)), "")


def _joined(name: str, tables: Iterable[object]) -> NDArray[np.object_]:
    parts = [table[name].to_pylist() if name in table.column_names  # type: ignore[attr-defined]
             else [None] * table.num_rows for table in tables]  # type: ignore[attr-defined]  # fmt: skip
    values = [value for part in parts for value in part]
    found = np.empty(len(values), object)
    found[:] = values
    return found


def _latest(columns: Columns, key: tuple[str, ...]) -> Columns:
    if not key:
        return columns
    last = {
        values: rank for rank, values in enumerate(zip(*(columns[k] for k in key), strict=True))
    }
    kept_rows = np.array(sorted(last.values()), np.int64)
    return {name: values[kept_rows] for name, values in columns.items()}
