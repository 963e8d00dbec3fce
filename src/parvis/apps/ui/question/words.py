"""Disclosed figures in French: values, intervals, periods, and why something is hidden."""

from datetime import date, timedelta

from parvis.core import french
from parvis.core.french import NBSP, THIN
from parvis.core.metrics.definition import Interval, Kind, Metric, Protection
from parvis.core.metrics.period import Period, parse_period, title_of
from parvis.core.privacy.disclosure import Cell, DisclosedTable, Hidden
from parvis.core.sectors import Sector

FEMININE = frozenset({"demandes", "personnes", "familles"})
POINTS = "points de %"
"""The unit of percentages published as numbers."""
BANDS = frozenset({"age_band", "qf_band"})
GRAINS = frozenset({"day", "month", "quarter", "half_year", "year", "school_year"})
_SECTORS = frozenset(Sector)
HIDDEN_WORDS = {
    Hidden.THRESHOLD: "masqué",
    Hidden.PROTECTED: "masqué",
    Hidden.DOMINANCE: "masqué",
    Hidden.NOT_REACHED: "pas encore atteint",
    Hidden.NO_DATA: "inconnu",
}
_WHOLE = frozenset({Kind.COUNT, Kind.DISTINCT, Kind.SUM})
_INTERVALS = {
    Interval.FALSE_DISCOVERY: "Benjamini et Hochberg",
    Interval.NEWCOMBE: "Newcombe",
    Interval.NORMAL: "normal",
    Interval.POISSON: "Poisson",
    Interval.WILSON: "Wilson",
    Interval.KAPLAN_MEIER: "Brookmeyer et Crowley",
}


def value(metric: Metric, figure: float) -> str:
    """One value of `metric`, its unit written only where it is part of the figure."""
    if metric.unit == "%":
        return french.percent(figure)
    if metric.unit == POINTS:
        return french.percent(figure / 100)
    if metric.kind is Kind.DURATION:
        return french.duration(figure)
    if is_gap(metric):
        return french.points(figure)
    return french.number(figure, 0 if metric.kind in _WHOLE else decimals(figure))


def is_gap(metric: Metric) -> bool:
    """Whether a figure is the difference of two shares."""
    return metric.kind is Kind.DIFFERENCE and metric.unit == "points"


def decimals(figure: float) -> int:
    """How many decimals say something: three figures in all."""
    steps = ((100, 0), (10, 1), (0.1, 2))
    return next((places for least, places in steps if abs(figure) >= least), 3)


def cell_value(metric: Metric, cell: Cell) -> str:
    """The value of a cell, or the word for its absence: never 0, never a blank."""
    if cell.hidden is not None:
        return HIDDEN_WORDS[cell.hidden]
    return french.ABSENT if cell.value is None else value(metric, cell.value)


def interval(metric: Metric, cell: Cell) -> str:
    """ "entre 65 et 69 %"; "" where the cell has none."""
    if cell.low is None:
        return ""
    if cell.high is None:
        return f"au moins {value(metric, cell.low)}"
    low, high = _ends(metric, cell.low, cell.high)
    shared = _shared_unit(low, high)
    return french.between(low.removesuffix(shared) if low != high else low, high)


def _ends(metric: Metric, low: float, high: float) -> tuple[str, str]:
    if metric.kind is Kind.DURATION:
        return french.duration(low, like=high), french.duration(high)
    return value(metric, low), value(metric, high)


def _shared_unit(low: str, high: str) -> str:
    """The unit that both ends carry: said once, at the end."""
    units = (f"{THIN}%", f"{NBSP}jours", f"{NBSP}h", f"{NBSP}min", f"{NBSP}points")
    return next((u for u in units if low.endswith(u) and high.endswith(u)), "")


def interval_method(metric: Metric) -> str:
    """ "Wilson, 95 %"."""
    return f"{_INTERVALS[metric.interval]}, 95{THIN}%"


def counted(metric: Metric, n: int) -> str:
    """ "1 250 demandes"."""
    return f"{french.number(n, 0)}{NBSP}{metric.unit if n > 1 else metric.unit.rstrip('s')}"


def key(by: str, text: str) -> str:
    """The name of a cell: a period or a sector in French, a category as it is."""
    if by == "sector" and text in _SECTORS:
        return Sector(text).label
    if by in GRAINS:
        return title_of(parse_period(text))
    return text.replace(" ", NBSP) if by in BANDS else text


def days(first: date, last: date) -> str:
    """Both days included: "du 1er nov. 2024 au 31 oct. 2026"."""
    if first == last:
        return f"le {french.day(first)}"
    return f"du {french.day(first)} au {french.day(last)}"


def covered(period: Period | None, extent: tuple[date, date]) -> tuple[date, date]:
    """The days that are both asked and known (first, last); maybe none (last < first)."""
    first, last = extent
    if period is None:
        return first, last
    return max(first, period.start), min(last, period.end - timedelta(days=1))


def hidden_because(table: DisclosedTable) -> str:
    """What a table does not show, and why; which cell protects which is not for it to say."""
    parts = []
    if few := sum(cell.hidden is Hidden.PROTECTED for cell in table.cells):
        parts.append(f"{few}, {_BECAUSE[table.metric.protection].format(n=table.threshold)}")
    if table.is_withheld:
        parts.append("le détail, qui désignerait quelqu’un")
    if table.total.hidden in (Hidden.THRESHOLD, Hidden.DOMINANCE):
        parts.append("le total")
    return french.enumerate_words(parts) or "rien"


_BECAUSE = {
    Protection.NONE: "",
    Protection.PERSONS: f"sous {{n}}{NBSP}personnes ou qui en trahiraient une autre",
    Protection.BUSINESS: "où trop peu d’entreprises font le chiffre, ou qui en trahiraient une",
}


def with_unit(metric: Metric, figure: float) -> str:
    """ "4 709 personnes"; the unit alone where it is part of the figure."""
    said = value(metric, figure)
    if metric.unit in ("%", POINTS) or metric.kind is Kind.DURATION or is_gap(metric):
        return said
    is_plural = abs(figure) >= TWO or metric.unit in INVARIABLE
    return f"{said}{NBSP}{metric.unit if is_plural else metric.unit.rstrip('s')}"


INVARIABLE = frozenset({"fois", "repas"})
TWO = 2
"""From which a noun is plural in French."""


def proportion(share: float, noun: str) -> str:
    """0.25 of "demandes" -> "une demande sur quatre"; a percentage where no fraction fits."""
    one = "une" if noun in FEMININE else "un"
    best = min(_FRACTIONS, key=lambda f: abs(f[0] / f[1] - share))
    parts, whole = best
    if abs(parts / whole - share) > CLOSE_ENOUGH * share:
        return f"{french.percent(share)} des {noun}"
    count = one if parts == 1 else french.spelled(parts)
    word = noun.rstrip("s") if parts == 1 and noun != "repas" else noun
    return f"{count} {word} sur {_WHOLES[whole]}"


CLOSE_ENOUGH = 0.06
"""A fraction may stand for a share that it misses by less than 6 %."""
_FRACTIONS = (
    (1, 10),
    (1, 8),
    (1, 7),
    (1, 6),
    (1, 5),
    (1, 4),
    (1, 3),
    (2, 5),
    (1, 2),
    (3, 5),
    (2, 3),
    (3, 4),
    (4, 5),
    (9, 10),
)
_WHOLES = {10: "dix", **{n: french.SMALL_NUMBERS[n] for n in range(2, 10)}}
