"""How a line of a worklist is laid out in its table."""

from collections.abc import Iterable

from django import template

from parvis.apps.controls.page import Row
from parvis.apps.controls.page import figure_titles as titles_of
from parvis.core.controls.definition import Control

register = template.Library()


@register.filter
def figure_titles(control: Control) -> tuple[str, ...]:
    """The headings of the figures of a line."""
    return titles_of(control)


@register.filter
def keyed(row: Row, control: Control) -> Iterable[tuple[str, str]]:
    """The keys of a line, each with its heading."""
    return zip(row.keys, control.key_titles, strict=True)


@register.filter
def figured(row: Row, control: Control) -> Iterable[tuple[str, str]]:
    """The figures of a line, each with its heading."""
    return zip(row.figures, titles_of(control), strict=True)
