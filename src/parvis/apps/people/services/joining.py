"""Sectors joined for a release, under the purposes in force that day and no other."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.people.port import engine, governance
from parvis.apps.people.services.linking import files_of, reading_files, silent
from parvis.core.access import Actor
from parvis.core.people.records import RecordFile
from parvis.core.privacy.purposes import Purpose
from parvis.gate.cross import contract_of, write_joint
from parvis.gate.inputs import ReleaseInput

FOLDER = "joint"


def joint_inputs(*, actor: Actor, now: datetime) -> list[ReleaseInput]:
    """The joint rows of every purpose in force, made anew and journaled.

    Nothing joins two sectors otherwise. What links them is thrown away at once: persons are
    numbered at random in the joint rows, which the next publication overwrites.
    """
    made = []
    for purpose in governance().purposes:
        authority = Authority.objects.filter(code=purpose.authority).first()
        if (authority is not None and purpose.is_in_force(now.date())
                and not purpose.is_simulation):  # fmt: skip
            made += _joined(actor, now, authority, purpose)
    return made


def _joined(
    actor: Actor, now: datetime, authority: Authority, purpose: Purpose
) -> list[ReleaseInput]:
    with reading_files():
        files = [f for sector in purpose.sectors for f in files_of(authority, sector)
                 if f.contract.id in purpose.sources]  # fmt: skip
        if len({f.contract.id for f in files}) < 2:
            return []
        return [_input(actor, now, authority, purpose, files)]


def _input(
    actor: Actor, now: datetime, authority: Authority, purpose: Purpose,
    files: Sequence[RecordFile],
) -> ReleaseInput:  # fmt: skip
    folder = wired.home().linkage / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    ready = folder / secrets.token_hex(8)
    links = engine().link_sector(files, (), ready, silent)
    engine().forget(ready)
    contracts = {f.contract.id: f.contract for f in files}
    source_of = {c.numbering or c.id: c.id for c in contracts.values()}
    titles = {c.id: c.title for c in contracts.values()}
    path = folder / f"{authority.code}-{purpose.id}.parquet"
    persons = write_joint(purpose, links, source_of, titles, _today(now), path)
    record(
        actor=actor, authority=authority, action="purpose.used", subject=f"purpose:{purpose.id}",
        detail={"sectors": list(purpose.sectors), "sources": list(purpose.sources),
                "persons": persons},
        now=now,
    )  # fmt: skip
    return ReleaseInput(
        authority=authority.code, sector=purpose.sectors[0], contract=contract_of(purpose),
        rows=path, sha256=secrets.token_hex(32), received_at=now, observed_until=None,
        row_count=persons, is_synthetic=False, purpose=purpose.id,
    )  # fmt: skip


def _today(now: datetime) -> date:
    return now.date()
