"""What is really observed of requests of one kind: how long the answer takes, who is satisfied.

Open requests count (Kaplan-Meier), so that slow ones are not forgotten. Under eleven requests,
or eleven answers, nothing is said: too few people stand behind it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np

from parvis.apps.casework.models import Satisfaction, ServiceRequest
from parvis.core.french import NBSP, count, number
from parvis.core.metrics.survival import quantile

PERIOD = timedelta(days=365)
FEWEST = 11
_DAY_S = 86_400
_VERY_WELL = 3


@dataclass(frozen=True, slots=True)
class Observed:
    """Days for half and for nine in ten of `requests`; None where it cannot be said."""

    requests: int
    half_days: float | None
    most_days: float | None
    answers: int
    satisfied: float | None

    @property
    def delay(self) -> str:
        """The delay as a sentence, "" if it cannot be said."""
        if self.half_days is None:
            return ""
        half = _days(self.half_days)
        if self.most_days is None:
            return f"La moitié des demandes ont leur réponse en {half}."
        return (f"La moitié des demandes ont leur réponse en {half}, neuf sur dix en "
                f"{_days(self.most_days)}.")  # fmt: skip

    @property
    def satisfaction(self) -> str:
        """How it went, as a sentence, "" if it cannot be said."""
        if self.satisfied is None:
            return ""
        return (f"{number(100 * self.satisfied, 0)}{NBSP}% de ceux qui ont répondu disent que "
                f"cela s’est très bien passé.")  # fmt: skip


def observed(authority: str, category: str, now: datetime) -> Observed:
    """What is observed over a year, counted again every hour."""
    return _observed(authority, category, now.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=512)
def _observed(authority: str, category: str, now: datetime) -> Observed:
    of_kind = {"authority__code": authority, "category": category}
    recent = ServiceRequest.objects.filter(**of_kind, received_at__gte=now - PERIOD)
    seen = list(recent.values_list("received_at", "closed_at")[:20_000])
    ended = [(closed - received).total_seconds() / _DAY_S for received, closed in seen if closed]
    going = [(now - received).total_seconds() / _DAY_S for received, closed in seen if not closed]
    half = most = None
    if len(seen) >= FEWEST and ended:
        arrays = np.array(ended), np.maximum(np.array(going, dtype=float), 0.0)
        half, most = (quantile(*arrays, level).value for level in (0.5, 0.9))
    return Observed(len(seen), half, most, *_satisfied(authority, category, now))


def _satisfied(authority: str, category: str, now: datetime) -> tuple[int, float | None]:
    answered = Satisfaction.objects.filter(
        authority__code=authority, service_request__category=category,
        answered_at__gte=now - PERIOD,
    )  # fmt: skip
    levels = list(answered.values_list("level", flat=True)[:20_000])
    if len(levels) < FEWEST:
        return len(levels), None
    return len(levels), sum(level == _VERY_WELL for level in levels) / len(levels)


def _days(days: float) -> str:
    return "moins d’un jour" if days < 1 else count(round(days), "jour")
