"""The law as dated data: delays of the CRPA, and what silence means demarche by demarche."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from parvis.core.casework.delays import Delay, Unit, delay_from
from parvis.core.entries import Entries
from parvis.core.errors import Refused

Chosen = TypeVar("Chosen", bound=StrEnum)
LAST_DAY = date.max.isoformat()


class Regime(StrEnum):
    """What silence means: nothing, an acceptance (L231-1) or a rejection (L231-4)."""

    NONE = "none"
    ACCEPTANCE = "acceptance"
    REJECTION = "rejection"


class Paper(StrEnum):
    """Whether a demande on paper must be acknowledged.

    EXEMPT: what is asked is due to whoever fulfils the conditions, or is granted within fifteen
    days (article R112-4).
    """

    OWED = "owed"
    EXEMPT = "exempt"


class CountedFrom(StrEnum):
    """From which receipt a delay runs: the first administration's or the competent one's."""

    RECEIPT = "receipt"
    COMPETENT = "competent"


@dataclass(frozen=True, slots=True)
class Rule:
    """A delay of the law under its id, from `since` to `until`."""

    id: str
    delay: Delay
    counted_from: CountedFrom
    since: date
    until: date
    source: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """What silence means for a demarche, from `since` to `until`.

    `delay` and `counted_from` depart from the rule of the regime where they are not None.
    """

    demarche: str
    title: str
    regime: Regime
    delay: Delay | None
    counted_from: CountedFrom | None
    paper: Paper
    since: date
    until: date
    source: str


@dataclass(frozen=True, slots=True)
class Law:
    """The dated rules, and the dated treatments of demarches; the last that holds prevails."""

    rules: tuple[Rule, ...]
    treatments: tuple[Treatment, ...]

    def rule(self, name: str, day: date) -> Rule:
        """The rule `name` in force on `day`; Refused if none is known for that day."""
        found = [rule for rule in self.rules if rule.id == name and _holds(rule, day)]
        if not found:
            raise Refused("legal.no_rule", name=name, day=day.isoformat())
        return found[-1]

    def treatment(self, demarche: str, day: date) -> Treatment | None:
        """The treatment of `demarche` in force on `day`; None if it is no legal demande."""
        found = [t for t in self.treatments if t.demarche == demarche and _holds(t, day)]
        is_legal = bool(found) and found[-1].regime is not Regime.NONE
        return found[-1] if is_legal else None


def _holds(entry: Rule | Treatment, day: date) -> bool:
    return entry.since <= day <= entry.until


def law_from(definitions: Sequence[tuple[str, Mapping[str, Any]]]) -> Law:
    """The law that files of rules and demarches define; Refused names the entry at fault."""
    rules: list[Rule] = []
    treatments: list[Treatment] = []
    for file, data in definitions:
        entries = Entries(data, file)
        rules += [_rule(t) for t in (entries.tables("rule") if "rule" in data else ())]
        treatments += [
            _treatment(t) for t in (entries.tables("demarche") if "demarche" in data else ())
        ]
        entries.end()
    return Law(tuple(rules), tuple(treatments))


def _rule(entries: Entries) -> Rule:
    rule = Rule(
        id=entries.text("id"),
        delay=_delay(entries, entries.text("delay")),
        counted_from=entries.choice("counted_from", CountedFrom),
        since=_date(entries, "since"),
        until=_date(entries, "until", LAST_DAY),
        source=entries.text("source"),
    )
    entries.end()
    return rule


def _treatment(entries: Entries) -> Treatment:
    delay = entries.text("delay", "")
    treatment = Treatment(
        demarche=entries.text("id"),
        title=entries.text("title"),
        regime=entries.choice("regime", Regime),
        delay=_delay(entries, delay) if delay else None,
        counted_from=_choice(entries, "counted_from", CountedFrom),
        paper=_choice(entries, "paper", Paper) or Paper.OWED,
        since=_date(entries, "since"),
        until=_date(entries, "until", LAST_DAY),
        source=entries.text("source"),
    )
    entries.end()
    if treatment.delay is not None and treatment.delay.unit is not Unit.MONTHS:
        entries.refuse("legal.months", "delay", value=delay)
    return treatment


def _delay(entries: Entries, text: str) -> Delay:
    try:
        return delay_from(text)
    except Refused:
        entries.refuse("clock.delay", "delay", value=text)


def _choice(entries: Entries, entry: str, among: type[Chosen]) -> Chosen | None:
    """One of the values of `among`; None where the entry is absent."""
    text = entries.text(entry, "")
    if text and text not in list(among):
        entries.refuse("definition.not_among", entry, value=text, expected=", ".join(among))
    return among(text) if text else None


def _date(entries: Entries, entry: str, default: str | None = None) -> date:
    text = entries.text(entry, default)
    try:
        return date.fromisoformat(text)
    except ValueError:
        entries.refuse("calendar.day", entry, value=text)
