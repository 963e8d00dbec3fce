"""French formats and components, for every template."""

from collections.abc import Sequence
from datetime import date, datetime

from django import template
from django.core.paginator import Page
from django.forms import BoundField, Form
from django.http import QueryDict

from parvis.apps.ui.question.doors import doors as question_doors
from parvis.apps.ui.question.shell import Link, QuestionView
from parvis.core import french

register = template.Library()


@register.filter
def number(value: float | None, decimals: int | None = None) -> str:
    """1234.5 -> "1 234,5"; nothing known -> a dash."""
    return french.ABSENT if value is None else french.number(value, decimals)


@register.filter
def percent(value: float | None, decimals: int = 0) -> str:
    """0.12 -> "12 %"."""
    return french.ABSENT if value is None else french.percent(value, decimals)


@register.filter
def day(value: date | None) -> str:
    """A date -> "23 nov. 2026"."""
    return french.ABSENT if value is None else french.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """An instant -> "23 nov. 2026 à 4 h 10", local time."""
    return french.ABSENT if value is None else french.moment(value)


@register.filter
def duration(hours: float | None) -> str:
    """Hours -> "3,5 jours"."""
    return french.ABSENT if hours is None else french.duration(hours)


@register.filter
def begun(sentence: str) -> str:
    """A sentence as it begins: with a capital, unless its first word is the name of a file."""
    first, _, _ = sentence.partition(" ")
    return sentence if "." in first.rstrip(".,") else sentence[:1].upper() + sentence[1:]


@register.filter
def counted(n: int, words: str) -> str:
    """`{{ 3|counted:"ligne" }}` -> "3 lignes"; "cheval,chevaux" for irregular plurals."""
    singular, _, plural = words.partition(",")
    return french.count(n, singular, plural)


@register.filter
def doors(page: QuestionView | str) -> list[Link]:
    """The eight questions, that of `page` (or of this id) marked."""
    return question_doors(page if isinstance(page, str) else page.id)


@register.inclusion_tag("ui/_crumbs.html")
def crumbs(here: str, *trail: str) -> dict[str, object]:
    """Breadcrumb: `here`, after pairs of address and label."""
    return {"here": here, "steps": list(zip(trail[::2], trail[1::2], strict=True))}


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField) -> dict[str, object]:
    """A form field: label, hint, error, then where one writes.

    A placeholder vanishes when one starts to write: whatever the form says, there is none.
    """
    bound.field.widget.attrs.pop("placeholder", None)
    names = [f"{bound.auto_id}_aide"] if bound.help_text else []
    names += [f"{bound.auto_id}_erreur"] if bound.errors else []
    attributes = {"aria-describedby": " ".join(names)} if names else {}
    if bound.errors:
        attributes["aria-invalid"] = "true"
    return {"field": bound, "widget": bound.as_widget(attrs=attributes)}


@register.inclusion_tag("ui/_errors.html")
def error_summary(form: Form) -> dict[str, object]:
    """What is to be corrected, first on the page, each line linked to its field."""
    links = [(_first_id(b), _line(b.label, e)) for b in form for e in b.errors]
    lines: Sequence[str] = list(form.non_field_errors())
    return {"links": links, "lines": lines, "total": len(links) + len(lines)}


def _first_id(bound: BoundField) -> str:
    """Where a line leads: the field, or the first of its choices."""
    return bound.id_for_label or bound.subwidgets[0].id_for_label


def _line(label: str, error: str) -> str:
    """A question is followed by its error; a name, by a colon."""
    return f"{label} {error}" if label.endswith("?") else f"{label}{french.NBSP}: {error}"


@register.inclusion_tag("ui/_pages.html")
def pagination(page: Page, query: QueryDict) -> dict[str, object]:
    """Previous and next, keeping the filters of the address."""
    return {"page": page, "base": _without_page(query)}


def _without_page(query: QueryDict) -> str:
    kept = query.copy()
    kept.pop("page", None)
    return f"?{kept.urlencode()}&" if kept else "?"
