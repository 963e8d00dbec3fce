"""The lines behind a raised control: read (and journaled), explained, taken up again."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.controls.deliveries import auditing, silence_line, silent_sources
from parvis.apps.controls.models import Dismissal, Verdict
from parvis.apps.controls.rights import verdict_for_verb
from parvis.apps.controls.services.running import dismissed_lines, judge, volume_of
from parvis.apps.sources.services.loading import silent
from parvis.core.access import Actor
from parvis.core.controls.definition import Control, Kind
from parvis.core.controls.outcome import Line
from parvis.core.controls.volume import Volume
from parvis.core.errors import NotVisible, Refused
from parvis.core.french import PARIS
from parvis.core.sectors import Sector

LONGEST_NOTE = 300


@dataclass(frozen=True, slots=True)
class Worklist:
    """Part of the lines of a verdict."""

    verdict: Verdict
    control: Control
    lines: tuple[Line, ...]


def consult_worklist(
    *, actor: Actor, now: datetime, verdict: int, offset: int = 0, limit: int
) -> Worklist:
    """The lines behind a verdict, judged again as the files are now; journaled."""
    found = verdict_for_verb(actor, verdict)
    control = _control(found)
    lines = _lines(found, control, now, offset, limit)
    _journal(actor, now, found, "control.consulted", {"lines": len(lines), "offset": offset})
    return Worklist(found, control, tuple(lines))


def dismiss_line(*, actor: Actor, now: datetime, verdict: int, line: str, note: str) -> None:
    """Explain a line: it counts no more. Refused without a reason that the next agent can read."""
    found = verdict_for_verb(actor, verdict)
    reason = note.strip()[:LONGEST_NOTE]
    if not reason:
        raise Refused("control.no_reason")
    with transaction.atomic():
        _explain(actor, now, found, line, reason)
        _journal(actor, now, found, "control.line_explained", {"line": line})
    _judge_again(actor, now, found)


def take_up_again(*, actor: Actor, now: datetime, verdict: int, line: str) -> None:
    """Let an explained line count again."""
    found = verdict_for_verb(actor, verdict)
    explained = Dismissal.objects.filter(authority=found.authority, control=found.control)
    with transaction.atomic():
        explained.filter(line=line).delete()
        _journal(actor, now, found, "control.line_reopened", {"line": line})
    _judge_again(actor, now, found)


def _explain(actor: Actor, now: datetime, verdict: Verdict, line: str, note: str) -> None:
    said = {"sector": verdict.sector, "note": note, "dismissed_at": now}
    by = {"dismissed_by_ref": actor.ref, "dismissed_by_label": actor.label}
    Dismissal.objects.update_or_create(
        authority=verdict.authority, control=verdict.control, line=line, defaults={**said, **by}
    )


def _judge_again(actor: Actor, now: datetime, verdict: Verdict) -> None:
    judge([_control(verdict)], actor=actor, now=now, authority=verdict.authority, progress=silent)


def _control(verdict: Verdict) -> Control:
    control = wired.controls().get(verdict.control)
    if control is None:
        raise NotVisible
    return control


def _lines(
    verdict: Verdict, control: Control, now: datetime, offset: int, limit: int
) -> list[Line]:
    if control.kind is Kind.SILENCE:
        silent = silent_sources(verdict.authority, Sector(verdict.sector), now)
        return [silence_line(source) for source in silent][offset : offset + limit]
    with auditing(verdict.authority, control.contracts) as auditor:
        if control.kind is Kind.VOLUME:
            return _odd_month(volume_of(auditor, control, now))[offset : offset + limit]
        return auditor.lines(
            control,
            today=now.astimezone(PARIS).date(),
            dismissed=dismissed_lines(verdict.authority, control),
            offset=offset,
            limit=limit,
        )


def _odd_month(found: Volume | None) -> list[Line]:
    """The month at fault, as the one line of its control."""
    if found is None or not found.is_odd:
        return []
    month, left, right = found.month.isoformat(), Decimal(found.found), Decimal(found.expected)
    return [Line(month, (month,), left, right, left - right, (), ())]


def _journal(
    actor: Actor, now: datetime, verdict: Verdict, action: str, detail: dict[str, object]
) -> None:
    record(
        actor=actor,
        authority=verdict.authority,
        action=action,
        subject=f"control:{verdict.control}",
        detail=detail,
        now=now,
    )
