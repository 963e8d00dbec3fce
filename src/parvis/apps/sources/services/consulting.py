"""Looking at the lines behind a figure: within the actor's sectors, and always journaled."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.people.services import links_of_all
from parvis.apps.sources import folders
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.originals import RawRecord, read_record
from parvis.apps.sources.rights import authority_for_verb, delivery_for_verb
from parvis.apps.sources.services.publishing import release_input
from parvis.apps.sources.staging import reading, work_folder
from parvis.core.access import Actor, Capability
from parvis.core.errors import Refused, Where
from parvis.core.facts import Fact, Rule
from parvis.core.metrics.catalogue import check_dimensions, find_metric
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.period import parse_period, title_of
from parvis.core.metrics.query import Question
from parvis.core.release import Manifest
from parvis.gate.trace import Trace, trace

_NUMBERS = (Rule.NUMBER, Rule.HOURS_OBSERVED)


@dataclass(frozen=True, slots=True)
class TracedColumn:
    """A column of the lines, and whether it holds figures."""

    title: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class TracedLine:
    """One line behind a figure: its delivery, its physical line, what was kept of it."""

    delivery: Delivery
    line: int
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Some of the lines behind a figure; `total` is that of all those the actor may see.

    `conditions` are the period and the filters of the figure, in French. `gone` counts the
    deliveries of the release that were discarded since; `is_partial` says that the figure also
    rests on sectors that are not the actor's.
    """

    metric: Metric
    release: Manifest
    conditions: tuple[tuple[str, str], ...]
    columns: tuple[TracedColumn, ...]
    total: int
    lines: tuple[TracedLine, ...]
    gone: int
    is_partial: bool


def consult_lines(
    *, actor: Actor, now: datetime, question: Question, offset: int = 0, limit: int
) -> Lines:
    """The lines of the identified side that a published figure rests on; journaled.

    NotVisible for who may see no line in the authority; Refused for a question without sense.
    """
    authority = authority_for_verb(actor, Capability.SEE_LINES, question.authority)
    metric = find_metric(wired.metrics(), question.metric)
    check_dimensions(question, metric)
    if metric.kind.is_derived:
        raise Refused("release.untraceable")
    fact = wired.facts()[metric.fact]
    manifest = wired.warehouse().manifest()
    with reading(wired.home().staging):
        deliveries = _deliveries(manifest, authority.code, fact)
        found = _trace(actor, question, metric, fact, deliveries, offset, limit)
    detail = {"release": manifest.id, "lines": found.count, "offset": offset, **_asked(question)}
    record(
        actor=actor,
        authority=authority,
        action="lines.consulted",
        subject=f"metric:{metric.id}",
        detail=detail,
        now=now,
    )
    seen = actor.sectors(Capability.SEE_LINES, authority.code)
    return Lines(
        metric=metric,
        release=manifest,
        conditions=tuple(_conditions(question, fact)),
        columns=tuple(_column(fact, name) for name in found.columns),
        total=found.count,
        lines=tuple(TracedLine(deliveries[x.sha256], x.line, x.values) for x in found.lines),
        gone=len(_hashes(manifest, authority.code, fact)) - len(deliveries),
        is_partial=any(d.sector not in seen for d in deliveries.values()),
    )


@transaction.atomic
def consult_record(
    *, actor: Actor, now: datetime, delivery: int, line: int
) -> tuple[Delivery, RawRecord]:
    """One line of a kept file, as it was received; journaled."""
    found = delivery_for_verb(actor, Capability.SEE_LINES, delivery)
    if not found.is_kept:
        raise Refused("delivery.not_kept", where=Where(found.filename))
    if not found.original_file.is_file():
        raise Refused("delivery.original_gone", where=Where(found.filename))
    with reading(wired.home().staging):
        raw = read_record(
            found.original_file,
            line,
            encoding=found.encoding,
            delimiter=found.delimiter,
            header_line=found.header_line,
        )
    record(
        actor=actor,
        authority=found.authority,
        action="line.consulted",
        subject=f"delivery:{found.pk}",
        detail={"line": line},
        now=now,
    )
    return found, raw


def _deliveries(manifest: Manifest, authority: str, fact: Fact) -> dict[str, Delivery]:
    """The kept deliveries of the release that feed `fact`, by sha256."""
    hashes = _hashes(manifest, authority, fact)
    kept = Delivery.objects.filter(
        authority__code=authority, state=DeliveryState.KEPT, sha256__in=hashes
    )
    return {d.sha256: d for d in kept.select_related("authority", "source")}


def _hashes(manifest: Manifest, authority: str, fact: Fact) -> set[str]:
    inputs = (i for i in manifest.inputs if i.authority == authority and i.fact == fact.id)
    return {i.sha256 for i in inputs}


def _trace(
    actor: Actor,
    question: Question,
    metric: Metric,
    fact: Fact,
    deliveries: dict[str, Delivery],
    offset: int,
    limit: int,
) -> Trace:
    if not deliveries:
        return Trace(0, (), ())
    name = f"trace-{uuid.uuid4().hex}"
    with work_folder(wired.home().staging, name, folders.is_orphan_folder) as folder:
        return trace(
            question,
            metric=metric,
            fact=fact,
            inputs=[release_input(d) for d in deliveries.values()],
            sectors=actor.sectors(Capability.SEE_LINES, question.authority),
            spill=folder.path,
            limit=limit,
            offset=offset,
            links=links_of_all(),
            home=wired.home(),
        )


def _asked(question: Question) -> dict[str, object]:
    period = question.period.label if question.period else ""
    return {"period": period, "where": [list(pair) for pair in question.where]}


def _conditions(question: Question, fact: Fact) -> Iterator[tuple[str, str]]:
    """The period and the filters, as people say them."""
    if question.period is not None:
        yield "Période", title_of(question.period)
    for name, value in question.where:
        if fact.has(name):
            yield fact.column(name).title, value
        else:
            yield "Période", title_of(parse_period(value))


def _column(fact: Fact, name: str) -> TracedColumn:
    column = fact.column(name)
    return TracedColumn(column.title, column.rule in _NUMBERS)
