"""A metric: what is counted, over what, protected how, said how."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parvis.core.entries import NAME, Entries
from parvis.core.facts import FLAGS, Fact, Rule
from parvis.core.metrics.period import Grain


class Kind(StrEnum):
    """What a metric measures.

    COUNT: rows. DISTINCT: distinct persons. SUM: of `column`. RATIO: sum of `column` over sum
    of `denominator`, on the rows where both are known. SHARE: rows where the boolean `column`
    is true over those where it is known. DURATION: quantile `quantile` of `column` hours, open
    cases counted as censored (`closed` is the boolean column that says whether the end was
    observed).
    """

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    RATIO = "ratio"
    SHARE = "share"
    DURATION = "duration"


class Protection(StrEnum):
    """Against whom a figure is protected; `core.privacy.disclosure` holds the rules.

    NONE: no person in it. PERSONS: threshold in distinct persons. BUSINESS: units, dominance.
    """

    NONE = "none"
    PERSONS = "persons"
    BUSINESS = "business"


class Interval(StrEnum):
    """The 95 % interval shown with the value.

    NONE: a complete enumeration, of which nothing was left to chance. POISSON: the counts that
    the same underlying rhythm could have given. WILSON: of a share. KAPLAN_MEIER: of a
    quantile of durations.
    """

    NONE = "none"
    POISSON = "poisson"
    WILSON = "wilson"
    KAPLAN_MEIER = "kaplan_meier"


@dataclass(frozen=True, slots=True)
class Metric:
    """One definition of `metrics/*.toml`; the text fields are shown to people as they are."""

    id: str
    version: int
    title: str
    description: str
    fact: str
    kind: Kind
    protection: Protection
    interval: Interval
    unit: str
    dimensions: tuple[str, ...]
    owner: str
    formula_source: str
    sentence_fr: str
    sentence_en: str
    column: str = ""
    denominator: str = ""
    closed: str = ""
    quantile: float | None = None


_INTERVALS: dict[Kind, tuple[Interval, ...]] = {
    Kind.COUNT: (Interval.NONE, Interval.POISSON),
    Kind.SHARE: (Interval.WILSON,),
    Kind.DURATION: (Interval.KAPLAN_MEIER,),
}
_COLUMN_RULES: dict[Kind, frozenset[Rule]] = {
    Kind.SUM: frozenset({Rule.NUMBER}),
    Kind.RATIO: frozenset({Rule.NUMBER}),
    Kind.SHARE: FLAGS,
    Kind.DURATION: frozenset({Rule.HOURS_OBSERVED}),
}


def metric_from(data: Mapping[str, Any], file: str, facts: Mapping[str, Fact]) -> Metric:
    """The metric that `file` defines over one of `facts`; Refused names the entry at fault."""
    entries = Entries(data, file)
    metric = Metric(
        id=entries.text("id"),
        version=int(entries.number("version")),
        **{name: entries.text(name) for name in _TEXTS},
        kind=entries.choice("kind", Kind),
        protection=entries.choice("protection", Protection),
        interval=entries.choice("interval", Interval),
        dimensions=entries.texts("dimensions"),
        **{name: entries.text(name, "") for name in _COLUMNS},
        quantile=entries.number("quantile", 0.0) or None,
    )
    entries.end()
    if not re.fullmatch(NAME, metric.id):
        entries.refuse("definition.not_among", "id", value=metric.id, expected="a-z, 0-9, _")
    if metric.fact not in facts:
        entries.refuse("definition.not_among", "fact", value=metric.fact, expected=", ".join(facts))
    for check in (_check_columns, _check_dimensions, _check_interval, _check_protection):
        check(entries, metric, facts[metric.fact])
    return metric


_TEXTS = (
    "title",
    "description",
    "fact",
    "unit",
    "owner",
    "formula_source",
    "sentence_fr",
    "sentence_en",
)
_COLUMNS = ("column", "denominator", "closed")


def _check_columns(entries: Entries, metric: Metric, fact: Fact) -> None:
    rules = {
        "column": _COLUMN_RULES.get(metric.kind, frozenset()),
        "denominator": frozenset({Rule.NUMBER} if metric.kind is Kind.RATIO else ()),
        "closed": frozenset({Rule.IS_CLOSED} if metric.kind is Kind.DURATION else ()),
    }
    for entry, allowed in rules.items():
        name = getattr(metric, entry)
        possible = fact.named(*allowed) if allowed else ("",)
        if name not in possible:
            _refuse_column(entries, entry, name, fact, possible)
    if (metric.kind is Kind.DURATION) != (metric.quantile is not None):
        entries.refuse("definition.wrong_quantile", "quantile")
    if metric.quantile is not None and not 0 < metric.quantile < 1:
        entries.refuse("definition.wrong_quantile", "quantile")


def _check_dimensions(entries: Entries, metric: Metric, fact: Fact) -> None:
    possible = (*fact.named(Rule.CATEGORY), *Grain)
    for name in metric.dimensions:
        if name not in possible:
            _refuse_column(entries, "dimensions", name, fact, possible)


def _refuse_column(
    entries: Entries, entry: str, name: str, fact: Fact, possible: Iterable[str]
) -> None:
    expected = ", ".join(possible) or "–"
    entries.refuse("definition.wrong_column", entry, value=name, fact=fact.id, expected=expected)


def _check_interval(entries: Entries, metric: Metric, fact: Fact) -> None:
    possible = _INTERVALS.get(metric.kind, (Interval.NONE,))
    if metric.interval not in possible:
        entries.refuse(
            "definition.wrong_interval",
            "interval",
            value=metric.interval,
            kind=metric.kind,
            expected=", ".join(possible),
        )


def _check_protection(entries: Entries, metric: Metric, fact: Fact) -> None:
    is_unprotected = metric.protection is Protection.NONE
    if fact.entity and is_unprotected:
        entries.refuse("definition.unprotected", "protection", fact=fact.id)
    if not fact.entity and not is_unprotected:
        entries.refuse("definition.nothing_to_protect", "protection", fact=fact.id)
    if not fact.entity and metric.kind is Kind.DISTINCT:
        _refuse_column(entries, "kind", metric.kind, fact, ())
