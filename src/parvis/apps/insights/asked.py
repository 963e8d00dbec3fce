"""What the address of a page asks: a period and filters."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from parvis.core.metrics.period import Period, parse_period
from parvis.core.metrics.query import Question

FILTERS = {"district": "Quartier", "category": "Motif", "channel": "Canal"}
"""The dimensions a reader may filter requests by, with their labels."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The period (None: all that is known) and the filters of a page, for one authority."""

    authority: str
    period: Period | None = None
    where: tuple[tuple[str, str], ...] = ()

    def question(self, metric: str, by: str, *, is_filtered: bool) -> Question:
        """The question of one figure; figures that know no such filter ignore them."""
        where = self.where if is_filtered else ()
        return Question(metric, self.authority, (by,) if by else (), self.period, where)

    def dimension(self, preferred: str) -> str:
        """`preferred`, or another one that is not filtered already; "" when all are."""
        taken = {name for name, _ in self.where}
        others = [name for name in FILTERS if name not in taken]
        return preferred if preferred not in taken else next(iter(others), "")

    def over(self, period: Period | None) -> "Asked":
        """The same filters over another period."""
        return replace(self, period=period)

    def chosen(self, dimension: str) -> str:
        """The value asked for `dimension`; "" when it is not filtered."""
        return dict(self.where).get(dimension, "")


def asked_of(query: QueryDict, authority: str) -> Asked:
    """Read the address of the page; Refused if the period cannot be read."""
    text = query.get("period", "").strip()
    chosen = ((name, query.get(name, "").strip()) for name in FILTERS)
    where = tuple((name, value) for name, value in chosen if value)
    return Asked(authority, parse_period(text) if text else None, where)


def question_of(metric: str, query: QueryDict, authority: str) -> Question:
    """Read an address that asks one table: by, period, where=DIM=VALUE (repeated)."""
    text = query.get("period", "").strip()
    conditions = (condition.partition("=") for condition in query.getlist("where"))
    return Question(
        metric=metric,
        authority=authority,
        by=tuple(part for part in query.get("by", "").split(",") if part),
        period=parse_period(text) if text else None,
        where=tuple((name.strip(), value.strip()) for name, _, value in conditions),
    )


def address_of(question: Question) -> str:
    """The query string that `question_of` reads back, the metric apart."""
    pairs = [("by", ",".join(question.by))] if question.by else []
    pairs += [("period", question.period.label)] if question.period else []
    pairs += [("where", f"{name}={value}") for name, value in question.where]
    return urlencode(pairs)
