"""What figures say: the title of each, and the answer at the head of the page.

A finding names only what can be told from chance: two values whose 95 % intervals are apart.
This is stricter than a test of their difference; what it keeps silent is said in the table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from parvis.apps.ui.question import words
from parvis.core import french
from parvis.core.french import NBSP, THIN
from parvis.core.metrics.definition import Interval, Kind
from parvis.core.privacy.disclosure import Cell, DisclosedTable, Hidden


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; `figure` is the id of the figure that proves it, or ""."""

    text: str
    figure: str = ""


def finding(table: DisclosedTable, behind: DisclosedTable | None = None) -> str:
    """The title of a figure: what it shows, in words, `behind` being what was planned."""
    shown = [cell for cell in table.cells if cell.value is not None]
    if len(shown) < 2:
        return _lone(table)
    if behind is not None:
        return _against(shown, behind)
    if table.by[0] in words.GRAINS:
        return _over_time(table, shown)
    return _FINDINGS.get(table.metric.kind, _distinct)(table, shown)


def apart(one: Cell, other: Cell) -> bool:
    """Whether two cells can be told from chance: their intervals do not touch."""
    if None in (one.low, one.high, other.low, other.high):
        return False
    return one.low > other.high or other.low > one.high  # type: ignore[operator]


def differ(table: DisclosedTable, one: Cell, other: Cell) -> bool:
    """`apart`, or simply different where everything is counted and nothing is drawn by lot."""
    if table.metric.interval is Interval.NONE:
        return one.value != other.value
    return apart(one, other)


def _is_bounded(table: DisclosedTable, cell: Cell) -> bool:
    """Whether both ends of the interval are known, where there is one."""
    return table.metric.interval is Interval.NONE or cell.high is not None


def _lone(table: DisclosedTable) -> str:
    total = table.total
    if total.value is None:
        return f"{table.metric.title}{NBSP}: {words.cell_value(table.metric, total)}."
    return f"{table.metric.title}{NBSP}: {words.value(table.metric, total.value)}."


def _extremes(cells: Sequence[Cell]) -> tuple[Cell, Cell]:
    ranked = sorted(cells, key=lambda cell: cell.value or 0.0)
    return ranked[0], ranked[-1]


def _against(shown: Sequence[Cell], behind: DisclosedTable) -> str:
    planned = {cell.keys: cell.value for cell in behind.cells}
    above = sum((planned.get(cell.keys) or 0.0) > (cell.value or 0.0) for cell in shown)
    if above == len(shown):
        return "Chaque mois, on prévoit plus de repas qu’on n’en sert."
    if above == 0:
        return "On ne prévoit trop de repas aucun mois."
    return f"On prévoit plus de repas qu’on n’en sert {above} mois sur {len(shown)}."


def _over_time(table: DisclosedTable, shown: Sequence[Cell]) -> str:
    low, high = _extremes(shown)
    by, noun = table.by[0], table.metric.unit
    if not differ(table, low, high):
        return f"Le nombre de {noun} ne varie pas plus que le hasard d’un mois à l’autre."
    most, least = (words.key(by, cell.keys[0]) for cell in (high, low))
    highest, lowest = (words.value(table.metric, cell.value or 0.0) for cell in (high, low))
    return f"Le plus en {most} ({highest}{NBSP}{noun}), le moins en {least} ({lowest})."


def _parts_of_whole(table: DisclosedTable, shown: Sequence[Cell]) -> str:
    ranked = sorted(shown, key=lambda cell: cell.value or 0.0, reverse=True)
    first, second = ranked[0].keys[0], ranked[1].keys[0]
    if not differ(table, ranked[0], ranked[1]):
        return f"«{NBSP}{first}{NBSP}» et «{NBSP}{second}{NBSP}» viennent en tête, à égalité."
    if not table.total.value:
        return f"«{NBSP}{first}{NBSP}» vient en tête."
    part = words.proportion((ranked[0].value or 0.0) / table.total.value, table.metric.unit)
    return f"«{NBSP}{first}{NBSP}» vient en tête{NBSP}: {part}."


def _distinct(table: DisclosedTable, shown: Sequence[Cell]) -> str:
    """Persons do not add up: no part of a whole here."""
    _, high = _extremes(shown)
    said = words.value(table.metric, high.value or 0.0)
    return f"«{NBSP}{high.keys[0]}{NBSP}» vient en tête, avec {said}{NBSP}{table.metric.unit}."


def _ranked(lead: str, tail: str, table: DisclosedTable, shown: Sequence[Cell]) -> str:
    low, high = _extremes([cell for cell in shown if _is_bounded(table, cell)] or shown)
    if not differ(table, low, high):
        return "Aucune catégorie ne se distingue nettement des autres."
    ends = [
        f"«{NBSP}{cell.keys[0]}{NBSP}» ({words.value(table.metric, cell.value or 0.0)})"
        for cell in (low, high)
    ]
    return f"{lead} {ends[0]}, {tail} {ends[1]}."


def _share(table: DisclosedTable, shown: Sequence[Cell]) -> str:
    return _ranked("Les délais sont le moins tenus pour", "le mieux pour", table, shown)


def _duration(table: DisclosedTable, shown: Sequence[Cell]) -> str:
    return _ranked("Le plus rapide est", "le plus long", table, shown)


def _ratio(table: DisclosedTable, shown: Sequence[Cell]) -> str:
    """How far from one for one, from the nearest to the farthest place."""
    low, high = ((cell.value or 0.0) - 1 for cell in _extremes(shown))
    least, most = (french.percent(round(abs(end), 3), None) for end in (low, high))
    if low < 0 < high:
        return f"Selon le restaurant, on prévoit de {least} de moins à {most} de plus que servi."
    side = "trop" if high > 0 else "trop peu"
    first, last = (least, most) if high > 0 else (most, least)
    return f"Selon le restaurant, on prévoit de {first} à {last} de {side}."


_FINDINGS = {
    Kind.COUNT: _parts_of_whole,
    Kind.SUM: _parts_of_whole,
    Kind.DISTINCT: _distinct,
    Kind.SHARE: _share,
    Kind.DURATION: _duration,
    Kind.RATIO: _ratio,
}


def requests_sentence(
    requests: Cell, on_time: Cell | None, median: Cell | None, p90: Cell | None
) -> list[Part]:
    """The answer about requests: how many, how long, how often on time."""
    if requests.value is None:
        return []
    noun = "demande reçue" if requests.value < 2 else "demandes reçues"
    parts = [Part(f"{french.number(requests.value, 0)}{NBSP}{noun}", "demandes-mois")]
    if median is not None and median.value is not None:
        parts += [Part(", dont la moitié closes en "), _delay(median, "delai-median")]
        if p90 is not None and p90.value is not None:
            parts += [Part(" et neuf sur dix en "), _delay(p90, "delai-neuf-sur-dix")]
    if on_time is not None and on_time.value is not None:
        kept = words.proportion(on_time.value, "demandes")
        parts += [Part(f"{THIN}; délais tenus pour "), Part(kept, "a-temps")]
    return [*parts, Part(". ")]


def _delay(cell: Cell, figure: str) -> Part:
    return Part(french.duration(cell.value or 0.0), figure)


def meals_sentence(ratio: Cell, served: Cell) -> list[Part]:
    """The answer about meals: how many, and how far planning is from serving."""
    if served.value is None or ratio.value is None:
        return []
    gap = ratio.value - 1
    side = "de plus qu’on n’en sert" if gap >= 0 else "de moins qu’on n’en sert"
    return [
        Part("À table, "),
        Part(f"{french.number(served.value, 0)}{NBSP}repas servis", "repas-mois"),
        Part(f"{THIN}; on en prévoit "),
        Part(french.percent(round(abs(gap), 3), None), "repas-site"),
        Part(f" {side}. "),
    ]


def borrowers_sentence(borrowers: Cell) -> list[Part]:
    """The answer about the library: how many distinct persons."""
    if not borrowers.value:
        return []
    said = f"{french.number(borrowers.value, 0)}{NBSP}personnes"
    return [Part("À la médiathèque, "), Part(said, "emprunteurs-mois"), Part(" ont emprunté. ")]


def comparison(now: DisclosedTable, before: DisclosedTable) -> str:
    """How a total moved in a year; "" where it cannot be told from chance."""
    if not apart(now.total, before.total):
        return ""
    new, old = now.total.value or 0.0, before.total.value or 0.0
    side = "plus" if new > old else "moins"
    gap = french.percent(abs(new - old) / old) if old else ""
    return f"{gap} de {side} qu’un an plus tôt ({words.value(now.metric, old)})"


def silent(table: DisclosedTable) -> str:
    """Why a table says nothing at all; "" when it does."""
    return _SILENCES.get(table.total.hidden, "") if table.total.hidden else ""


_SILENCES = {
    Hidden.NO_DATA: "Les fichiers reçus ne disent pas ce qu’il faut pour le calculer.",
    Hidden.NOT_REACHED: "Trop de demandes sont encore ouvertes pour que ce délai soit connu.",
}
