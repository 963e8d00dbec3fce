"""The background works of the controls."""

from datetime import time, timedelta

from parvis.apps.accounts.selectors import actor_by_ref
from parvis.apps.authorities.models import Authority
from parvis.apps.controls.services import run_controls, tell_those_in_charge
from parvis.apps.jobs.definitions import Context, job
from parvis.apps.sources.services.loading import CONTROLS_JOB


@job(CONTROLS_JOB, attempts=3, first_wait=timedelta(seconds=30))
def after_load(context: Context, *, contract: str) -> None:
    """Judge the controls that look at `contract`, and tell those in charge."""
    authority = Authority.objects.get(code=context.authority)
    run_controls(
        actor=actor_by_ref(context.owner_ref),
        now=context.now,
        authority=authority,
        contracts={contract},
        progress=context.progress,
    )
    tell_those_in_charge(now=context.now, authority=authority)


@job("controls.night", attempts=3, daily_at=time(5, 0))
def each_night(context: Context) -> None:
    """Judge every control of every authority: time alone raises some."""
    for authority in Authority.objects.all():
        run_controls(
            actor=actor_by_ref(context.owner_ref),
            now=context.now,
            authority=authority,
            progress=context.progress,
        )
        tell_those_in_charge(now=context.now, authority=authority)
