"""One record of each kind of the doors, for the law of selectors."""

from collections.abc import Callable

import factories
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.channels import models

NOW = factories.NOW


def key(place: Authority) -> models.ApplicationKey:
    return models.ApplicationKey.objects.create(
        authority=place, title="Carte", key_hash=place.code, created_at=NOW
    )


def webhook(place: Authority) -> models.Webhook:
    return models.Webhook.objects.create(
        authority=place, url="https://example.org", secret="s", created_at=NOW
    )


def refused_mail(place: Authority) -> models.RefusedMail:
    return models.RefusedMail.objects.create(
        authority=place, message_id="x", reason="loop", received_at=NOW
    )


def relay(place: Authority) -> models.Relay:
    return models.Relay.objects.create(
        authority=place, service_request=ServiceRequest.objects.filter(authority=place)[0],
        endpoint="https://example.org", remote_id="1", checked_at=NOW,
    )  # fmt: skip


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {
    models.ApplicationKey: key,
    models.Webhook: webhook,
    models.RefusedMail: refused_mail,
    models.Relay: relay,
}
