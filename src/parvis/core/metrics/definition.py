"""A metric: what is counted, over what, protected how, said how."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a metric measures.

    COUNT: rows. DISTINCT: distinct persons. SUM: of `column`. RATIO: sum of `column` over sum
    of `denominator`. SHARE: rows where the boolean `column` is true over those where it is
    known. DURATION: quantile `quantile` of `column` hours, open cases counted as censored
    (`closed` is the boolean column that says whether the end was observed).
    """

    COUNT = "count"
    DISTINCT = "distinct"
    SUM = "sum"
    RATIO = "ratio"
    SHARE = "share"
    DURATION = "duration"


class Protection(StrEnum):
    """NONE: no person in it. PERSONS: threshold in distinct persons. BUSINESS: units, dominance."""

    NONE = "none"
    PERSONS = "persons"
    BUSINESS = "business"


class Interval(StrEnum):
    """The interval shown with the value; NONE for a complete enumeration."""

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
