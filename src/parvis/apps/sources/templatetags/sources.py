"""How a value of a line is written."""

from datetime import date, datetime

from django import template

from parvis.core import french

register = template.Library()


@register.filter
def fact(value: object) -> str:
    """A value of a conformed line in French: date, number, yes or no, text, or a dash."""
    if value is None:
        return french.ABSENT
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date) and not isinstance(value, datetime):
        return french.day(value)
    return french.number(value) if isinstance(value, int | float) else str(value)


@register.filter
def is_number(value: object) -> bool:
    """Whether a value is set as a figure, on the right."""
    return isinstance(value, int | float) and not isinstance(value, bool)
