"""What an actor may simulate: the services of their sectors whose files are loaded."""

from dataclasses import dataclass
from datetime import date

from parvis.apps import wired
from parvis.apps.people.port import governance
from parvis.apps.simulators.port import consumptions, tariffs
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible
from parvis.core.offer.consumption import Consumption
from parvis.core.offer.grid import Tariff
from parvis.core.privacy.purposes import Purpose
from parvis.core.sectors import Sector


@dataclass(frozen=True, slots=True)
class Simulable:
    """A service that can be simulated, the purposes that allow it, and its tariff if it has one."""

    consumption: Consumption
    sector: Sector
    purposes: tuple[Purpose, ...]
    tariff: Tariff | None


def simulables_of(actor: Actor, authority: str, today: date) -> list[Simulable]:
    """The services of the actor's sectors whose files are kept, by title."""
    kept = _kept(actor, authority)
    found = [
        _simulable(one, authority, today)
        for one in consumptions().values()
        if set(one.contracts) <= kept
    ]
    return sorted(
        (s for s in found if actor.may(Capability.SIMULATE, authority, s.sector)),
        key=lambda simulable: simulable.consumption.title,
    )


def simulable_for(actor: Actor, authority: str, name: str, today: date) -> Simulable:
    """One service; NotVisible out of the actor's sectors, or where there is none."""
    known = consumptions()
    if name not in known:
        raise NotVisible
    found = _simulable(known[name], authority, today)
    if not actor.may(Capability.SIMULATE, authority, found.sector):
        raise NotVisible
    return found


def _kept(actor: Actor, authority: str) -> set[str]:
    visible = Delivery.objects.visible_to(actor, Capability.SIMULATE)
    kept = visible.filter(authority__code=authority, state=DeliveryState.KEPT, rows_kept__gt=0)
    return set(kept.values_list("contract", flat=True))


def _simulable(consumption: Consumption, authority: str, today: date) -> Simulable:
    sector = wired.contracts()[consumption.contract].sector
    purposes = tuple(
        purpose for purpose in governance().purposes
        if purpose.is_simulation and purpose.authority == authority
        and purpose.is_in_force(today) and purpose.sectors == (sector,)
        and set(consumption.contracts) <= set(purpose.sources)
    )  # fmt: skip
    return Simulable(consumption, sector, purposes, tariffs().get(consumption.tariff))
