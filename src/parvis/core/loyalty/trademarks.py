"""The name of the town in trademark filings: found whatever its spelling, with the term to oppose.

A town may oppose a filing that harms its name (code de la propriété intellectuelle, L. 711-3, I, 9°
and L. 712-4), within two months of its publication; INPI's own alert covers the bare name alone.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from rapidfuzz.distance import OSA

from parvis.core.calendar.holidays import Calendar, days_off
from parvis.core.french import alphabetical
from parvis.core.loyalty.filings import Filing
from parvis.core.people.sounds import sound

OPPOSITION_MONTHS = 2
_SHORT, _LONG, _LEAST = 5, 8, 4
_SOUND_LEAST = 5
_WORDS = re.compile(r"[^a-z0-9]+")


class Match(StrEnum):
    """How a mark comes near the name."""

    EXACT = "exact"
    WITHIN = "within"
    SOUND = "sound"
    NEAR = "near"

    @property
    def label(self) -> str:
        """The match, in French."""
        return _MATCHES[self]


_MATCHES = {
    Match.EXACT: "le nom même",
    Match.WITHIN: "le nom collé à d’autres lettres",
    Match.SOUND: "se prononce pareil",
    Match.NEAR: "à une lettre près",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A filing near a watched name, how, and until when one may oppose."""

    filing: Filing
    name: str
    match: Match
    oppose_by: date | None
    is_open: bool


def hits_in(
    filings: Iterable[Filing], names: Sequence[str], today: date, calendar: Calendar | None = None
) -> list[Hit]:
    """The filings near one of `names` (the name, the gentilés), the first term to oppose first."""
    found = (_hit(filing, names, today, calendar) for filing in filings)
    return sorted((hit for hit in found if hit is not None), key=_urgency)


def nearness(mark: str, name: str) -> Match | None:
    """How `mark` comes near `name`; None where it does not."""
    words, wanted = _words(mark), _words(name)
    joined = "".join(wanted)
    runs = list(_runs(words, len(wanted)))
    if joined in runs:
        return Match.EXACT
    if len(joined) > _SHORT and any(joined in word for word in words):
        return Match.WITHIN
    if len(joined) >= _SOUND_LEAST and _sounds_as(joined, runs):
        return Match.SOUND
    most = 0 if len(joined) <= _SHORT else 1
    near = any(abs(len(run) - len(joined)) <= most and OSA.distance(run, joined) <= most
               for run in runs)  # fmt: skip
    return Match.NEAR if most and near else None


def opposition_term(published_on: date, calendar: Calendar | None = None) -> date:
    """The last day to oppose: two months later, the same day number or the last of the month; the
    next working day where it is none (CPI, R. 718-5)."""
    months = published_on.year * 12 + published_on.month - 1 + OPPOSITION_MONTHS
    year, month = divmod(months, 12)
    end = date(year, month + 1, min(published_on.day, monthrange(year, month + 1)[1]))
    return end if calendar is None else _next_working(end, calendar)


def _next_working(day: date, calendar: Calendar) -> date:
    off = days_off(calendar, day, day + timedelta(days=10))
    while day.weekday() > 4 or day in off:
        day += timedelta(days=1)
    return day


def _hit(
    filing: Filing, names: Sequence[str], today: date, calendar: Calendar | None
) -> Hit | None:
    ranked = [(match, name) for name in names if (match := nearness(filing.mark, name))]
    if not ranked:
        return None
    match, name = min(ranked, key=lambda found: list(Match).index(found[0]))
    term = opposition_term(filing.published_on, calendar) if filing.published_on else None
    return Hit(filing, name, match, term, term is not None and today <= term)


def _urgency(hit: Hit) -> tuple[bool, date, str]:
    return not hit.is_open, hit.oppose_by or date.max, hit.filing.number


def _words(text: str) -> list[str]:
    words = [word for word in _WORDS.split(alphabetical(text)) if word]
    is_spelled_out = len(words) > 2 and all(len(word) == 1 for word in words)
    return ["".join(words)] if is_spelled_out else words


def _runs(words: Sequence[str], length: int) -> Iterator[str]:
    """Words alone and joined: as many as the name has, and up to one more."""
    for size in range(1, length + 2):
        for start in range(len(words) - size + 1):
            yield "".join(words[start : start + size])


def _sounds_as(name: str, runs: Iterable[str]) -> bool:
    heard = sound(name.upper())
    return any(len(run) >= _LEAST and sound(run.upper()) == heard for run in runs)
