"""Reading the definition of a metric, each wrong entry refused by name."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from parvis.core.entries import NAME, Entries
from parvis.core.facts import CATEGORIES, DAYS, FLAGS, NUMBERS, PSEUDONYMS, Fact, Rule
from parvis.core.metrics.definition import (
    COHORT,
    FLAG_OF,
    OTHER,
    Additivity,
    Direction,
    Interval,
    Kind,
    Metric,
    Protection,
    Relation,
)
from parvis.core.metrics.period import Grain

_TEXTS = (
    "title",
    "description",
    "unit",
    "owner",
    "formula_source",
    "sentence_fr",
    "sentence_en",
)
_OPTIONAL = (
    "code",
    "formula",
    "fact",
    "column",
    "denominator",
    "closed",
    "entity",
    "time",
    "numerator",
    "over",
    "needs",
)


def metric_from(data: Mapping[str, Any], file: str, facts: Mapping[str, Fact]) -> Metric:
    """The metric that `file` defines over `facts`; Refused names the entry at fault.

    What depends on other metrics is checked by `core.metrics.catalogue.check_catalogue`.
    """
    entries = Entries(data, file)
    metric = _read(entries)
    entries.end()
    if not re.fullmatch(NAME, metric.id):
        entries.refuse("definition.not_among", "id", value=metric.id, expected="a-z, 0-9, _")
    _check_interval(entries, metric)
    if metric.kind.is_derived:
        _check_derived(entries, metric)
        return metric
    if metric.fact not in facts:
        entries.refuse("definition.not_among", "fact", value=metric.fact, expected=", ".join(facts))
    for check in (_check_columns, _check_rows, _check_dimensions, _check_additivity):
        check(entries, metric, facts[metric.fact])
    _check_protection(entries, metric, facts[metric.fact])
    return metric


def _read(entries: Entries) -> Metric:
    kind = entries.choice("kind", Kind)
    return Metric(
        id=entries.text("id"),
        version=int(entries.number("version")),
        **{name: entries.text(name) for name in _TEXTS},
        **{name: entries.text(name, "") for name in _OPTIONAL},
        kind=kind,
        protection=entries.choice("protection", Protection),
        interval=entries.choice("interval", Interval),
        additivity=entries.choice("additivity", Additivity, _usual_additivity(kind)),
        direction=entries.choice("direction", Direction, Direction.NEUTRAL),
        relation=entries.choice("relation", Relation, Relation.ROWS),
        dimensions=entries.texts("dimensions"),
        only=entries.texts("only"),
        within=entries.texts("within"),
        only_values=_pairs(entries, "only_values", str),
        standard=_pairs(entries, "standard", float),
        quantile=entries.number("quantile", 0.0) or None,
        horizon_years=entries.number("horizon_years", 0.0) or None,
        scale=entries.number("scale", 1.0),
        offset=entries.number("offset", 0.0),
        valid_from=entries.day("valid_from", date.min),
        valid_to=entries.day("valid_to", date.max),
        example=entries.mapping("example"),
    )


def _usual_additivity(kind: Kind) -> Additivity:
    is_additive = kind in (Kind.COUNT, Kind.SUM)
    return Additivity.ADDITIVE if is_additive else Additivity.NON_ADDITIVE


def _pairs(entries: Entries, entry: str, kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    found = entries.mapping(entry)
    if not all(isinstance(value, kind) for value in found.values()):
        entries.refuse("definition.wrong_type", entry, expected=f"table[{kind.__name__}]")
    return tuple(found.items())


_NUMERIC = frozenset({*NUMBERS, Rule.HOURS_OBSERVED})
_COLUMN_RULES: dict[Kind, frozenset[Rule]] = {
    Kind.SUM: NUMBERS,
    Kind.MEAN: NUMBERS,
    Kind.RATIO: NUMBERS,
    Kind.QUANTILE: _NUMERIC,
    Kind.SHARE: FLAGS,
    Kind.WEIGHTED: FLAGS,
    Kind.DURATION: frozenset({Rule.HOURS_OBSERVED}),
    Kind.SURVIVAL: frozenset({Rule.HOURS_OBSERVED}),
}
_OVER_A_NUMBER = frozenset({Kind.RATIO, Kind.WEIGHTED})
_CENSORED = frozenset({Kind.DURATION, Kind.SURVIVAL})


def _check_columns(entries: Entries, metric: Metric, fact: Fact) -> None:
    rules = {
        "column": _COLUMN_RULES.get(metric.kind, frozenset()),
        "denominator": NUMBERS if metric.kind in _OVER_A_NUMBER else frozenset(),
        "closed": frozenset({Rule.IS_CLOSED} if metric.kind in _CENSORED else ()),
    }
    for entry, allowed in rules.items():
        name = getattr(metric, entry)
        possible = fact.named(*allowed) if allowed else ("",)
        if entry == "column" and metric.relation in FLAG_OF:
            possible = (FLAG_OF[metric.relation],)
        if name not in possible:
            _refuse_column(entries, entry, name, fact, possible)
    _check_numbers(entries, metric)


def _check_numbers(entries: Entries, metric: Metric) -> None:
    if (metric.kind in (Kind.DURATION, Kind.QUANTILE)) != (metric.quantile is not None):
        entries.refuse("definition.wrong_quantile", "quantile")
    if metric.quantile is not None and not 0 < metric.quantile < 1:
        entries.refuse("definition.wrong_quantile", "quantile")
    if (metric.kind is Kind.SURVIVAL) != (metric.horizon_years is not None):
        entries.refuse("definition.wrong_horizon", "horizon_years")


def _check_rows(entries: Entries, metric: Metric, fact: Fact) -> None:
    """Which rows, dated how, of whom."""
    flags = fact.named(*FLAGS)
    for name in metric.only:
        if name.removeprefix("not ") not in flags:
            _refuse_column(entries, "only", name, fact, flags)
    for name, _ in metric.only_values:
        if name not in fact.named(*CATEGORIES):
            _refuse_column(entries, "only_values", name, fact, fact.named(*CATEGORIES))
    roles = {"time": fact.named(*DAYS), "entity": fact.named(*PSEUDONYMS)}
    for entry, possible in roles.items():
        if getattr(metric, entry) not in ("", *possible):
            _refuse_column(entries, entry, getattr(metric, entry), fact, possible)
    if metric.relation is not Relation.ROWS and not fact.entity:
        _refuse_column(entries, "relation", metric.relation, fact, ())


def _check_dimensions(entries: Entries, metric: Metric, fact: Fact) -> None:
    finest = list(Grain).index(fact.grain)
    is_dated = metric.relation in (Relation.ROWS, Relation.YEAR_BEFORE)
    grains = list(Grain)[finest:] if is_dated else _STEPS.get(metric.relation, [Grain.YEAR])
    possible = (*fact.named(*CATEGORIES), *_MORE.get(metric.relation, ()), *grains)
    for name in (*metric.dimensions, *metric.within):
        if name not in possible:
            _refuse_column(entries, "dimensions", name, fact, possible)


_STEPS = {Relation.COHORT: [Grain.MONTH]}
_MORE = {Relation.TOGETHER: (OTHER,), Relation.NEXT: (OTHER,), Relation.COHORT: (COHORT,)}


def _check_additivity(entries: Entries, metric: Metric, fact: Fact) -> None:
    """A state never adds up over time, and what never adds up is not said to."""
    if metric.kind not in (Kind.COUNT, Kind.SUM):
        possible: tuple[Additivity, ...] = (Additivity.NON_ADDITIVE,)
    elif fact.is_snapshot:
        possible = (Additivity.SEMI_ADDITIVE,)
    else:
        possible = (Additivity.ADDITIVE, Additivity.SEMI_ADDITIVE)
    if metric.additivity not in possible:
        entries.refuse(
            "definition.wrong_additivity",
            "additivity",
            value=metric.additivity,
            fact=fact.id,
            expected=", ".join(possible),
        )
    if metric.additivity is Additivity.SEMI_ADDITIVE and metric.grains:
        entries.refuse("definition.semi_additive", "dimensions", names=", ".join(metric.grains))


def _refuse_column(
    entries: Entries, entry: str, name: str, fact: Fact, possible: Iterable[str]
) -> None:
    expected = ", ".join(possible) or "–"
    entries.refuse("definition.wrong_column", entry, value=name, fact=fact.id, expected=expected)


_INTERVALS: dict[Kind, tuple[Interval, ...]] = {
    Kind.COUNT: (Interval.NONE, Interval.POISSON),
    Kind.SHARE: (Interval.WILSON,),
    Kind.WEIGHTED: (Interval.WILSON,),
    Kind.DURATION: (Interval.KAPLAN_MEIER,),
    Kind.QUANTILE: (Interval.KAPLAN_MEIER,),
    Kind.SURVIVAL: (Interval.KAPLAN_MEIER,),
    Kind.QUOTIENT: (
        Interval.NONE,
        Interval.WILSON,
        Interval.POISSON,
        Interval.FALSE_DISCOVERY,
    ),
    Kind.DIFFERENCE: (Interval.NONE, Interval.NEWCOMBE),
    Kind.REPRESENTATION: (Interval.NONE, Interval.WILSON),
    Kind.STANDARDISED: (Interval.NORMAL,),
    Kind.TREND: (Interval.SEN,),
}


def _check_interval(entries: Entries, metric: Metric) -> None:
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


_PAIRED = frozenset({Kind.QUOTIENT, Kind.DIFFERENCE, Kind.REPRESENTATION, Kind.STANDARDISED,
                     Kind.LIFT})  # fmt: skip
_SPREAD_OVER = frozenset({Kind.REPRESENTATION, Kind.STANDARDISED, Kind.SPREAD, Kind.ENTROPY,
                          Kind.INEQUALITY, Kind.CONCENTRATION, Kind.LIFT})  # fmt: skip


def _check_derived(entries: Entries, metric: Metric) -> None:
    """What a derived metric must name, and what it cannot."""
    wanted = {
        "numerator": True,
        "denominator": metric.kind in _PAIRED,
        "over": metric.kind in _SPREAD_OVER,
        "standard": metric.kind is Kind.STANDARDISED,
        "fact": False,
        "column": False,
    }
    for entry, is_wanted in wanted.items():
        if bool(getattr(metric, entry)) != is_wanted:
            rule = "definition.missing" if is_wanted else "definition.unknown_entry"
            entries.refuse(rule, entry)
    if metric.additivity is not Additivity.NON_ADDITIVE:
        entries.refuse(
            "definition.wrong_additivity",
            "additivity",
            value=metric.additivity,
            fact="–",
            expected=Additivity.NON_ADDITIVE,
        )
