"""What a cell of a file of cases says, whatever way a French town writes it."""

import re
from datetime import date, datetime
from decimal import Decimal

from parvis.core.errors import Refused
from parvis.core.offer.conditions import Value

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_SPACES = re.compile(r"[ \u00a0\u202f]|€")
_YES, _NO = frozenset({"true", "oui", "vrai"}), frozenset({"false", "non", "faux"})


def value_of(cell: str) -> Value:
    """Nothing, yes or no, a number ("1 234,50 €" or 1234.5), else the words themselves."""
    text = cell.strip()
    if not text:
        return None
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    bare = _SPACES.sub("", text)
    return Decimal(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else text


def day_of(cell: str) -> date:
    """A day written 2025-09-15 or 15/09/2025; Refused otherwise."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(cell.strip(), form).date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            continue
    raise Refused("tariff.day", value=cell)
