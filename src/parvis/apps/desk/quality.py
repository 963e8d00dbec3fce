"""How well requests are answered: exact figures of one's own sectors, open requests counted.

Delays are read with those still open (Kaplan and Meier); shares have Wilson's interval; the
quartiers are each compared with all the others (log-rank, Holm's correction).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from parvis.apps.casework.models import Audience, RequestEvent
from parvis.apps.casework.rights import requests_for
from parvis.apps.casework.selectors import satisfactions
from parvis.apps.casework.setup import Desk
from parvis.core import french
from parvis.core.access import Actor, Capability
from parvis.core.casework.lifecycle import Happening, State
from parvis.core.metrics.intervals import wilson
from parvis.core.metrics.logrank import log_rank
from parvis.core.metrics.survival import quantile

YEAR = timedelta(days=365)
_DAY = 86_400
_ALPHA = 0.05
_FEWEST = 20
"""Requests below which a quartier is not compared."""
_AGES = ((7, "moins d’une semaine"), (30, "d’une semaine à un mois"), (90, "d’un à trois mois"),
         (100_000, "plus de trois mois"))  # fmt: skip
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval, ready to be read; `n` is what it is a share of."""

    title: str
    value: str
    interval: str
    n: int


@dataclass(frozen=True, slots=True)
class Group:
    """A quartier, a motif or an audience: how many, how long, and whether it stands out."""

    title: str
    n: int
    still_open: int
    median: str
    p90: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Quality:
    """The page: a year of requests, up to now."""

    since: datetime
    received: int
    still_open: int
    median: str
    p90: str
    shares: tuple[Share, ...]
    ages: tuple[tuple[str, int], ...]
    categories: tuple[Group, ...]
    districts: tuple[Group, ...]
    audiences: tuple[Group, ...]
    levels: tuple[Share, ...]
    comments: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """One request: days from receipt to closing, or to now."""

    days: float
    is_closed: bool
    category: str
    district: str
    audience: str


def quality_of(actor: Actor, authority: str, desk: Desk, now: datetime) -> Quality:
    """The quality of service of the last year, within the actor's sectors."""
    seen = requests_for(actor, Capability.SEE_SERVICE_QUALITY)
    year = seen.filter(authority__code=authority, received_at__gte=now - YEAR).order_by()
    year = year.exclude(state__in=(State.MERGED, State.TRANSFERRED))
    cases = [_case(row, now) for row in year.values_list(
        "received_at", "closed_at", "category", "district", "audience")]  # fmt: skip
    answers = satisfactions(actor, authority).filter(answered_at__gte=now - YEAR)
    titles = {c.id: c.title for c in desk.setup.categories.values()}
    return Quality(
        since=now - YEAR,
        received=len(cases),
        still_open=sum(not c.is_closed for c in cases),
        median=_quantile(cases, 0.5),
        p90=_quantile(cases, 0.9),
        shares=tuple(_shares(year)),
        ages=_ages(cases),
        categories=_groups(cases, "category", titles, compared=False),
        districts=_groups(cases, "district", {}, compared=True),
        audiences=_groups(cases, "audience", dict(Audience.choices), compared=True),
        levels=_levels(answers, sum(c.is_closed for c in cases)),
        comments=tuple(answers.exclude(comment="").order_by("-answered_at").values_list(
            "service_request__pk", "service_request__number", "comment")[:20]),
    )  # fmt: skip


def _case(row: tuple[datetime, datetime | None, str, str, str], now: datetime) -> _Case:
    received_at, closed_at, category, district, audience = row
    days = ((closed_at or now) - received_at).total_seconds() / _DAY
    return _Case(max(days, 0.0), closed_at is not None, category, district, audience)


def _split(cases: Iterable[_Case]) -> tuple[Floats, Floats]:
    """Days of the closed, days of the open."""
    kept = list(cases)
    return (np.array([c.days for c in kept if c.is_closed]),
            np.array([c.days for c in kept if not c.is_closed]))  # fmt: skip


def _quantile(cases: Iterable[_Case], level: float) -> str:
    ended, still_open = _split(cases)
    found = quantile(ended, still_open, level) if ended.size else None
    if found is None or found.value is None:
        return french.ABSENT
    return french.duration(found.value * 24)


def _shares(year) -> Iterable[Share]:
    closed = year.filter(state=State.CLOSED)
    n = closed.count()
    yield _share("Dans le délai promis", closed.filter(is_late=False).count(), n)
    again = RequestEvent.objects.filter(
        service_request__in=closed,
        what__in=(Happening.CITIZEN_ASKED, Happening.MESSAGE_SENT, Happening.REOPENED),
    )
    twice = again.values("service_request").distinct().count()
    yield _share("Réglées dès la première réponse", n - twice, n)
    yield _share("Rouvertes", year.filter(reopenings__gt=0).count(), year.count())


def _share(title: str, successes: int, n: int) -> Share:
    if not n:
        return Share(title, french.ABSENT, "", 0)
    low, high = wilson(successes, n)
    around = french.between(french.percent(low), french.percent(high))
    return Share(title, french.percent(successes / n), around, n)


def _ages(cases: Sequence[_Case]) -> tuple[tuple[str, int], ...]:
    days = np.array([c.days for c in cases if not c.is_closed])
    ranks = np.searchsorted([limit for limit, _ in _AGES], days, side="right")
    counted = np.bincount(ranks, minlength=len(_AGES))
    return tuple((words, int(n)) for (_, words), n in zip(_AGES, counted, strict=False))


def _groups(
    cases: Sequence[_Case], by: str, titles: dict[str, str], *, compared: bool
) -> tuple[Group, ...]:
    parts: dict[str, list[_Case]] = {}
    for case in cases:
        parts.setdefault(getattr(case, by), []).append(case)
    verdicts = _verdicts(parts) if compared and len(parts) > 1 else {}
    return tuple(
        Group(
            title=titles.get(name, name) or "Sans quartier",
            n=len(part),
            still_open=sum(not c.is_closed for c in part),
            median=_quantile(part, 0.5),
            p90=_quantile(part, 0.9),
            verdict=verdicts.get(name, "trop peu pour conclure" if compared else ""),
        )
        for name, part in sorted(parts.items(), key=lambda one: -len(one[1]))[:30]
    )


def _verdicts(parts: dict[str, list[_Case]]) -> dict[str, str]:
    """Whether each part waits longer or less than all the others together (Holm, 5 %)."""
    tested = [(name, *_test(name, parts)) for name, part in parts.items() if len(part) >= _FEWEST]
    said: dict[str, str] = {}
    holds = True
    for rank, (name, p, is_slow) in enumerate(sorted(tested, key=lambda one: one[1])):
        holds = holds and p <= _ALPHA / (len(tested) - rank)
        outcome = "plus lent que les autres" if is_slow else "plus rapide que les autres"
        said[name] = outcome if holds else "pas de différence établie"
    return said


def _test(name: str, parts: dict[str, list[_Case]]) -> tuple[float, bool]:
    """The p value of the log-rank test against the others; whether the part is the slower."""
    ours = _split(parts[name])
    others = _split(c for other, part in parts.items() if other != name for c in part)
    if not ours[0].size or not others[0].size:
        return 1.0, False
    found = log_rank((ours, others))
    return (found.p_value, bool(found.observed[0] < found.expected[0])) if found else (1.0, False)


def _levels(answers, closed: int) -> tuple[Share, ...]:
    n = answers.count()
    counts = [(title, answers.filter(level=level).count())
              for level, title in ((3, "Très bien"), (2, "Moyen"), (1, "Pas bien"))]  # fmt: skip
    shares = [_share(title, count, n) for title, count in counts]
    return (*shares, _share("Ont répondu à la question", n, max(closed, n)))
