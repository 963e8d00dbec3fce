"""How French writes numbers, dates, durations and intervals. Source: Imprimerie nationale."""

import math
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

THIN = "\u202f"
"""Narrow no-break space: in thousands and before ; ! ? and %."""
NBSP = "\u00a0"
"""No-break space: before : and €."""
MINUS = "\u2212"
ABSENT = "—"
PARIS = ZoneInfo("Europe/Paris")
SHORT_MONTHS = (
    "janv.",
    "févr.",
    "mars",
    "avr.",
    "mai",
    "juin",
    "juil.",
    "août",
    "sept.",
    "oct.",
    "nov.",
    "déc.",
)
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
HOURS_A_DAY = 24
HOURS_AS_HOURS = 36
"""From so many hours on, a length is said in days."""
SMALL_NUMBERS = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")


def number(value: float, decimals: int | None = None) -> str:
    """1234.5 -> "1 234,5". `decimals` None: at most two, none that is zero."""
    if not math.isfinite(value):
        return ABSENT
    text = f"{abs(value):,.{2 if decimals is None else decimals}f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    is_zero = not text.strip("0.,")
    sign = MINUS if value < 0 and not is_zero else ""
    return sign + text.replace(",", THIN).replace(".", ",")


def percent(share: float, decimals: int | None = 0) -> str:
    """0.123 -> "12 %"; `decimals` as for `number`."""
    return f"{number(share * 100, decimals)}{THIN}%"


def points(difference: float) -> str:
    """A difference of shares, 0.032 -> "+3,2 points", with its sign."""
    found = round(difference * 100, 1)
    sign = "+" if found > 0 else MINUS if found < 0 else ""
    noun = "points" if abs(found) >= 2 else "point"
    return f"{sign}{number(abs(found), 1)}{NBSP}{noun}"


def day(value: date) -> str:
    """23 Nov 2026 -> "23 nov. 2026"; the first of a month is "1er"."""
    return f"{_ordinal(value.day)} {SHORT_MONTHS[value.month - 1]} {value.year}"


def long_day(value: date) -> str:
    """A day in full, as letters do: "lundi 23 novembre 2026"."""
    return (
        f"{WEEKDAYS[value.weekday()]} {_ordinal(value.day)} {MONTHS[value.month - 1]} {value.year}"
    )


def moment(value: datetime, zone: ZoneInfo = PARIS) -> str:
    """An aware instant at local time: "23 nov. 2026 à 4 h 10"."""
    local = value.astimezone(zone)
    return f"{day(local.date())} à {local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def duration(hours: float, like: float | None = None) -> str:
    """A length of time: "45 min", "5 h", "3,5 jours", in the unit that `like` hours deserve.

    `like` None: that of the length itself. Both ends of an interval read in one unit.
    """
    scale = hours if like is None else like
    if scale < 1:
        return f"{number(hours * 60, 0)}{NBSP}min"
    if scale < HOURS_AS_HOURS:
        return f"{number(hours, 0)}{NBSP}h"
    days = hours / HOURS_A_DAY
    text = number(days, 0 if scale >= 10 * HOURS_A_DAY else 1).removesuffix(",0")
    return f"{text}{NBSP}{'jours' if scale / HOURS_A_DAY >= 2 else 'jour'}"


def between(low: str, high: str) -> str:
    """An interval in a sentence: "entre 9 et 13"; one figure when both ends read the same."""
    return low if low == high else f"entre {low} et {high}"


def count(n: int, singular: str, plural: str = "") -> str:
    """ "1 demande", "12 demandes": French is singular below two."""
    word = singular if abs(n) < 2 else plural or singular + "s"
    return f"{number(n, 0)}{NBSP}{word}"


def spelled(n: int) -> str:
    """Numbers below ten in letters, as in running text."""
    return SMALL_NUMBERS[n] if 0 <= n < len(SMALL_NUMBERS) else number(n, 0)


def enumerate_words(words: Iterable[str], last_link: str = "et") -> str:
    """ "a", "a et b", "a, b et c"; with another `last_link`, "a, b ou c"."""
    *first, last = list(words) or [""]
    return f"{', '.join(first)} {last_link} {last}" if first else last


def of_place(name: str) -> str:
    """« de » before the name of a place, contracted or elided: du Mans, des Ulis, d’Orléans.

    An initial h is taken for mute, as it is in most names.
    """
    for article, link in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return link + name.removeprefix(article)
    is_vowel = alphabetical(name)[:1] in set("aeiouyh")
    return f"d’{name}" if is_vowel else f"de {name}"


def alphabetical(text: str) -> str:
    """A sorting key: accents and case do not count."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def _ordinal(day_of_month: int) -> str:
    return "1er" if day_of_month == 1 else str(day_of_month)
