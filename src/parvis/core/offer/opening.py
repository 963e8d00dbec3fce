"""Opening hours of a place as its town writes them, in the short form or in a sentence."""

import re

from parvis.core.calendar.hours import hours_from
from parvis.core.errors import Refused

_JOUR = r"(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mar|mer|jeu|ven|sam|dim)s?\b\.?"
_SPOKEN = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"\b(?:tous les jours|7 ?j ?/ ?7)", "lun-dim"),
        (r"(\d{1,2}) ?h(?:eures?)? ?(\d\d)", r"\1:\2"),
        (r"(\d{1,2}) ?h(?:eures?)?(?![a-z])", r"\1:00"),
        (rf"\b(?:du )?{_JOUR} ?(?:au|à|a|-|–) ?{_JOUR}", r"\1-\2"),
        (rf"\b(?:les? )?{_JOUR}", r"\1"),
        (r"\b(lun|mar|mer|jeu|ven|sam|dim)(?:di|credi|dredi|edi|anche)", r"\1"),
        (r"(?:\bde )?(\d:\d\d|\d\d:\d\d) ?(?:à|a|-|–) ?(\d)", r"\1-\2"),
        (r"(?<=[a-z\d]) ?(?:,|\bet\b|\bpuis\b) ?(?:de )?(?=[a-z\d])", ","),
        (r"(?<=[a-z]) ?: ?(?=\d)", " "),
    )
)
"""What a sentence says of days and hours, and how it is written short."""


def week_hours(spec: str) -> float:
    """Hours open in a week: "mon-fri 08:30-12:00", "du lundi au vendredi de 8h30 à 12h"; NaN for
    nothing said. Refused quotes what was written.
    """
    if not spec.strip():
        return float("nan")
    short = re.sub(r"[ \u00a0\u202f]+", " ", spec.strip().lower())
    for pattern, written in _SPOKEN:
        short = pattern.sub(written, short)
    try:
        return hours_from(short).seconds / 3600
    except Refused as refusal:
        facts = {**refusal.facts, "spec": spec}
        raise Refused(refusal.rule, where=refusal.where, **facts) from refusal
