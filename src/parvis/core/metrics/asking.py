"""Whether a question may be put to a metric: each refusal says why and what to ask instead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from parvis.core.errors import Refused
from parvis.core.facts import Fact
from parvis.core.metrics.catalogue import check_dimensions
from parvis.core.metrics.definition import Additivity, Kind, Metric, Relation
from parvis.core.metrics.period import (
    NESTS,
    Grain,
    Period,
    grain_of,
    key_of,
    parse_period,
    step_of,
    title_of,
)
from parvis.core.metrics.query import Question, period_of

FARTHEST_YEARS = 10
"""A state older than this beside a period says nothing of it: the census is every five years and
is published three years late."""


def check_question(question: Question, metric: Metric) -> None:
    """Refuse dimensions that the metric has not, or that would add up what does not."""
    check_dimensions(question, metric)
    if (metric.kind is Kind.SEASONALITY and question.by) or (
        metric.kind is Kind.TREND and any(name in list(Grain) for name in question.by)
    ):
        raise Refused("metric.by_calendar", metric=metric.title)
    asked = {*question.by, *(name for name, _ in question.where)}
    for name in metric.within:
        if name not in asked:
            raise Refused("metric.within", metric=metric.title, name=name)
    period = period_of(question)
    if period and not (metric.valid_from <= period.start and period.end <= metric.valid_to):
        raise Refused(
            "metric.not_in_force",
            metric=metric.title,
            first=metric.valid_from,
            last=metric.valid_to,
            period=title_of(period),
        )


def check_period(question: Question, metric: Metric, fact: Fact, extent: tuple[date, date]) -> None:
    """Refuse a period finer than what is known, or of which nothing is known."""
    period = period_of(question)
    if period is None:
        return
    if question.period and grain_of(question.period) not in NESTS[fact.grain]:
        raise Refused("metric.too_fine", metric=metric.title, grain=_GRAINS[fact.grain])
    first, last = extent
    if metric.additivity is Additivity.SEMI_ADDITIVE:
        _check_vintage(period, first, last)
    elif metric.relation is Relation.ROWS and not metric.time:
        _check_known(period, metric, first, last)


def _check_vintage(period: Period, first: date, last: date) -> None:
    vintage = last if last < period.end else first
    if abs(period.start.year - vintage.year) > FARTHEST_YEARS:
        raise Refused("metric.other_vintage", vintage=vintage.year, period=title_of(period))


def _check_known(period: Period, metric: Metric, first: date, last: date) -> None:
    if period.end <= first or period.start > last:
        raise Refused(
            "metric.no_data_then",
            metric=metric.title,
            period=title_of(period),
            first=first,
            last=last,
        )


_PAIRS = frozenset({Kind.QUOTIENT, Kind.DIFFERENCE})


def on_common_days(
    question: Question, metric: Metric, known: Sequence[tuple[date, date]]
) -> Question:
    """The question over days that all the facts of a pair know; `known` are first and last days.

    Without a period it is the last whole year, or month, that all know. A period that one of them
    knows only in part is refused: what it lacks would look like a difference.
    """
    months = {tuple(step_of(day, Grain.MONTH) for day in days) for days in known}
    if metric.kind not in _PAIRS or len(months) < 2:
        return question
    first, last = max(days[0] for days in known), min(days[1] for days in known)
    period = period_of(question)
    if period is None:
        return replace(question, period=_last_whole(first, last))
    begins = {max(step_of(days[0], Grain.MONTH), period.start) for days in known}
    ends = {min(days[1], period.end - timedelta(days=1)) for days in known}
    if len(begins) > 1 or len({step_of(day, Grain.MONTH) for day in ends}) > 1:
        raise Refused(
            "metric.other_days",
            metric=metric.title,
            period=title_of(period),
            first=first,
            last=last,
        )
    return question


def _last_whole(first: date, last: date) -> Period | None:
    """The last year, school year or month that begins and ends within the days known."""
    for grain in (Grain.YEAR, Grain.SCHOOL_YEAR, Grain.MONTH):
        step = parse_period(key_of(last, grain))
        if step.end > last + timedelta(days=1):
            step = parse_period(key_of(step.start - timedelta(days=1), grain))
        if first <= step.start + timedelta(days=31):
            return step
    return None


_GRAINS = {
    Grain.DAY: "jour",
    Grain.MONTH: "mois",
    Grain.QUARTER: "trimestre",
    Grain.HALF_YEAR: "semestre",
    Grain.YEAR: "année",
    Grain.SCHOOL_YEAR: "année scolaire",
}
