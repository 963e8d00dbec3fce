"""Dates of birth, as eight digits or nothing."""

import re

from parvis.core.people.names import unaccented

_YEAR_FIRST = re.compile(r"((?:1\d|20)\d\d)[-/. ]([01]?\d)[-/. ]([0-3]?\d)(?:[T ].*)?")
_YEAR_PACKED = re.compile(r"((?:18|19|20)\d\d)(0\d|1[0-2])([0-3]\d)(?:[T ].*)?")
_YEAR_CLOSE = re.compile(r"((?:18|19|20)\d\d)[-/. ]?([01]?\d)[-/. ]?([0-3]?\d)(?:[T ].*)?")
_DAY_FIRST = re.compile(r"([0-3]?\d)[-/. ]([01]?\d)[-/. ]((?:18|19|20)\d\d)(?:[T ].*)?")
_MONTH_FIRST = re.compile(r"([01]?\d)[-/. ]([0-3]?\d)[-/. ]((?:18|19|20)\d\d)(?:[T ].*)?")
_SHORT_YEAR = re.compile(r"([0-3]?\d)[-/. ]([01]?\d)[-/. ](\d\d)")
_PIVOT = 30
"""A year in two digits below it is of this century: who is a hundred years old is written alike
twice, and only their age is wrong."""
_PACKED = re.compile(r"([0-3]\d)([01]\d)((?:19|20)\d\d)")
_WORDS = re.compile(r"(\d{1,2})(?:ER)? ([A-Z]{3,9})\.? ((?:18|19|20)\d\d)")
_MONTHS = {
    word: number
    for number, spellings in enumerate(
        "JAN JANV JANVIER JANUARY|FEV FEVR FEVRIER FEB FEBRUARY|MAR MARS MARCH|AVR AVRIL APR APRIL|"
        "MAI MAY|JUN JUIN JUNE|JUIL JUILLET JUL JULY|AOU AOUT AUG AUGUST|SEP SEPT SEPTEMBRE "
        "SEPTEMBER|OCT OCTOBRE OCTOBER|NOV NOVEMBRE NOVEMBER|DEC DECEMBRE DECEMBER".split("|"),
        start=1,
    )
    for word in spellings.split()
}
_MEANINGLESS = frozenset({"19000101", "19010101", "18991231", "18991230"})


def birth_date(text: str) -> str:
    """`text` as YYYYMMDD; "" where it is no date, or the one that stands for "unknown".

    Impossible days are kept as written when the year leads: a swapped day still tells.
    """
    parts = _parts(text.strip())
    if parts is None:
        return ""
    year, month, day = parts
    if not (1 <= day <= 31) or month == 0:
        return ""
    digits = f"{year:04}{month:02}{day:02}"
    return "" if digits in _MEANINGLESS else digits


def _parts(text: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.fullmatch(text) or _YEAR_PACKED.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    found = _DAY_FIRST.fullmatch(text) or _PACKED.fullmatch(text)
    if found and int(found[2]) <= 12:
        return int(found[3]), int(found[2]), int(found[1])
    if found := _YEAR_CLOSE.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _MONTH_FIRST.fullmatch(text):
        return int(found[3]), int(found[1]), int(found[2])
    if (found := _SHORT_YEAR.fullmatch(text)) and int(found[2]) <= 12:
        year = int(found[3])
        return year + (2000 if year < _PIVOT else 1900), int(found[2]), int(found[1])
    found = _WORDS.fullmatch(unaccented(text))
    if found and found[2] in _MONTHS:
        return int(found[3]), _MONTHS[found[2]], int(found[1])
    return None
