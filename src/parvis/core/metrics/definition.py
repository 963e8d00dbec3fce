"""A metric: what is counted, over what, protected how, said how."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from parvis.core.metrics.period import Grain


class Kind(StrEnum):
    """What a metric measures: on the rows of a fact, or from other metrics once protected.

    COUNT: rows. DISTINCT: distinct entities. SUM: of `column`. MEAN: of `column`. RATIO: sum of
    `column` over sum of `denominator`, on the rows where both are known. SHARE: rows where the
    flag `column` is true over those where it is known. WEIGHTED: the same, each row counting for
    its weight `denominator`. QUANTILE: quantile `quantile` of `column`. DURATION: the same of
    hours, open cases counted as censored (`closed` is the flag that says whether the end was
    observed). SURVIVAL: share still there after `horizon_years`.

    QUOTIENT: `offset` + `scale` x `numerator` / `denominator`. DIFFERENCE: `numerator` minus
    `denominator`. REPRESENTATION: share of each value of `over` among `numerator`, over its share
    among `denominator`. STANDARDISED: quotients by value of `over`, weighted by `standard`.
    SPREAD: largest over smallest `numerator` by `over`. ENTROPY: Shannon's, of the shares of
    `numerator` by `over`, in nats. INEQUALITY, CONCENTRATION: Gini's and Herfindahl's index of
    them. SEASONALITY: mean of each calendar month over the mean of all. TREND: slope per year of
    its months, each compared with the same month of other years. LIFT: how much more often those
    of one value of `over` are also of another than everybody.
    """

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    MEAN = "mean"
    RATIO = "ratio"
    SHARE = "share"
    WEIGHTED = "weighted"
    QUANTILE = "quantile"
    DURATION = "duration"
    SURVIVAL = "survival"
    QUOTIENT = "quotient"
    DIFFERENCE = "difference"
    REPRESENTATION = "representation"
    STANDARDISED = "standardised"
    SPREAD = "spread"
    ENTROPY = "entropy"
    INEQUALITY = "inequality"
    CONCENTRATION = "concentration"
    SEASONALITY = "seasonality"
    TREND = "trend"
    LIFT = "lift"

    @property
    def is_derived(self) -> bool:
        """Whether it is made of other metrics."""
        return self in _DERIVED


_DERIVED = frozenset(
    {
        Kind.QUOTIENT,
        Kind.DIFFERENCE,
        Kind.REPRESENTATION,
        Kind.STANDARDISED,
        Kind.SPREAD,
        Kind.ENTROPY,
        Kind.INEQUALITY,
        Kind.CONCENTRATION,
        Kind.SEASONALITY,
        Kind.TREND,
        Kind.LIFT,
    }
)


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
    the same underlying rhythm could have given. WILSON: of a share. NEWCOMBE: of a difference of
    two shares. KAPLAN_MEIER: of a quantile of durations, or of a share that lasts. NORMAL: of a
    sum of many independent parts. SEN: of the slope of a series of months. FALSE_DISCOVERY: of the
    ratio of two counts, among many ratios of which those that leave out 1 are announced.
    """

    NONE = "none"
    POISSON = "poisson"
    WILSON = "wilson"
    NEWCOMBE = "newcombe"
    KAPLAN_MEIER = "kaplan_meier"
    NORMAL = "normal"
    SEN = "sen"
    FALSE_DISCOVERY = "false_discovery"


class Additivity(StrEnum):
    """Along what the figures of a metric add up.

    ADDITIVE: along every dimension and over time. SEMI_ADDITIVE: a state: along dimensions, not
    over time; the last one known is taken. NON_ADDITIVE: never.
    """

    ADDITIVE = "additive"
    SEMI_ADDITIVE = "semi_additive"
    NON_ADDITIVE = "non_additive"


class Direction(StrEnum):
    """Which way is better, where there is one."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


class Relation(StrEnum):
    """What a metric reads of its fact.

    ROWS: its rows. YEAR_BEFORE: its rows, dated a year later. RETURNING: one row per entity seen
    a year, dated the next; `is_back` says whether it was seen again. ARRIVING: one row per entity
    seen a year; `is_new` says whether never before; the first year known is left out. TOGETHER:
    one row per entity, year and pair of different values of `over`, the second in `other`. NEXT:
    one row per entity, year and pair of a value of the year before and one of the year, in `other`.
    COHORT: one row per entity and month seen; `cohort` is the first month of all.
    """

    ROWS = "rows"
    YEAR_BEFORE = "year_before"
    RETURNING = "returning"
    ARRIVING = "arriving"
    TOGETHER = "together"
    COHORT = "cohort"
    NEXT = "next"


FLAG_OF = {Relation.RETURNING: "is_back", Relation.ARRIVING: "is_new"}
"""The flag that a relation adds to the columns of its fact."""
OTHER = "other"
COHORT = "cohort"


@dataclass(frozen=True, slots=True)
class Metric:
    """One definition of `metrics/*.toml`; the text fields are shown to people as they are.

    `code` is its number in the catalogue of indicators, "" for those outside it. `entity` is
    what is counted, where it is not the entity of the fact. `only` and `only_values` restrict
    the rows: flags ("is_closed", "not is_closed"), and texts by column. `time` dates the rows
    otherwise than the fact. `within` names dimensions of which a question must hold one value at
    a time. `needs` says which file lights the metric up. `valid_from` and `valid_to` (excluded)
    bound the days it may be asked of. `example` is worked out in the tests.
    """

    id: str
    version: int
    title: str
    description: str
    kind: Kind
    protection: Protection
    interval: Interval
    unit: str
    dimensions: tuple[str, ...]
    owner: str
    formula_source: str
    sentence_fr: str
    sentence_en: str
    additivity: Additivity
    direction: Direction = Direction.NEUTRAL
    code: str = ""
    formula: str = ""
    fact: str = ""
    column: str = ""
    denominator: str = ""
    closed: str = ""
    quantile: float | None = None
    horizon_years: float | None = None
    entity: str = ""
    relation: Relation = Relation.ROWS
    only: tuple[str, ...] = ()
    only_values: tuple[tuple[str, str], ...] = ()
    time: str = ""
    within: tuple[str, ...] = ()
    numerator: str = ""
    over: str = ""
    scale: float = 1.0
    offset: float = 0.0
    standard: tuple[tuple[str, float], ...] = ()
    needs: str = ""
    valid_from: date = date.min
    valid_to: date = date.max
    example: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False, hash=False)

    @property
    def grains(self) -> tuple[Grain, ...]:
        """The calendar steps it may be broken down by."""
        return tuple(Grain(name) for name in self.dimensions if name in list(Grain))

    @property
    def operands(self) -> tuple[str, ...]:
        """The metrics that a derived one is made of."""
        if not self.kind.is_derived:
            return ()
        return tuple(dict.fromkeys(name for name in (self.numerator, self.denominator) if name))
