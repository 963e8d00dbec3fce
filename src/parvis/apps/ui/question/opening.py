"""The period that a page opens on, for who asks none."""

from datetime import date, timedelta

from parvis.apps import wired
from parvis.apps.ui.question.reading import bases, facts_held
from parvis.core.french import NBSP
from parvis.core.metrics.period import Grain, Period, key_of, parse_period, title_of
from parvis.core.questions import Inquiry
from parvis.core.release import Manifest


def usual_period(manifest: Manifest, authority: str) -> Period | None:
    """The last whole year that most files know; None where no year is whole."""
    extents = [note.extents[authority] for note in facts_held(manifest, authority).values()]
    years = [
        key_of(end, Grain.YEAR) if end >= date(end.year, 12, 31) else str(end.year - 1)
        for start, end in extents
        if end - start >= timedelta(days=365)
    ]
    return parse_period(max(years, key=lambda y: (years.count(y), y))) if years else None


def known_period(
    manifest: Manifest, authority: str, inquiry: Inquiry, usual: Period | None
) -> Period | None:
    """`usual`, or the last year of which the files of `inquiry` know something where it is later.

    A question on what has just begun would otherwise open on a year without data.
    """
    panels = (panel for panel in inquiry.panels if not panel.is_of_all_time)
    facts = {base.fact for p in panels for base in bases(wired.metrics()[p.metric])}
    held = facts_held(manifest, authority)
    known = [held[fact].extents[authority] for fact in facts if fact in held]
    if (
        usual is None
        or not known
        or any(start < usual.end and usual.start <= end for start, end in known)
    ):
        return usual
    return parse_period(key_of(max(end for _, end in known), Grain.YEAR))


def not_known_then(usual: Period | None, opened: Period) -> str:
    """Why a page opens on another period than the others."""
    then = title_of(usual) if usual else ""
    return (
        f"Les fichiers de cette question ne disent rien de {then}{NBSP}: elle s’ouvre sur "
        f"{title_of(opened)}, la dernière période qu’ils connaissent."
    )
