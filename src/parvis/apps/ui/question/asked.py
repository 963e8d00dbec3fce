"""What the address of a question asks: a period, filters, a target, a comparison."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict

from parvis.core.metrics.definition import Metric
from parvis.core.metrics.period import Period, parse_period
from parvis.core.metrics.query import Question
from parvis.core.questions import EVERYONE, Inquiry, Panel, Target

PERIOD, TARGET, COMPARED = "period", "cible", "comparer"
YEAR_BEFORE = "an"
"""The one comparison that an address may ask today."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of the question `inquiry`, for one authority.

    `period` None: all that is known. `target` None: everybody. `is_whole`: the figures of every
    target, for a document that chooses among them. `note`: what is said of the period that the
    page opened on, where it is not the usual one.
    """

    inquiry: Inquiry
    authority: str
    period: Period | None = None
    where: tuple[tuple[str, str], ...] = ()
    target: Target | None = None
    is_compared: bool = False
    is_whole: bool = False
    note: str = ""

    @property
    def target_id(self) -> str:
        """Id of the target; that of everybody where none is chosen."""
        return self.target.id if self.target else EVERYONE

    def question(self, panel: Panel, metric: Metric) -> Question:
        """The question of one figure: of the filters, those that `metric` knows and does not show.

        A target with a single value of a dimension filters by it; with several, it is marked.
        """
        keys = self.target.keys if self.target else ()
        chosen = [*self.where, *((name, found[0]) for name, found in keys if len(found) == 1)]
        fixed = {*panel.by, *(name for name, _ in panel.where)}
        known = {
            name: value for name, value in chosen
            if name in metric.dimensions and name not in fixed
        }  # fmt: skip
        where = (*panel.where, *sorted(known.items()))
        period = None if panel.is_of_all_time else self.period
        return Question(metric.id, self.authority, panel.by, period, where)

    def marked(self, panel: Panel) -> frozenset[str]:
        """The values of the first dimension of `panel` that are those of the target or filtered."""
        keys = dict(self.target.keys) if self.target else {}
        filtered = dict(self.where)
        first = panel.by[0] if panel.by else ""
        return frozenset(keys.get(first, (filtered[first],) if first in filtered else ()))

    def about(self, dimension: str, value: str) -> "Asked":
        """The same choices for one value of a dimension."""
        return replace(self, where=(*self.where, (dimension, value)))

    def address(self, **changed: str) -> str:
        """The query string of these choices, with some `changed` ("" takes one away)."""
        said = {
            PERIOD: self.period.label if self.period else ALL,
            **dict(self.where),
            TARGET: self.target.id if self.target else "",
            COMPARED: YEAR_BEFORE if self.is_compared else "",
        }
        return f"?{urlencode({k: v for k, v in {**said, **changed}.items() if v})}"


ALL = "tout"
"""How an address asks for all that is known."""


def asked_of(query: QueryDict, inquiry: Inquiry, authority: str, usual: Period | None) -> Asked:
    """Read the address of a page; Refused if the period cannot be read.

    `usual` is the period of who asks none. A target that the question has not is nobody's.
    """
    text = query.get(PERIOD, "").strip()
    period = usual if not text else None if text == ALL else parse_period(text)
    chosen = ((name, query.get(name, "").strip()) for name in inquiry.filters)
    where = tuple((name, value) for name, value in chosen if value)
    target = next((t for t in inquiry.targets if t.id == query.get(TARGET)), None)
    return Asked(inquiry, authority, period, where, target, query.get(COMPARED) == YEAR_BEFORE)


def question_of(metric: str, query: QueryDict, authority: str) -> Question:
    """Read an address that asks one table: by, period, where=DIM=VALUE (repeated)."""
    text = query.get(PERIOD, "").strip()
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
    pairs += [(PERIOD, question.period.label)] if question.period else []
    pairs += [("where", f"{name}={value}") for name, value in question.where]
    return urlencode(pairs)
