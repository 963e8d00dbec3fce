"""How French towns write numbers, dates and booleans.

The patterns are written in the common part of Python's `re` and of RE2, so that detection
(here) and typing (in an engine) agree on what a value is. Years of two digits are read only
where a contract's `formats` say so: a birth date of "01/02/30" has two meanings.
"""

import re
from functools import cache

from parvis.core.ingest.contract import Field, FieldType

BLANKS = " \t\u00a0\u202f\u2007"
"""Spaces found around cells and between thousands."""

PLAIN_INTEGER = r"[+-]?[0-9]{1,18}([.,]0{1,2})?"
"""Three zeros would be thousands in an English export: 1,000 is not 1."""

GROUPED_INTEGER = r"[+-]?[0-9]{1,3}([ \x{a0}\x{202f}][0-9]{3}){1,5}"
PLAIN_DECIMAL = r"[+-]?[0-9]{1,300}([.][0-9]{1,300})?"
FRENCH_DECIMAL = (
    r"[+-]?([0-9]{1,18}|[0-9]{1,3}([ .\x{a0}\x{202f}][0-9]{3}){1,5})"
    r"(,[0-9]{1,18})?[ \x{a0}\x{202f}]?€?"
)
ISO_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
FRENCH_DATE = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}"
CLOCK = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
OFFSET = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
EXCEL_DAY = r"[1-9][0-9]{4}([.,][0-9]{1,17})?"
"""Five digits: from 18 May 1927; four would be taken for a year."""

DATE_SHAPE = f"({ISO_DATE}|{FRENCH_DATE})"
MIDNIGHT = r"[ T]00:00(:00([.]0{1,6})?)?"

TRUE_WORDS = ("oui", "o", "vrai", "true", "yes", "y", "1", "x")
FALSE_WORDS = ("non", "n", "faux", "false", "no", "0")

_LOOKS = {
    FieldType.INTEGER: f"{PLAIN_INTEGER}|{GROUPED_INTEGER}",
    FieldType.DECIMAL: f"{PLAIN_DECIMAL}|{FRENCH_DECIMAL}",
    FieldType.DATE: f"{DATE_SHAPE}({MIDNIGHT})?",
    FieldType.DATETIME: f"{DATE_SHAPE}([ T]{CLOCK}{OFFSET}?)?",
    FieldType.BOOLEAN: "|".join(TRUE_WORDS + FALSE_WORDS),
}


def looks_like(field: Field, text: str) -> bool:
    """Whether `text` is written as `field` expects; its own formats are given credit."""
    if field.values:
        return text in field.values
    if field.type is FieldType.TEXT or field.formats:
        return True
    return _compiled(field.type).fullmatch(text) is not None


@cache
def _compiled(kind: FieldType) -> re.Pattern[str]:
    python = re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), _LOOKS[kind])
    return re.compile(python, re.IGNORECASE)
