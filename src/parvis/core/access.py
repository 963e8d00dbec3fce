"""Who may do what: an actor holds grants; a grant is a role in an authority, within a sector."""

from dataclasses import dataclass
from enum import StrEnum

from parvis.core.sectors import Sector


class Role(StrEnum):
    """The roles a town gives to the people who work for it."""

    ELU = "elu"
    DGS = "dgs"
    RESPONSABLE = "responsable"
    AGENT = "agent"
    MARKETING = "marketing"
    DPO = "dpo"
    DSI = "dsi"

    @property
    def label(self) -> str:
        """The French name shown on screens."""
        return _LABELS[self]


_LABELS = {
    Role.ELU: "Élu",
    Role.DGS: "Direction générale",
    Role.RESPONSABLE: "Responsable de service",
    Role.AGENT: "Agent",
    Role.MARKETING: "Marketing et communication",
    Role.DPO: "Délégué à la protection des données",
    Role.DSI: "Informatique",
}

SECTOR_BOUND = frozenset({Role.AGENT, Role.RESPONSABLE})
"""Roles that mean nothing without a sector: their grants name one."""


class Capability(StrEnum):
    """What the house lets someone do; every route names the one it needs."""

    SEE_INSIGHTS = "see_insights"
    SEE_SOURCES = "see_sources"
    LOAD_SOURCES = "load_sources"
    SEE_LINES = "see_lines"
    SEE_CONTROLS = "see_controls"
    PUBLISH = "publish"
    SEE_JOURNAL = "see_journal"
    REVIEW_PERSONS = "review_persons"
    GOVERN_PERSONS = "govern_persons"
    MANAGE_ACCOUNTS = "manage_accounts"
    MANAGE_CATALOGUE = "manage_catalogue"
    SEE_DESK = "see_desk"
    HANDLE_REQUESTS = "handle_requests"
    SEE_SERVICE_QUALITY = "see_service_quality"
    CONFIGURE_DESK = "configure_desk"
    SIMULATE = "simulate"
    KEEP_NOTES = "keep_notes"
    SEE_CAMPAIGNS = "see_campaigns"
    RUN_CAMPAIGNS = "run_campaigns"


_ALL = frozenset(Role)
_ALLOWED: dict[Capability, frozenset[Role]] = {
    Capability.SEE_INSIGHTS: _ALL,
    Capability.SEE_SOURCES: frozenset({Role.AGENT, Role.RESPONSABLE, Role.DPO, Role.DSI}),
    Capability.LOAD_SOURCES: frozenset({Role.AGENT, Role.RESPONSABLE, Role.DSI}),
    Capability.SEE_LINES: SECTOR_BOUND,
    Capability.SEE_CONTROLS: SECTOR_BOUND,
    Capability.PUBLISH: frozenset({Role.RESPONSABLE, Role.DGS, Role.DSI}),
    Capability.SEE_JOURNAL: frozenset({Role.DPO}),
    Capability.REVIEW_PERSONS: SECTOR_BOUND,
    Capability.GOVERN_PERSONS: frozenset({Role.DPO}),
    Capability.MANAGE_ACCOUNTS: frozenset({Role.DSI}),
    Capability.MANAGE_CATALOGUE: frozenset({Role.RESPONSABLE, Role.MARKETING, Role.DSI}),
    Capability.SEE_DESK: SECTOR_BOUND,
    Capability.HANDLE_REQUESTS: SECTOR_BOUND,
    Capability.SEE_SERVICE_QUALITY: frozenset({Role.RESPONSABLE, Role.DGS}),
    Capability.CONFIGURE_DESK: frozenset({Role.RESPONSABLE, Role.DSI}),
    Capability.SIMULATE: frozenset({Role.RESPONSABLE}),
    Capability.KEEP_NOTES: frozenset({Role.ELU, Role.DGS, Role.RESPONSABLE}),
    Capability.SEE_CAMPAIGNS: frozenset({Role.MARKETING, Role.RESPONSABLE, Role.DGS, Role.DPO}),
    Capability.RUN_CAMPAIGNS: frozenset({Role.MARKETING}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one authority; `sector` is None for roles that are not bound to one."""

    authority: str
    role: Role
    sector: Sector | None = None

    def __post_init__(self) -> None:
        if (self.sector is not None) != (self.role in SECTOR_BOUND):
            raise ValueError(f"role {self.role} and sector {self.sector} do not go together")


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts: a signed-in account or the operator of the command line.

    `ref` goes to the journal ("account:12", "console"); `label` is shown to people.
    """

    ref: str
    label: str
    grants: frozenset[Grant] = frozenset()
    is_operator: bool = False

    def may(self, capability: Capability, authority: str, sector: Sector | None = None) -> bool:
        """Whether this actor holds `capability` in `authority` (and in `sector` if given)."""
        return self.is_operator or any(
            g.authority == authority
            and g.role in _ALLOWED[capability]
            and (sector is None or g.sector is None or g.sector == sector)
            for g in self.grants
        )

    def authorities(self, capability: Capability) -> frozenset[str]:
        """Codes of the authorities where the actor holds `capability` in at least one sector.

        An operator's answer is empty: callers ask `is_operator` first.
        """
        return frozenset(g.authority for g in self.grants if g.role in _ALLOWED[capability])

    def sectors(self, capability: Capability, authority: str) -> frozenset[Sector]:
        """The sectors of `authority` in which the actor holds `capability`."""
        return frozenset(s for s in Sector if self.may(capability, authority, s))


OPERATOR = Actor(ref="console", label="Console", is_operator=True)
"""The person at the machine's command line, who holds its files anyway; still journaled."""

VISITOR = Actor(ref="visitor", label="Visiteur")
"""Whoever has not signed in: holds nothing."""
