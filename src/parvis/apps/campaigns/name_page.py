"""What the screen of a watch says: each mark in words, and what presses."""

from dataclasses import dataclass
from datetime import date

from parvis.apps.campaigns.models import NameWatch
from parvis.core.french import NBSP, count, long_day
from parvis.core.loyalty.trademarks import Match

_SOON = 14
"""Days before the term to oppose from which it presses."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark near the name. `term` says until when one may oppose; `presses`: very soon."""

    mark: str
    number: str
    applicant: str
    classes: str
    filed_on: date
    nearness: str
    term: str
    presses: bool


def marks_of(watch: NameWatch, today: date) -> list[Mark]:
    """The marks of a reading, their terms counted from `today`."""
    return [_mark(hit, today) for hit in watch.hits]


def said_of(watch: NameWatch, today: date) -> str:
    """The answer of the page, in one or two sentences."""
    read = f"{count(watch.read, 'marque lue', 'marques lues')}"
    if not watch.hits:
        return f"{read}{NBSP}: aucune n’approche {_named(watch)}."
    near = f"{count(len(watch.hits), 'approche', 'approchent')} {_named(watch)}"
    terms = sorted(day for hit in watch.hits if (day := _term(hit)) and day >= today)
    if not terms:
        return f"{read}, {near}. Plus aucune ne peut être opposée."
    open_ = count(len(terms), "peut encore être opposée", "peuvent encore être opposées")
    return f"{read}, {near}. {open_}, la première jusqu’au {long_day(terms[0])}."


def _named(watch: NameWatch) -> str:
    return " ou ".join(f"«{NBSP}{name}{NBSP}»" for name in watch.names)


def _term(hit: dict[str, str]) -> date | None:
    return date.fromisoformat(hit["oppose_by"]) if hit["oppose_by"] else None


def _mark(hit: dict[str, str], today: date) -> Mark:
    term = _term(hit)
    left = (term - today).days if term else -1
    return Mark(
        hit["mark"], hit["number"], hit["applicant"] or "inconnu", hit["classes"] or "inconnues",
        date.fromisoformat(hit["filed_on"]), f"{Match(hit['match']).label} ({hit['name']})",
        "publication inconnue" if term is None else "délai passé" if left < 0
        else f"jusqu’au {long_day(term)}, {count(left, 'jour')}",
        0 <= left <= _SOON,
    )  # fmt: skip
