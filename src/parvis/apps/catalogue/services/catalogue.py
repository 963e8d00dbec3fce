"""Verbs on the catalogue: a whole catalogue brought in from files, a demarche shown or hidden."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.apps.audit.services import record
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import visible_authorities
from parvis.apps.catalogue.models import Demarche, Place, Service
from parvis.core.access import Actor, Capability
from parvis.core.catalogue.definition import Catalogue
from parvis.core.errors import NotVisible

DEMARCHE_FIELDS = (
    "title", "summary", "theme", "audiences", "events", "keywords", "price", "documents",
    "counter", "paper", "form", "rule", "category", "url", "handover", "minutes", "facts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Imported:
    """How many of each kind an import left in the catalogue."""

    places: int
    services: int
    demarches: int


@transaction.atomic
def import_catalogue(
    *, actor: Actor, now: datetime, authority: str, catalogue: Catalogue
) -> Imported:
    """Bring `catalogue` in: known codes are updated, new ones added, the others left as they are.

    NotVisible where `actor` does not manage the catalogue.
    """
    place = managed_authority(actor, authority)
    places = _kept(Place, place, {p.id: _facts(p) for p in catalogue.places})
    services = _kept(
        Service, place,
        {s.id: {**_facts(s), "place": places[s.place]} for s in catalogue.services},
    )  # fmt: skip
    _kept(Demarche, place, {d.id: _demarche(d, services) for d in catalogue.demarches})
    done = Imported(len(places), len(services), len(catalogue.demarches))
    journal(actor, place, "catalogue.imported", f"authority:{place.code}", asdict(done), now)
    return done


@transaction.atomic
def show_demarche(
    *, actor: Actor, now: datetime, authority: str, code: str, is_published: bool
) -> Demarche:
    """Show a demarche on the portal, or take it off; its requests in flight are not touched."""
    place = managed_authority(actor, authority)
    found = Demarche.objects.filter(authority=place, code=code).first()
    if found is None:
        raise NotVisible
    found.is_published = is_published
    found.save(update_fields=["is_published"])
    action = "demarche.shown" if is_published else "demarche.hidden"
    journal(actor, place, action, f"demarche:{code}", {}, now)
    return found


def managed_authority(actor: Actor, code: str) -> Authority:
    """The authority `code`, whose catalogue `actor` manages; NotVisible otherwise."""
    place = visible_authorities(actor).filter(code=code).first()
    if place is None or not actor.may(Capability.MANAGE_CATALOGUE, code):
        raise NotVisible
    return place


def journal(
    actor: Actor, place: Authority, action: str, subject: str, detail: dict[str, Any], now: datetime
) -> None:
    """Write to the journal of `place`."""
    record(actor=actor, authority=place, action=action, subject=subject, detail=detail, now=now)


def _kept(
    kind: type[Any], authority: Authority, defined: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """The rows of the codes `defined`, as their facts say; written only where something differs."""
    rows = {row.code: row for row in kind.objects.filter(authority=authority, code__in=defined)}
    new = [kind(authority=authority, code=c, **f) for c, f in defined.items() if c not in rows]
    for code, found in rows.items():
        facts = defined[code]
        if any(getattr(found, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(found, name, value)
            found.save()
    return rows | {row.code: row for row in kind.objects.bulk_create(new)}


def _demarche(defined: Any, services: dict[str, Service]) -> dict[str, Any]:
    """The columns of a demarche."""
    facts = {name: _plain(getattr(defined, name)) for name in DEMARCHE_FIELDS}
    return {**facts, "service": services[defined.service]}


def _facts(defined: Any) -> dict[str, Any]:
    """The columns of a definition, its id and its references aside."""
    return {n: v for n, v in asdict(defined).items() if n not in ("id", "place")}


def _plain(value: Any) -> Any:
    """A tuple as JSON has it."""
    return (
        [*map(str, value)] if isinstance(value, Iterable) and not isinstance(value, str) else value
    )
