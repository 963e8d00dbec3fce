"""Describing a file that no contract knows: a proposal, its preview, a contract of the town's."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.sources import folders
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.rights import delivery_for_verb
from parvis.apps.sources.services.loading import silent
from parvis.apps.sources.services.uploads import load_described
from parvis.apps.sources.staging import work_folder
from parvis.core import french
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused, Where
from parvis.core.ingest.contract import Contract, contract_from
from parvis.core.ingest.draft import Draft, definition_of, propose, written
from parvis.core.ingest.report import LoadReport

KEPT_UNDESCRIBED = timedelta(days=14)
"""How long a file that nobody describes is kept."""

ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What would become of the file: its report and the first rows as they would be kept."""

    report: LoadReport
    rows: tuple[tuple[str, ...], ...]


def propose_contract(*, actor: Actor, delivery: int) -> tuple[Delivery, Draft]:
    """The draft that the file of a refused delivery suggests; NotVisible if it is not theirs."""
    found = _described(actor, delivery)
    with _workshop() as folder:
        peeked = wired.intake().peek(_path(found), filename=found.filename, workdir=folder)
    return found, propose(peeked.names, peeked.rows)


def preview_contract(*, actor: Actor, now: datetime, delivery: int, draft: Draft) -> Preview:
    """What the file would become under `draft`; Refused where the draft or the file is wrong."""
    found = _described(actor, delivery)
    contract = _contract(actor, found, draft)
    with _workshop() as folder:
        loaded = wired.intake().load(
            _path(found),
            filename=found.filename,
            contracts=[contract],
            contract_id=None,
            workdir=folder,
            now=now,
            progress=silent,
        )
        table = pq.ParquetFile(loaded.rows).read().slice(0, ROWS_SHOWN)
        columns = [table.column(f.name).to_pylist() for f in contract.fields]
    rows = tuple(tuple(map(_text, row)) for row in zip(*columns, strict=True))
    return Preview(loaded.report, rows)


def describe_file(*, actor: Actor, now: datetime, delivery: int, draft: Draft) -> Delivery:
    """Keep the contract among the town's own and load the file with it; journaled.

    Refused where the draft is wrong, or where a contract of that id is there already.
    """
    preview_contract(actor=actor, now=now, delivery=delivery, draft=draft)
    with transaction.atomic():
        found = _described(actor, delivery)
        contract = _contract(actor, found, draft)
        if contract.id in wired.contracts():
            raise Refused("contract.exists", contract=contract.id)
        _write(definition_of(draft), contract.id)
        record(
            actor=actor,
            authority=found.authority,
            action="contract.described",
            subject=f"contract:{contract.id}",
            detail={"sector": contract.sector},
            now=now,
        )
    return load_described(actor=actor, now=now, delivery=found.pk, contract=contract.id)


def forget_undescribed(*, now: datetime) -> int:
    """Let go of the files that nobody described in time; how many."""
    old = Delivery.objects.filter(
        state=DeliveryState.REFUSED, received_at__lt=now - KEPT_UNDESCRIBED
    )
    return old.exclude(inbox="").update(inbox="")


@contextmanager
def _workshop() -> Iterator[Path]:
    name = f"draft-{uuid.uuid4().hex}"
    with work_folder(wired.home().staging, name, folders.is_orphan_folder) as folder:
        yield folder.path


def _described(actor: Actor, pk: int) -> Delivery:
    with transaction.atomic():
        found = delivery_for_verb(actor, Capability.LOAD_SOURCES, pk)
    if not found.may_be_described or not _path(found).is_file():
        raise NotVisible
    return found


def _path(delivery: Delivery) -> Path:
    return wired.home().inbox / delivery.inbox


def _contract(actor: Actor, delivery: Delivery, draft: Draft) -> Contract:
    contract = contract_from(definition_of(draft), f"{draft.id}.toml")
    if not contract.legal_basis.strip() or not contract.title.strip():
        raise Refused("contract.unsaid", where=Where(delivery.filename))
    if not actor.may(Capability.LOAD_SOURCES, delivery.authority.code, contract.sector):
        raise Refused("load.sector", where=Where(delivery.filename), sector=contract.sector.label)
    return contract


def _write(definition: dict[str, Any], name: str) -> None:
    """Write the contract whole, under its own name."""
    folder = wired.home().contracts
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}.part"
    draft.write_text(written(definition), "utf-8")
    draft.replace(folder / f"{name}.toml")


def _text(value: object) -> str:
    """A value as it will be shown: French days, instants and numbers."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return french.moment(value)
    if isinstance(value, date):
        return french.day(value)
    if isinstance(value, int | float):
        return french.number(value)
    return "" if value is None else str(value)
