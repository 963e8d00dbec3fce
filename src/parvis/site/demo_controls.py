"""The controls of the demonstration: the registers they face, and their first run."""

from datetime import datetime

from parvis.core.access import OPERATOR

_SEPTEMBER = 9


def recent_registers(now: datetime) -> tuple[str, ...]:
    """The exports with one column per day of the last two school years."""
    begun = now.year - (now.month < _SEPTEMBER)
    return tuple(f"cantine_pointage_{year}-{year + 1}" for year in (begun - 1, begun))


def judge_controls(code: str, now: datetime) -> None:
    """Judge every control of the authority `code`, as its first night would."""
    from parvis.apps.authorities.models import Authority
    from parvis.apps.controls.services import run_controls
    from parvis.apps.sources.services.loading import silent

    authority = Authority.objects.get(code=code)
    run_controls(actor=OPERATOR, now=now, authority=authority, progress=silent)
