"""Whether a question may be put to a metric: each refusal says why and what to ask instead."""

from datetime import date

from parvis.core.errors import Refused
from parvis.core.facts import Fact
from parvis.core.metrics.catalogue import check_dimensions
from parvis.core.metrics.definition import Additivity, Kind, Metric, Relation
from parvis.core.metrics.period import NESTS, Grain, Period, grain_of, title_of
from parvis.core.metrics.query import Question, period_of

FARTHEST_YEARS = 10
"""A state older than this beside a period says nothing of it: the census is every five years and
is published three years late."""


def check_question(question: Question, metric: Metric) -> None:
    """Refuse dimensions that the metric has not, or that would add up what does not."""
    check_dimensions(question, metric)
    if metric.kind is Kind.SEASONALITY and question.by:
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
    if vintage >= period.end or period.start.year - vintage.year > FARTHEST_YEARS:
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


_GRAINS = {
    Grain.DAY: "jour",
    Grain.MONTH: "mois",
    Grain.QUARTER: "trimestre",
    Grain.HALF_YEAR: "semestre",
    Grain.YEAR: "année",
    Grain.SCHOOL_YEAR: "année scolaire",
}
