"""Reads of persons, each within the sectors of its actor."""

from collections.abc import Mapping
from dataclasses import dataclass

from parvis.apps import wired
from parvis.apps.people.port import engine
from parvis.core.access import Actor, Capability
from parvis.core.people.roles import PersonRole
from parvis.core.sectors import Sector


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person of the sector who may be the one that stands at the desk.

    `reference` names one of their records; `chance` is the probability that it is them; `traits`
    are what that record says, as received.
    """

    reference: str
    chance: float
    traits: Mapping[PersonRole, str]


def already_known(
    actor: Actor, authority: str, sector: Sector, traits: Mapping[PersonRole, str], limit: int = 5
) -> list[KnownPerson]:
    """Who in the sector's files may be the person of `traits`, the likeliest first.

    Asked while somebody types: tens of milliseconds against a million records, from what the last
    linkage kept ready. Empty for who may not review persons in that sector.
    """
    if not actor.may(Capability.REVIEW_PERSONS, authority, sector) or not traits:
        return []
    ready = wired.home().linkage / f"{authority}-{sector.value}"
    found = engine().known(traits, ready, limit)
    return [KnownPerson(f.reference, f.chance, f.traits) for f in found]
