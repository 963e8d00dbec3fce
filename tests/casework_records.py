"""One record of each kind that gathers around a request, for the law of selectors."""

from collections.abc import Callable

import channels_records as channels
import factories
from parvis.apps import wired
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.casework import models as casework
from parvis.apps.casework.services import register_service_request
from parvis.apps.desk.models import SavedView
from parvis.core.access import OPERATOR
from parvis.core.casework.asked import Contact

NOW = factories.NOW


def service_request(place: Authority) -> casework.ServiceRequest:
    """A request, its contact and words: written by whoever holds the citizen's account."""
    return register_service_request(
        actor=OPERATOR, now=NOW, authority=place.code, category="voirie", channel="phone",
        text="Un trou dans la chaussée", contact=Contact(name="Alix Essai"),
    )  # fmt: skip


def _asked(place: Authority) -> casework.ServiceRequest:
    known = casework.ServiceRequest.objects.filter(authority=place)
    return known.order_by("pk").first() or service_request(place)


def link(place: Authority) -> casework.RequestLink:
    return casework.RequestLink.objects.create(
        authority=place, one=_asked(place), other=service_request(place), tie="related", made_at=NOW
    )


def satisfaction(place: Authority) -> casework.Satisfaction:
    return casework.Satisfaction.objects.create(
        authority=place, service_request=_asked(place), level=2, answered_at=NOW
    )


def presence(place: Authority) -> casework.Presence:
    return casework.Presence.objects.create(
        authority=place, service_request=_asked(place), account=factories.account(code=place.code),
        opened_at=NOW, seen_at=NOW,
    )  # fmt: skip


def attachment(place: Authority) -> casework.Attachment:
    return casework.Attachment.objects.create(
        authority=place, service_request=_asked(place), rank=1, name="photo.jpg",
        kind="image/jpeg", size=1, sha256="0" * 64, stored="x.jpg", added_at=NOW,
    )  # fmt: skip


def desk_version(place: Authority) -> casework.DeskVersion:
    return casework.DeskVersion.objects.create(
        authority=place, number=1, text=wired.default_desk()[0], at=NOW, by_ref="console"
    )


def appointment(place: Authority) -> casework.Appointment:
    return casework.Appointment.objects.create(
        authority=place, service_request=_asked(place), rank=1, starts_at=NOW, minutes=30,
        place="Mairie",
    )  # fmt: skip


def absence(place: Authority) -> casework.Absence:
    return casework.Absence.objects.create(
        authority=place, account=factories.account(code=place.code), first_on=NOW, last_on=NOW
    )


def bulk_action(place: Authority) -> casework.BulkAction:
    return casework.BulkAction.objects.create(
        authority=place, actor_ref=f"of:{place.code}", what="closed", at=NOW
    )


def saved_view(place: Authority) -> SavedView:
    return SavedView.objects.create(
        authority=place, account=factories.account(code=place.code), title="Mes rues", query="q=rue"
    )


def of(kind: type[AuthorityScoped], place: Authority) -> AuthorityScoped:
    """A record that came with the request of `place`."""
    return kind.objects.filter(authority=place).order_by("pk")[0]


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {
    casework.ServiceRequest: service_request,
    casework.Turn: lambda place: casework.Turn.objects.create(authority=place, team="voirie"),
    casework.Numbering: lambda place: _asked(place) and of(casework.Numbering, place),
    casework.RequestEvent: lambda place: of(casework.RequestEvent, place),
    casework.RequestContact: lambda place: of(casework.RequestContact, place),
    casework.Message: lambda place: of(casework.Message, place),
    casework.Appointment: appointment,
    casework.Attachment: attachment,
    casework.RequestLink: link,
    casework.Presence: presence,
    casework.Satisfaction: satisfaction,
    casework.DeskVersion: desk_version,
    casework.Absence: absence,
    casework.BulkAction: bulk_action,
    SavedView: saved_view,
    **channels.MAKERS,
}
