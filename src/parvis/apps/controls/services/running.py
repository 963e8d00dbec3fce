"""Running the controls of an authority: after each load those it touches, each night all."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.controls.deliveries import auditing, silent_sources
from parvis.apps.controls.models import Dismissal, Verdict
from parvis.apps.sources.models import Source
from parvis.core.access import Actor
from parvis.core.controls.definition import Control, Kind
from parvis.core.controls.outcome import Auditor, Outcome, State
from parvis.core.controls.volume import Volume, judge_volume
from parvis.core.french import PARIS
from parvis.core.ports import Progress
from parvis.core.sectors import Sector

FAMILY_RISK = 0.05
"""The chance that one statistical control of a home or another is raised for nothing."""


def run_controls(
    *,
    actor: Actor,
    now: datetime,
    authority: Authority,
    contracts: Collection[str] | None = None,
    progress: Progress,
) -> list[Verdict]:
    """Judge the controls of `authority` that look at `contracts` (None: all), and keep it.

    A control whose figures did not change keeps its verdict; what changes is journaled.
    """
    asked = [c for c in wired.controls().values() if _is_asked(c, contracts)]
    return judge(asked, actor=actor, now=now, authority=authority, progress=progress)


def judge(
    controls: Sequence[Control],
    *,
    actor: Actor,
    now: datetime,
    authority: Authority,
    progress: Progress,
) -> list[Verdict]:
    """Judge these controls and keep what they find."""
    looked_at = {contract for control in controls for contract in control.contracts}
    verdicts = []
    with auditing(authority, looked_at) as auditor:
        for done, control in enumerate(controls):
            progress(done / len(controls), control.title)
            for sector, outcome in _judged(auditor, authority, control, now):
                verdicts.append(_keep(actor, now, authority, control, sector, outcome))
    progress(1.0, "Contrôles faits")
    return verdicts


def _is_asked(control: Control, contracts: Collection[str] | None) -> bool:
    return (
        contracts is None
        or control.kind is Kind.SILENCE
        or bool(control.contracts & set(contracts))
    )


def _judged(
    auditor: Auditor, authority: Authority, control: Control, now: datetime
) -> Iterator[tuple[Sector, Outcome]]:
    """What `control` finds, in each sector it concerns."""
    today = now.astimezone(PARIS).date()
    if control.sector is None:
        for sector in _sectors_of(authority):
            yield sector, _silence(authority, sector, control, now)
    elif control.kind is Kind.VOLUME:
        yield control.sector, _volume(auditor, control, now, dismissed_lines(authority, control))
    else:
        dismissed = dismissed_lines(authority, control)
        yield control.sector, auditor.judge(control, today=today, dismissed=dismissed)


def dismissed_lines(authority: Authority, control: Control) -> list[str]:
    """The ids of the lines of `control` that somebody explained."""
    lines = Dismissal.objects.filter(authority=authority, control=control.id)
    return list(lines.values_list("line", flat=True))


def _sectors_of(authority: Authority) -> list[Sector]:
    found = Source.objects.filter(authority=authority).order_by().values_list("sector", flat=True)
    return sorted(Sector(sector) for sector in found.distinct())


def _silence(authority: Authority, sector: Sector, control: Control, now: datetime) -> Outcome:
    silent = silent_sources(authority, sector, now)
    watched = Source.objects.filter(authority=authority, sector=sector).count()
    state = State.RAISED if silent else State.CLEAR
    return Outcome(state, watched, len(silent), gap=Decimal(len(silent)))


def volume_of(auditor: Auditor, control: Control, now: datetime) -> Volume | None:
    """The last whole month beside the others; the statistical controls share one risk."""
    several = sum(c.kind is Kind.VOLUME for c in wired.controls().values())
    today = now.astimezone(PARIS).date()
    return judge_volume(auditor.months(control), today=today, risk=FAMILY_RISK / several)


def _volume(
    auditor: Auditor, control: Control, now: datetime, dismissed: Collection[str]
) -> Outcome:
    found = volume_of(auditor, control, now)
    if found is None:
        return Outcome(State.UNREADY)
    if not found.is_odd or found.month.isoformat() in dismissed:
        return Outcome(State.CLEAR, 1)
    left, right = Decimal(found.found), Decimal(round(found.expected))
    return Outcome(State.RAISED, 1, 1, left, right, left - right)


@transaction.atomic
def _keep(
    actor: Actor,
    now: datetime,
    authority: Authority,
    control: Control,
    sector: Sector,
    outcome: Outcome,
) -> Verdict:
    """The current verdict of a control: the one there is if nothing changed, else a new one."""
    same = Verdict.objects.select_for_update().filter(
        authority=authority, control=control.id, sector=sector, is_current=True
    )
    before = same.first()
    if before is not None and _is_same(before, control, outcome):
        before.judged, before.judged_at = outcome.judged, now
        before.save(update_fields=["judged", "judged_at"])
        return before
    same.update(is_current=False)
    verdict = _verdict(now, authority, control, sector, outcome)
    is_raised, was_raised = verdict.is_raised, before is not None and before.is_raised
    if is_raised:
        verdict.raised_since = before.raised_since if before and was_raised else now
    verdict.save()
    if is_raised != was_raised:
        _journal(actor, now, verdict, "control.raised" if is_raised else "control.cleared")
    return verdict


def _is_same(before: Verdict, control: Control, outcome: Outcome) -> bool:
    stored = (before.version, before.state, before.lines, before.left_sum, before.right_sum)
    return stored == (control.version, outcome.state, outcome.lines, outcome.left, outcome.right)


def _verdict(
    now: datetime, authority: Authority, control: Control, sector: Sector, outcome: Outcome
) -> Verdict:
    return Verdict(
        authority=authority,
        control=control.id,
        version=control.version,
        sector=sector,
        state=outcome.state,
        judged=outcome.judged,
        lines=outcome.lines,
        left_sum=outcome.left,
        right_sum=outcome.right,
        gap=outcome.gap,
        found_at=now,
        judged_at=now,
    )


def _journal(actor: Actor, now: datetime, verdict: Verdict, action: str) -> None:
    record(
        actor=actor,
        authority=verdict.authority,
        action=action,
        subject=f"control:{verdict.control}",
        detail={"lines": verdict.lines, "sector": verdict.sector},
        now=now,
    )
