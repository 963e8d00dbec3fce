"""Whether files know a period whole: what they lack would look like a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from parvis.core.facts import Fact
from parvis.core.metrics.catalogue import bases_of
from parvis.core.metrics.definition import Additivity, Metric, Relation
from parvis.core.metrics.period import Grain, Period, grain_of, step_after, step_of
from parvis.core.ports import Snapshot

_CLOSED_DAYS = timedelta(days=3)
"""A month may begin or end by so many days without anything: a week-end and a bank holiday."""
_JULY = 7


@dataclass(frozen=True, slots=True)
class Known:
    """The days that the files of one fact hold rows of, and the day of the last one received.

    `is_state`: its rows are states; a period is known where a state is of before its end.
    """

    first: date
    last: date
    received: date
    is_state: bool = False


def days_known(
    metric: Metric,
    snapshot: Snapshot,
    metrics: Mapping[str, Metric],
    facts: Mapping[str, Fact],
    authority: str,
) -> list[Known]:
    """What is known of each fact that `metric` comes down to, where its days are those asked."""
    plain = [b for b in bases_of(metric, metrics) if b.relation is Relation.ROWS and not b.time]
    found = (_known(base, snapshot, facts[base.fact], authority) for base in plain)
    return list(dict.fromkeys(known for known in found if known is not None))


def _known(metric: Metric, snapshot: Snapshot, fact: Fact, authority: str) -> Known | None:
    manifest = snapshot.manifest()
    notes = [n for n in manifest.tables if n.fact == fact.id and authority in n.extents]
    received = [i.received_at.date() for i in manifest.inputs if i.authority == authority
                and (i.fact == fact.id or fact.is_gathered)]  # fmt: skip
    if not notes or not received:
        return None
    first, last = notes[0].extents[authority]
    # The days of a fact known by month are first days: the last month is known to its end.
    end = step_after(last, fact.grain) - timedelta(days=1)
    is_state = metric.additivity is Additivity.SEMI_ADDITIVE
    return Known(step_of(first, fact.grain), end, max(received), is_state)


def is_whole(period: Period, known: Known) -> bool:
    """Whether nothing of `period` is before the first file, or after the last one.

    Of a month, its first and last three days may be empty. Of a longer step, its first and last
    months must be reached; a school year ends with July. It must be over when the last file came:
    a library closes at Christmas and a canteen in July, which is no lack.
    """
    if known.is_state:
        return known.first < period.end
    if grain_of(period) is Grain.DAY:
        return known.first <= period.start <= known.last
    if known.received < period.end and known.last < period.end - timedelta(days=1):
        return False
    if grain_of(period) is Grain.MONTH:
        has_end = period.end - timedelta(days=1) - known.last <= _CLOSED_DAYS
        return known.first - period.start <= _CLOSED_DAYS and has_end
    return step_of(known.first, Grain.MONTH) <= period.start and known.last >= _last_month(period)


def _last_month(period: Period) -> date:
    is_school = grain_of(period) is Grain.SCHOOL_YEAR
    return date(period.end.year, _JULY, 1) if is_school else step_of(
        period.end - timedelta(days=1), Grain.MONTH)  # fmt: skip
