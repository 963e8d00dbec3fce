"""The catalogue of metrics and facts as a page: `docs/catalogue.md` is what this writes."""

from collections.abc import Iterable, Iterator, Mapping

from parvis.core.facts import Fact
from parvis.core.metrics.definition import Interval, Metric

THEMES = {
    "A": "Qui sont mes usagers ?",
    "B": "Quel est leur profil ?",
    "C": "Quels sont leurs centres d’intérêt ?",
    "D": "De quels moyens disposent-ils ?",
    "E": "L’offre est-elle adaptée ?",
    "F": "Qualité de service",
    "G": "Satisfaction et fidélité",
    "H": "Attractivité",
    "I": "Conformité",
}
COUNTS = {"A": 6, "B": 6, "C": 7, "D": 7, "E": 13, "F": 14, "G": 9, "H": 12, "I": 6}
"""How many indicators the catalogue has under each theme: 80 in all."""

_INTRO = """# Catalogue

Every metric and fact shipped, written from their definitions by `scripts/catalogue.py`: a test
refuses a page that says otherwise. [Methods](methods.md) says what each kind computes.

The number of an indicator (A1 to I6) is its place in the catalogue of 80. *Needs* names the file
that lights up a metric; where it is empty, the files of the demonstration suffice.
"""


def catalogue_page(metrics: Mapping[str, Metric], facts: Mapping[str, Fact]) -> str:
    """The page, in Markdown."""
    by_theme = {
        f"{letter}. {title}": [m for m in metrics.values() if m.code.startswith(letter)]
        for letter, title in THEMES.items()
    }
    by_theme["Autres indicateurs, dont ceux qui entrent dans les précédents"] = [
        m for m in metrics.values() if not m.code
    ]
    parts = [_INTRO]
    for title, chosen in by_theme.items():
        parts.append(f"## {title}\n\n{_table(_METRIC, map(_metric, _sorted(chosen)))}")
    parts.append(f"## Faits\n\n{_table(_FACT, map(_fact, facts.values()))}")
    return "\n".join(parts)


def _sorted(metrics: Iterable[Metric]) -> list[Metric]:
    return sorted(metrics, key=lambda m: (m.code[:1], int(m.code[1:] or 0), m.id))


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(headings)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


_METRIC = ("n°", "code", "title", "formula", "by", "interval", "source", "needs")
_FACT = ("title", "code", "counts", "columns")


def _metric(metric: Metric) -> Iterator[str]:
    yield metric.code
    yield f"`{metric.id}`"
    yield metric.title
    yield metric.formula.replace("|", "\\|")
    yield ", ".join(metric.dimensions) or "–"
    yield "–" if metric.interval is Interval.NONE else metric.interval.value
    yield metric.formula_source
    yield metric.needs


def _fact(fact: Fact) -> Iterator[str]:
    yield fact.title
    yield f"`{fact.id}`"
    yield fact.column(fact.entity).title.lower() if fact.entity else "–"
    yield ", ".join(f"{c.name} ({c.rule})" for c in fact.columns)
