"""Whether a file may serve a message: sources by purposes, decided by dated law, and explained.

The matrix is data (`outreach/matrix.toml`), each rule with its legal source: the first that fits
decides; where none fits, the answer is no.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused, Where
from parvis.core.french import long_day
from parvis.core.palmares.notice import Election, election_near
from parvis.core.sectors import Sector


class Aim(StrEnum):
    """What a message is for."""

    SAME_SERVICE = "same_service"
    RIGHTS = "rights"
    OPINION = "opinion"
    TOWN_LIFE = "town_life"
    INVITE = "invite"
    WELCOME = "welcome"
    CONGRATULATE = "congratulate"
    SAFETY = "safety"
    COMMERCIAL = "commercial"
    POLITICAL = "political"

    @property
    def label(self) -> str:
        """What it is for, in French."""
        return _AIMS[self]


_AIMS = {
    Aim.SAME_SERVICE: "Informer les usagers d’un service de ce service",
    Aim.RIGHTS: "Faire connaître un droit",
    Aim.OPINION: "Demander un avis",
    Aim.TOWN_LIFE: "Informer de la vie municipale",
    Aim.INVITE: "Inviter à un événement",
    Aim.WELCOME: "Accueillir de nouveaux habitants",
    Aim.CONGRATULATE: "Féliciter ou présenter des condoléances",
    Aim.SAFETY: "Prévenir d’un danger",
    Aim.COMMERCIAL: "Promouvoir une offre commerciale",
    Aim.POLITICAL: "Communiquer pour un candidat, un élu ou un parti",
}
ADVERTISING = frozenset({Aim.TOWN_LIFE, Aim.INVITE, Aim.WELCOME, Aim.OPINION})
"""Purposes that may advertise what a town does: the months before a ballot, they are warned of."""


class Medium(StrEnum):
    """How a message reaches people."""

    EMAIL = "email"
    SMS = "sms"
    LETTER = "letter"
    PHONE = "phone"
    TILE = "tile"
    DISPLAY = "display"

    @property
    def label(self) -> str:
        """The channel, in French."""
        return _MEDIA[self]


_MEDIA = {
    Medium.EMAIL: "Courriel",
    Medium.SMS: "SMS",
    Medium.LETTER: "Courrier",
    Medium.PHONE: "Téléphone",
    Medium.TILE: "Tuile du portail",
    Medium.DISPLAY: "Affichage",
}


SHOWN_TO_ALL = frozenset({Medium.TILE, Medium.DISPLAY})
"""Channels that anybody sees: nobody is chosen, so no personal data serves."""


class Verdict(StrEnum):
    """What the matrix answers. CONSENT: only to those who agreed to this use of this file."""

    ALLOWED = "allowed"
    CONSENT = "consent"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The answer, in French."""
        return _VERDICTS[self]


_VERDICTS = {
    Verdict.ALLOWED: "permise",
    Verdict.CONSENT: "permise envers qui a consenti",
    Verdict.REFUSED: "refusée",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """A kind of file: its contracts, or the sectors whose other files are of it."""

    id: str
    title: str
    contracts: tuple[str, ...]
    sectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """Where its lists name what is asked, `verdict` holds. An empty list names everything."""

    id: str
    sources: tuple[str, ...]
    aims: tuple[str, ...]
    channels: tuple[str, ...]
    criteria: tuple[str, ...]
    verdict: Verdict
    because: str
    legal: str

    def fits(self, demand: "Demand") -> bool:
        """Whether the rule speaks of this demand."""
        named = ((self.sources, demand.source), (self.aims, demand.aim),
                 (self.channels, demand.channel))  # fmt: skip
        if any(among and value not in among for among, value in named):
            return False
        return not self.criteria or bool(set(self.criteria) & set(demand.criteria))


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked: a file, a purpose, a channel, and by what people are chosen among it."""

    source: str
    aim: Aim
    channel: Medium
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, the rule it comes from, why, by which texts, and what must be watched."""

    verdict: Verdict
    rule: str
    because: str
    legal: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """The sources and the rules, in their order."""

    sources: tuple[Origin, ...]
    rules: tuple[Rule, ...]

    def source_of(self, contract: str, sector: Sector) -> Origin:
        """The kind of a file: by its contract, else by its sector. Refused where neither tells."""
        by_contract = (s for s in self.sources if contract in s.contracts)
        by_sector = (s for s in self.sources if sector in s.sectors)
        found = next(by_contract, None) or next(by_sector, None)
        if found is None:
            raise Refused("outreach.no_source", contract=contract)
        return found

    def title(self, source: str) -> str:
        """The French name of a source."""
        return {s.id: s.title for s in self.sources}[source]


UNKNOWN = Decision(
    Verdict.REFUSED, "none",
    "Aucune règle ne permet cet usage. Demandez au délégué à la protection des données.",
    "RGPD, art. 5.1.b et 6",
)  # fmt: skip


def decide(
    matrix: Matrix, demand: Demand, today: date, elections: Iterable[Election] = ()
) -> Decision:
    """What the first rule that fits answers; the warnings of the day beside it."""
    rule = next((rule for rule in matrix.rules if rule.fits(demand)), None)
    found = UNKNOWN if rule is None else Decision(rule.verdict, rule.id, rule.because, rule.legal)
    if found.verdict is Verdict.REFUSED:
        return found
    return Decision(found.verdict, found.rule, found.because, found.legal,
                    tuple(_warnings(demand, today, elections)))  # fmt: skip


def may_write(decision: Decision, *, has_consented: bool) -> bool:
    """Whether one person may be written to under `decision`."""
    return decision.verdict is Verdict.ALLOWED or (
        decision.verdict is Verdict.CONSENT and has_consented
    )


def matrix_from(data: Mapping[str, Any], file: str) -> Matrix:
    """The matrix that `file` writes; Refused names the entry at fault."""
    entries = Entries(data, file)
    sources = tuple(_source(table) for table in entries.tables("source"))
    rules = tuple(_rule(table) for table in entries.tables("rule"))
    entries.end()
    known = {source.id for source in sources}
    for rule in rules:
        for name in set(rule.sources) - known:
            raise Refused("definition.not_among", where=Where(file, field=rule.id), value=name,
                          expected=", ".join(sorted(known)))  # fmt: skip
    return Matrix(sources, rules)


def _warnings(demand: Demand, today: date, elections: Iterable[Election]) -> Iterable[str]:
    near = election_near(today, elections)
    if near is None or demand.aim not in ADVERTISING:
        return
    yield (
        f"Depuis le {long_day(near.from_on)} et jusqu’aux {near.title} : aucune campagne de "
        "promotion des réalisations ou de la gestion de la collectivité (code électoral, "
        "art. L. 52-1). Restez à l’information habituelle, sans bilan ni portrait d’élu."
    )
    yield (
        "Les moyens de la collectivité, dont ce fichier, ne doivent profiter à aucun candidat "
        "(code électoral, art. L. 52-8)."
    )


def _source(table: Entries) -> Origin:
    source = Origin(table.text("id"), table.text("title"), table.texts("contracts"),
                    table.texts("sectors"))  # fmt: skip
    table.end()
    return source


def _rule(table: Entries) -> Rule:
    rule = Rule(
        id=table.text("id"),
        sources=table.texts("sources"),
        aims=table.texts("aims"),
        channels=table.texts("channels"),
        criteria=table.texts("criteria"),
        verdict=table.choice("verdict", Verdict),
        because=table.text("because"),
        legal=table.text("legal"),
    )
    for entry, values, among in (("aims", rule.aims, Aim), ("channels", rule.channels, Medium)):
        for value in values:
            if value not in list(among):
                table.refuse("definition.not_among", entry, value=value, expected=", ".join(among))
    table.end()
    return rule
