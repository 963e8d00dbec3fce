"""The page of the loyalty to one service, for its own head: exact rows, counts and shares shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.files import Columns, audience_contracts, rows_of
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible
from parvis.core.ingest.contract import Contract, FieldType
from parvis.core.loyalty.fidelity import Fidelity, fidelity_of
from parvis.core.loyalty.habits import FEWEST_USES, Group, groups_of
from parvis.core.people.records import roles_of
from parvis.core.people.roles import PersonRole
from parvis.core.privacy.retention import dated_by

_MOST_KINDS, _SEED = 12, 1


@dataclass(frozen=True, slots=True)
class Shown:
    """What one file says of those it serves; `groups` None: none is found again."""

    title: str
    fidelity: Fidelity
    kind: str
    groups: Sequence[Group] | None


def followed(actor: Actor, authority: Authority) -> list[Contract]:
    """The files of the actor's sectors in which uses of persons are dated."""
    facts = wired.facts()
    return [
        c for c in audience_contracts(authority)
        if c.person in c.by_name and dated_by(c, facts.get(c.fact))
        and actor.may(Capability.SEE_LINES, str(authority.code), c.sector)
    ]  # fmt: skip


def consult_fidelity(
    *, actor: Actor, now: datetime, authority: Authority, contract: str, age_limit: int | None
) -> Shown:
    """The loyalty that a file shows, and the groups of those it serves; journaled.

    NotVisible for a file of another sector; Refused where it is too short.
    """
    found = {c.id: c for c in followed(actor, authority)}.get(contract)
    if found is None:
        raise NotVisible
    columns = rows_of(authority, found)
    dated = dated_by(found, wired.facts().get(found.fact))
    pairs = zip(columns[found.person], columns[dated], strict=True)
    rows = [(str(w), date.fromisoformat(str(on)[:10])) for w, on in pairs
            if w is not None and on is not None]  # fmt: skip
    fidelity = fidelity_of([w for w, _ in rows], [on for _, on in rows],
                           _born(found, columns), age_limit)  # fmt: skip
    kind = _kind(found, columns)
    groups = _groups(columns[found.person], columns[kind]) if kind else None
    record(actor=actor, authority=authority, action="loyalty.consulted",
           subject=f"contract:{found.id}", now=now,
           detail={"persons": fidelity.people})  # fmt: skip
    title = found.by_name[kind].title or kind if kind else ""
    return Shown(found.title, fidelity, title, groups)


def _born(contract: Contract, columns: Columns) -> dict[str, date]:
    by_role = {role: name for name, role in roles_of(contract).items()}
    name = by_role.get(PersonRole.BIRTH_DATE)
    if name is None:
        return {}
    pairs = zip(columns[contract.person], columns[name], strict=True)
    return {str(w): date.fromisoformat(str(on)[:10]) for w, on in pairs if on is not None}


def _kind(contract: Contract, columns: Columns) -> str:
    """A text of few values that names nobody: what is used; "" where the file has none."""
    for field in contract.fields:
        if field.type is FieldType.TEXT and not field.is_identifying and field.name not in (
            *contract.key, contract.person
        ):  # fmt: skip
            values = {v for v in columns[field.name] if v is not None}
            if 2 < len(values) <= _MOST_KINDS:
                return field.name
    return ""


def _groups(who: np.ndarray, what: np.ndarray) -> Sequence[Group] | None:
    known = np.array([w is not None and k is not None for w, k in zip(who, what, strict=True)])
    people, place = np.unique(who[known].astype(str), return_inverse=True)
    kinds, kind = np.unique(what[known].astype(str), return_inverse=True)
    counts = np.bincount(place * kinds.size + kind, minlength=people.size * kinds.size)
    table = counts.reshape(people.size, kinds.size).astype(np.int64)
    if int((table.sum(axis=1) >= FEWEST_USES).sum()) < FEWEST_USES:
        return None
    found = groups_of(table, kinds.tolist(), _SEED)
    return None if found is None else found.groups
