"""The page of the loyalty to one service, for its own head: exact rows, counts and shares shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.curves import Curve, curves_of
from parvis.apps.campaigns.files import audience_contracts, trait_fields, traits_of
from parvis.apps.campaigns.kinds import Found, groups_told, kind_of
from parvis.apps.campaigns.points import gap_said
from parvis.apps.campaigns.registers import arrivals_of, departures_of
from parvis.apps.campaigns.uses import (
    Uses,
    births_in,
    incident_of,
    incidents_in,
    stopping_in,
    uses_of,
)
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.ingest.contract import Contract
from parvis.core.loyalty.arrivals import TakeUp, take_ups
from parvis.core.loyalty.fairness import Labels
from parvis.core.loyalty.fidelity import Fidelity, Years, fidelity_of, years_of
from parvis.core.loyalty.stopping import Stopping
from parvis.core.privacy.retention import dated_by


@dataclass(frozen=True, slots=True)
class Shown:
    """What one file says of those it serves; a part that cannot be said leaves its refusal.

    `moves`: whether a register tells who moved away. `choices`: what may be looked at as an
    incident, as (field=value, words).
    """

    title: str
    fidelity: Fidelity
    curves: Sequence[Curve]
    moves: bool
    stopping: Stopping | None
    not_fitted: str
    newcomers: Sequence[tuple[TakeUp, str]]
    choices: Sequence[tuple[str, str]]
    incident: str
    kind: str
    found: Found | None


def followed(actor: Actor, authority: Authority) -> list[Contract]:
    """The files of the actor's sectors in which uses of persons are dated."""
    facts = wired.facts()
    return [
        c for c in audience_contracts(authority)
        if c.person in c.by_name and dated_by(c, facts.get(c.fact))
        and actor.may(Capability.SEE_LINES, str(authority.code), c.sector)
    ]  # fmt: skip


def consult_fidelity(
    *, actor: Actor, now: datetime, authority: Authority, contract: str, age_limit: int | None,
    incident: str = "",
) -> Shown:  # fmt: skip
    """The loyalty that a file shows, and the groups of those it serves; journaled.

    NotVisible for a file of another sector; Refused where it is too short.
    """
    found = {c.id: c for c in followed(actor, authority)}.get(contract)
    if found is None:
        raise NotVisible
    uses = uses_of(authority, found)
    left = departures_of(authority, found)
    years = years_of(uses.who, uses.when, births_in(uses), age_limit, left)
    traits = traits_of(uses.columns, trait_fields(found), now.date())
    shown = _shown(authority, uses, years, traits, incident, bool(left))
    record(actor=actor, authority=authority, action="loyalty.consulted", now=now,
           subject=f"contract:{found.id}",
           detail={"persons": shown.fidelity.people, "fairness": _fairness(shown)})  # fmt: skip
    return shown


def _shown(
    authority: Authority, uses: Uses, years: Years, traits: dict[str, Labels], incident: str,
    moves: bool,
) -> Shown:  # fmt: skip
    fidelity = fidelity_of(years)
    by_person = uses.by_person()
    stopping, not_fitted = _or_refusal(lambda: stopping_in(uses, by_person, traits))
    arrived = take_ups(arrivals_of(authority, uses.contract), by_person, max(uses.when))
    newcomers = [(one, gap_said(one.gap) if one.gap else "") for one in arrived]
    kind = kind_of(uses.contract, uses.columns)
    who = uses.columns[uses.contract.person]
    choices = incidents_in(uses)
    return Shown(
        uses.contract.title, fidelity, curves_of(fidelity.ended), moves, stopping, not_fitted,
        newcomers, choices, _broken(uses, years, dict(choices), incident),
        (uses.contract.by_name[kind].title or kind) if kind else "",
        groups_told(who, uses.columns[kind], traits) if kind else None,
    )  # fmt: skip


def _broken(uses: Uses, years: Years, choices: dict[str, str], asked: str) -> str:
    """What an incident goes with, in one sentence; "" where none is asked."""
    try:
        found = incident_of(uses, years, choices, asked)
    except Refused as refused:
        return refused.sentence()
    if found is None:
        return ""
    what, year, effect = found
    told = f"Ceux de {year} à qui c’est arrivé ({what}) sont revenus l’année suivante"
    if not effect.is_said:
        return f"{told} ni plus ni moins que les autres : {gap_said(effect)}."
    than = "plus" if effect.value > 0 else "moins"
    return (
        f"{told} {than} souvent que les autres : {gap_said(effect)}. Ce qui a causé l’incident "
        "peut aussi avoir éloigné."
    )


def _or_refusal(make: Callable[[], Stopping]) -> tuple[Stopping | None, str]:
    try:
        return make(), ""
    except Refused as refused:
        return None, refused.sentence()


def _fairness(shown: Shown) -> str:
    return " ".join(said for _, said in shown.found.groups if said) if shown.found else ""
