"""Which figure an address asks the lines of."""

from django.http import QueryDict

from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question


def question_of(query: QueryDict, authority: str) -> Question:
    """Read `metric`, `period` and `where=DIM=VALUE` (repeated); Refused if a period is wrong.

    `by` is left out: it cuts a figure up, it does not change the lines behind it.
    """
    text = query.get("period", "").strip()
    conditions = (condition.partition("=") for condition in query.getlist("where"))
    return Question(
        metric=query.get("metric", ""),
        authority=authority,
        period=parse_period(text) if text else None,
        where=tuple((name.strip(), value.strip()) for name, _, value in conditions),
    )
