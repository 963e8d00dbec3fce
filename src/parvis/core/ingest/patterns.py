"""How French towns write numbers, dates and booleans.

The patterns are written in the common part of Python's `re` and of RE2, so that detection
(here) and typing (in an engine) agree on what a value is. Years of two digits are read only
where a contract's `formats` say so: a birth date of "01/02/30" has two meanings.
"""

import re
from functools import cache

from parvis.core.ingest.contract import Field, FieldType

BLANKS = " \t\u00a0\u202f\u2007\u2009"
"""Spaces found around cells and between thousands."""

PLAIN_INTEGER = r"[+-]?[0-9]{1,18}([.,]0{1,2})?"
"""Three zeros would be thousands in an English export: 1,000 is not 1."""

_SPACE = r" \x{a0}\x{202f}\x{2007}\x{2009}"
GROUPED_INTEGER = rf"[+-]?[0-9]{{1,3}}([{_SPACE}][0-9]{{3}}){{1,5}}"
PLAIN_DECIMAL = r"[+-]?[0-9]+([.][0-9]+)?"
LONGEST_DECIMAL = 300
"""Characters of a plain decimal: what is longer may be no finite number."""

CURRENCY = "(€|EUR|euros?)"
FRENCH_DECIMAL = (
    rf"(€[{_SPACE}]?)?[+-]?([0-9]{{1,18}}|[0-9]{{1,3}}([.{_SPACE}][0-9]{{3}}){{1,5}})"
    rf"(,[0-9]{{1,18}})?[{_SPACE}]?{CURRENCY}?"
)
"""The sign may come first, and the currency be spelled: € 12,50 or 12,50 EUR."""

POINTED_AMOUNT = rf"(€[{_SPACE}]?)?[+-]?[0-9]{{1,18}}([.][0-9]{{1,18}})?[{_SPACE}]?{CURRENCY}?"
"""A plain decimal with its currency: 12.50 €."""

ISO_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
FRENCH_DATE = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}"
CLOCK = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?"
OFFSET = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
EXCEL_DAY = r"[1-9][0-9]{4}([.,][0-9]{1,17})?"
"""Five digits: from 18 May 1927; four would be taken for a year."""

USUAL_EXCEL_DAY = r"[2-5][0-9]{4}([.,][0-9]{1,17})?"
"""Those read wherever a date is awaited: from 1954 to 2064."""

MONTHS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
"""How the French names of months begin, short or long, once without accent."""

MONTH_START = "(jui[nl]|[a-z]{3})"
"""What tells them apart."""

_MONTH = (
    r"(janv(ier|\.)?|f[ée]vr(ier|\.)?|mars|avr(il|\.)?|mai|juin|juil(let|\.)?|ao[uû]t"
    r"|sept(embre|\.)?|oct(obre|\.)?|nov(embre|\.)?|d[ée]c(embre|\.)?)"
)
_WEEKDAY = r"((lun|mar|mercre|jeu|vendre|same)di|dimanche)"
NAMED_DATE = rf"({_WEEKDAY}[{_SPACE}])?[0-9]{{1,2}}(er)?[{_SPACE}]{_MONTH}[{_SPACE}][0-9]{{4}}"
"""31 déc. 2025, 1er janvier 2026, jeudi 1er janvier 2026."""

SPOKEN_CLOCK = rf"[{_SPACE}](à[{_SPACE}])?[0-9]{{1,2}}[{_SPACE}]?[hH:][{_SPACE}]?[0-9]{{2}}"
"""à 14h05, 14 h 05 or 14:05, after a day."""

PHONE_MARKS = BLANKS + ".-/()\u2011\u2013"
"""What stands between the digits of a telephone number."""

FRENCH_PHONE = r"(\+33|0033|33)?0?[1-9][0-9]{8}"
FOREIGN_PHONE = r"(\+|00)[1-9][0-9]{6,14}"

DATE_SHAPE = f"({ISO_DATE}|{FRENCH_DATE})"
MIDNIGHT = r"[ T]00:00(:00([.]0{1,6})?)?"

TRUE_WORDS = ("oui", "o", "vrai", "true", "yes", "y", "1", "x")
FALSE_WORDS = ("non", "n", "faux", "false", "no", "0")

_LOOKS = {
    FieldType.INTEGER: f"{PLAIN_INTEGER}|{GROUPED_INTEGER}",
    FieldType.DECIMAL: f"{PLAIN_DECIMAL}|{FRENCH_DECIMAL}|{POINTED_AMOUNT}",
    FieldType.DATE: f"{DATE_SHAPE}({MIDNIGHT})?|{NAMED_DATE}|{USUAL_EXCEL_DAY}",
    FieldType.DATETIME: (
        f"{DATE_SHAPE}([ T]{CLOCK}{OFFSET}?)?|({DATE_SHAPE}|{NAMED_DATE})({SPOKEN_CLOCK})?"
        f"|{USUAL_EXCEL_DAY}"
    ),
    FieldType.PHONE: r"[+(]?[0-9][0-9 .()/\x{a0}\x{202f}-]{7,24}",
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
