"""Legal time: what silence means, when, and what the acknowledgement must say (CRPA).

A delay in months ends with the day of the same number; what silence decided may be claimed the
day after. It is not put off when that day is a Sunday or a holiday.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np

from parvis.core.calendar.opening import Opening
from parvis.core.calendar.zones import day_number, day_of
from parvis.core.casework.clocks import working_days_after
from parvis.core.casework.delays import same_day_number
from parvis.core.casework.law import CountedFrom, Law, Paper, Regime

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Missing:
    """Pieces asked for (article L114-5): when, until when they may come, when they came."""

    asked_on: date
    granted_until: date
    produced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """What counts of a demande: received by the first administration, then by the competent one.

    `competent_on` is None while it has not reached the competent one. `is_abusive`: an agent
    has judged it so (article L112-3).
    """

    demarche: str
    received_on: date
    competent_on: date | None
    missing: tuple[Missing, ...] = ()
    is_abusive: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """What silence will mean, and when. Dates are None while the delay does not run."""

    regime: Regime
    due_on: date | None
    source: str

    @property
    def claimable_on(self) -> date | None:
        """The first day on which one may claim what silence decided."""
        return None if self.due_on is None else self.due_on + _DAY


NO_SILENCE = Silence(Regime.NONE, None, "")


def silence(demand: Demand, law: Law) -> Silence:
    """What silence means for `demand`, under the law in force when it was received."""
    treatment = law.treatment(demand.demarche, demand.received_on)
    if treatment is None:
        return NO_SILENCE
    rule = law.rule(treatment.regime, demand.received_on)
    counted_from = treatment.counted_from or rule.counted_from
    start = demand.received_on
    if counted_from is CountedFrom.COMPETENT:
        if demand.competent_on is None:
            return Silence(treatment.regime, None, treatment.source)
        start = demand.competent_on
    months = (treatment.delay or rule.delay).count
    counted = _accepted_on if treatment.regime is Regime.ACCEPTANCE else _rejected_on
    return Silence(treatment.regime, counted(start, months, demand.missing), treatment.source)


def _accepted_on(start: date, months: int, missing: Sequence[Missing]) -> date | None:
    """An acceptance is counted again from the receipt of the pieces (L114-5, second delay)."""
    due = same_day_number(start, months)
    for pieces in sorted(missing, key=lambda m: m.asked_on):
        if pieces.asked_on > due:
            break  # accepted already: asking comes too late
        if pieces.produced_on is None:
            return None
        due = max(due, same_day_number(pieces.produced_on, months))
    return due


def _rejected_on(start: date, months: int, missing: Sequence[Missing]) -> date:
    """A rejection is suspended while the pieces may come, until they do (L114-5)."""
    due, resumed = same_day_number(start, months), start
    for pieces in sorted(missing, key=lambda m: m.asked_on):
        if pieces.asked_on > due:
            break  # rejected already
        ended = min(pieces.granted_until, pieces.produced_on or pieces.granted_until)
        suspended = ended - max(pieces.asked_on, resumed)
        due, resumed = due + max(suspended, timedelta()), max(resumed, ended)
    return due


class Medium(StrEnum):
    """How a demande came, which decides the article that its acknowledgement follows."""

    ELECTRONIC = "electronic"
    PAPER = "paper"
    COUNTER = "counter"


class Mention(StrEnum):
    """Something that an acknowledgement must say."""

    RECEIVED_ON = "received_on"
    SERVICE = "service"
    POSTAL_ADDRESS = "postal_address"
    POSTAL_OR_ELECTRONIC_ADDRESS = "postal_or_electronic_address"
    PHONE = "phone"
    MISSING_PIECES = "missing_pieces"
    IMPLICIT_DECISION = "implicit_decision"
    IMPLICIT_ON = "implicit_on"
    IF_COMPLETE = "if_complete"
    ATTESTATION = "attestation"
    REMEDIES = "remedies"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An acknowledgement that is owed: the article it follows, and all that it must say.

    `registration_on` is the last day to send a mere registration where the acknowledgement
    itself is not sent at once; None where the law asks for none.
    """

    article: str
    mentions: frozenset[Mention]
    registration_on: date | None


def acknowledgement(
    demand: Demand, medium: Medium, law: Law, opening: Opening
) -> Acknowledgement | None:
    """What must be acknowledged, and how; None where nothing is owed.

    An electronic sending is acknowledged whatever it is (L112-11), unless it is abusive. On
    paper or at the counter a legal demande is (L112-3), unless its demarche is exempt (R112-4).
    """
    if demand.is_abusive:
        return None
    outcome = silence(demand, law)
    if medium is Medium.ELECTRONIC:
        is_demande = outcome.regime is not Regime.NONE
        mentions = _ELECTRONIC | (_DECISION | {Mention.IF_COMPLETE} if is_demande else set())
        by = _registration_on(demand.received_on, law, opening)
        return Acknowledgement("R112-11-1", mentions | _REGIME[outcome.regime], by)
    treatment = law.treatment(demand.demarche, demand.received_on)
    if treatment is None or treatment.paper is Paper.EXEMPT:
        return None
    mentions = _PAPER | _DECISION | ({Mention.MISSING_PIECES} if demand.missing else set())
    return Acknowledgement("R112-5", mentions | _REGIME[outcome.regime], None)


def _registration_on(received_on: date, law: Law, opening: Opening) -> date:
    count = law.rule("registration", received_on).delay.count
    days = np.array([day_number(received_on)])
    return day_of(int(working_days_after(opening, days, np.array([count]))[0]))


_ELECTRONIC = frozenset({
    Mention.RECEIVED_ON,
    Mention.SERVICE,
    Mention.POSTAL_OR_ELECTRONIC_ADDRESS,
    Mention.PHONE,
})  # fmt: skip
_PAPER = frozenset({
    Mention.RECEIVED_ON,
    Mention.SERVICE,
    Mention.POSTAL_ADDRESS,
    Mention.PHONE,
})  # fmt: skip
_DECISION = frozenset({Mention.IMPLICIT_DECISION, Mention.IMPLICIT_ON})
_REGIME: Mapping[Regime, frozenset[Mention]] = {
    Regime.NONE: frozenset(),
    Regime.ACCEPTANCE: frozenset({Mention.ATTESTATION}),
    Regime.REJECTION: frozenset({Mention.REMEDIES}),
}
