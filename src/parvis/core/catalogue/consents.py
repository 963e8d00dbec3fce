"""Consents: a matrix of sources by purposes, made of dated events; the last one holds.

A consent is never a box ticked once for all: each source of data, for each purpose, is given
and withdrawn by itself (RGPD, articles 4.11 and 7.3: as easy to withdraw as to give).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ConsentPurpose(StrEnum):
    """What somebody may agree to; nothing here is needed to be served."""

    RAPPELS = "rappels"
    INVITATIONS = "invitations"
    ENQUETES = "enquetes"
    PREREMPLIR = "preremplir"

    @property
    def label(self) -> str:
        """What is agreed to, in French."""
        return _PURPOSES[self]


_PURPOSES = {
    ConsentPurpose.RAPPELS: "Me rappeler une échéance",
    ConsentPurpose.INVITATIONS: "M’inviter à ce qui peut m’intéresser",
    ConsentPurpose.ENQUETES: "Me demander mon avis",
    ConsentPurpose.PREREMPLIR: "Préremplir mes formulaires",
}


@dataclass(frozen=True, slots=True)
class ConsentTold:
    """One event: at `at`, `source` for `purpose` was given, or withdrawn."""

    source: str
    purpose: str
    is_given: bool
    at: datetime


def in_force(events: Iterable[ConsentTold]) -> Mapping[tuple[str, str], bool]:
    """What holds now, by source and purpose: the latest event of each; silence is no."""
    latest: dict[tuple[str, str], ConsentTold] = {}
    for event in events:
        key = (event.source, event.purpose)
        if key not in latest or event.at >= latest[key].at:
            latest[key] = event
    return {key: event.is_given for key, event in latest.items()}
