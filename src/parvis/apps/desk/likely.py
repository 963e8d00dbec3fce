"""While a request is typed: who may be known already, and what may have been told already."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from parvis.apps.casework.models import RequestContact, ServiceRequest
from parvis.apps.casework.selectors import visible_requests
from parvis.apps.casework.setup import Desk
from parvis.core.access import Actor, Capability
from parvis.core.casework.duplicates import Report, box, likeness
from parvis.core.casework.setup import Category
from parvis.core.people.contacts import email, phone
from parvis.core.people.names import name_words

_SHOWN, _LOOKED_AT = 5, 200
RECENT = timedelta(days=60)
LIKELY = 0.5
LASTING, _A_DAY = 1.4, 7.0
"""What is reported stays about as long as the town promises: working days, as days of a week."""


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who already asked within the agent's sectors, and their latest request."""

    contact: RequestContact
    request: ServiceRequest


def known(actor: Actor, authority: str, typed: str) -> list[Known]:
    """Who may be the person that `typed` begins to name, latest request first.

    By telephone, e-mail, or the beginning of a name, within the actor's sectors only.
    """
    asked = _asked(typed)
    if asked is None:
        return []
    seen = visible_requests(actor, authority)
    contacts = RequestContact.objects.filter(asked, authority__code=authority)
    found = contacts.filter(sector__in=_sectors(actor, authority)).order_by("-pk")
    pairs = found.filter(service_request__in=seen).select_related("service_request")
    return [Known(c, c.service_request) for c in pairs[:_SHOWN]]


def _sectors(actor: Actor, authority: str) -> list[str]:
    return sorted(actor.sectors(Capability.SEE_DESK, authority))


def _asked(typed: str) -> Q | None:
    """What to look for; None if too little was typed."""
    if "@" in typed:
        return Q(email_key=email(typed)) if email(typed) else None
    number = phone(typed)
    if number:
        return Q(phone_key=number)
    name = " ".join(name_words(typed))
    if len(name) < 3:
        return None
    return Q(name_key__gte=name, name_key__lt=f"{name}ZZZZ") | Q(
        name_back__gte=name, name_back__lt=f"{name}ZZZZ"
    )


@dataclass(frozen=True, slots=True)
class Likely:
    """An open request that may be about the same thing; `metres` is None without a place."""

    request: ServiceRequest
    likeness: float
    metres: float | None


def alike(
    actor: Actor, authority: str, desk: Desk, report: Report, category: Category, now: datetime
) -> list[Likely]:
    """Requests of the same kind, near and recent, that may speak of the same thing."""
    near = visible_requests(actor, authority).filter(
        _near(report, category), received_at__gte=now - RECENT, merged_into=None
    )
    lasting = LASTING * desk.promise(category) / timedelta(hours=_A_DAY)
    found = []
    for request in near.select_related("contact").order_by("-pk")[:_LOOKED_AT]:
        told = report_of(request)
        score, metres = likeness(report, told, category.radius_m, lasting)
        if score >= LIKELY:
            found.append(Likely(request, score, metres))
    return sorted(found, key=lambda one: -one.likeness)[:_SHOWN]


def _near(report: Report, category: Category) -> Q:
    """Where to look: around a point, else at the same address."""
    if report.latitude is not None and report.longitude is not None and category.radius_m:
        south, north, west, east = box(report.latitude, report.longitude, category.radius_m)
        return Q(latitude__gte=south, latitude__lte=north, longitude__gte=west,
                 longitude__lte=east)  # fmt: skip
    if report.place.strip():
        return Q(place__iexact=report.place.strip(), is_open=True)
    return Q(pk__in=())


def report_of(request: ServiceRequest) -> Report:
    """A request as one compares it."""
    return Report(
        request.subject, request.category, request.place, request.latitude, request.longitude,
        request.received_at,
    )  # fmt: skip
