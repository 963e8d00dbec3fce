"""The verb of the simulators: try new grids on the families of a sector; protected figures leave.

Runs on the identified side, inside its sector, under a declared purpose, and is journaled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import visible_authorities
from parvis.apps.notes.models import Kind
from parvis.apps.notes.services import keep_note
from parvis.apps.simulators.port import ledgers, noise_key
from parvis.apps.simulators.selectors import Simulable, simulable_for
from parvis.apps.simulators.staged import staged_for
from parvis.apps.sources.models import Delivery
from parvis.core import french
from parvis.core.access import Actor
from parvis.core.errors import NotVisible, Refused
from parvis.core.metrics.period import Period
from parvis.core.offer.consumption import Use
from parvis.core.offer.grid import Tariff
from parvis.core.offer.published import Source
from parvis.core.offer.report import Asked, Simulated, simulated
from parvis.core.offer.simulation import Behaviour, Priced
from parvis.core.privacy.purposes import Purpose
from parvis.core.release import Input, Manifest
from parvis.gate import shelf

MOST_GRIDS = 4
CODE_VERSION = "simulation"


@dataclass(frozen=True, slots=True)
class Run:
    """What one simulation gave, and under what."""

    service: Simulable
    purpose: Purpose
    release: str
    period: Period
    found: Sequence[Simulated]
    before: Tariff


def simulate(
    *, actor: Actor, now: datetime, authority: str, service: str, purpose: str, period: Period,
    before: Tariff | None, after: Sequence[tuple[str, Tariff]], on: date, behaviour: Behaviour,
) -> Run:  # fmt: skip
    """What each grid of `after` changes for the families that used `service` in `period`.

    Prices are those of the day `on`; `before` None is the tariff of the service. Refused without
    a purpose in force; NotVisible out of the actor's sectors.
    """
    chosen = simulable_for(actor, authority, service, now.date())
    allowed = _purpose(chosen, purpose)
    tariff = before or chosen.tariff
    if tariff is None or tariff.grid_on(on) is None:
        raise Refused("simulation.no_tariff", day=on.isoformat(), title=chosen.consumption.title)
    if not 1 <= len(after) <= MOST_GRIDS:
        raise Refused("simulation.no_grid")
    place = visible_authorities(actor).filter(code=authority).first()
    if place is None:
        raise NotVisible
    asked = Asked(Priced("Grille en vigueur", tariff, on),
                  [Priced(name, one, on) for name, one in after],
                  chosen.consumption.assumed, behaviour)  # fmt: skip
    uses, inputs = _uses(place, chosen, period)
    release = shelf.current_id(wired.home()) or ""
    manifest = Manifest(release, now, CODE_VERSION, inputs, (), {})
    source = Source(authority, manifest, inputs, noise_key(), period.start, period.end)
    found = simulated(uses, asked, source)
    _journal(actor, place, chosen, allowed, period, found, now)
    return Run(chosen, allowed, release, period, found, tariff)


def _purpose(chosen: Simulable, name: str) -> Purpose:
    for purpose in chosen.purposes:
        if purpose.id == name:
            return purpose
    raise Refused("simulation.purpose", purpose=name or "simulation",
                  title=chosen.consumption.title)  # fmt: skip


def _uses(place: Authority, chosen: Simulable, period: Period
          ) -> tuple[list[Use], tuple[Input, ...]]:  # fmt: skip
    with staged_for(place, chosen.consumption.contracts, chosen.sector) as (kept, staged, spill):
        uses = ledgers()(spill).uses(chosen.consumption, staged, period)
    return uses, tuple(_input(delivery) for delivery in kept)


def _input(delivery: Delivery) -> Input:
    contract = wired.contracts()[delivery.contract]
    return Input(delivery.authority.code, delivery.sector, contract.id, contract.version,
                 contract.title, contract.producer, "simulation", delivery.sha256,
                 delivery.rows_kept, delivery.received_at, delivery.is_synthetic)  # fmt: skip


@transaction.atomic
def _journal(actor: Actor, place: Authority, chosen: Simulable, purpose: Purpose, period: Period,
             found: Sequence[Simulated], now: datetime) -> None:  # fmt: skip
    record(
        actor=actor, authority=place, action="purpose.used", subject=f"purpose:{purpose.id}",
        detail={"sectors": [chosen.sector], "sources": list(chosen.consumption.contracts),
                "simulation": chosen.consumption.id, "period": period.label,
                "grids": [one.name for one in found]},
        now=now,
    )  # fmt: skip


def keep_run(*, actor: Actor, now: datetime, authority: str, title: str, run: Run) -> int:
    """Keep what a simulation gave as a note, with its assumptions; its number."""
    note = keep_note(
        actor=actor, now=now, authority=authority, kind=Kind.TARIFF, title=title,
        release=run.release, purpose=run.purpose.title, assumptions=list(_assumptions(run)),
        alternatives=[one.told for one in run.found],
    )  # fmt: skip
    return note.pk


def _assumptions(run: Run) -> list[tuple[str, str]]:
    least, most = (french.number(each, 2) for each in run.found[0].told["behaviour"])
    said = f"élasticité de {least} à {most}, supposée" if most != "0,00" else "inchangé"
    consumption = run.service.consumption
    assumed = ", ".join(f"{name} : {value}" for name, value in consumption.assumed.items())
    return [
        ("Consommations", f"{consumption.title}, {run.period.label}"),
        ("Grille en vigueur", " / ".join(run.found[0].told["before"].splitlines())),
        ("Usage", said),
        ("Ressources", "quotient × parts, qui ne comptent que les enfants inscrits : l’effort "
                       "affiché est un plafond"),
        *([("Supposé de tous", assumed)] if assumed else []),
    ]  # fmt: skip
