"""Reads of the doors."""

from django.db.models import QuerySet

from parvis.apps.channels.models import ApplicationKey, RefusedMail, Relay, Webhook
from parvis.core.access import Actor, Capability


def application_keys(actor: Actor, authority: str) -> QuerySet[ApplicationKey]:
    """The keys that still open something in `authority`, for who configures its desk."""
    visible = ApplicationKey.objects.visible_to(actor, Capability.CONFIGURE_DESK)
    return visible.filter(authority__code=authority, revoked_at=None)


def webhooks(actor: Actor, authority: str) -> QuerySet[Webhook]:
    """The addresses that `authority` tells of its requests."""
    visible = Webhook.objects.visible_to(actor, Capability.CONFIGURE_DESK)
    return visible.filter(authority__code=authority, closed_at=None)


def refused_mails(actor: Actor, authority: str) -> QuerySet[RefusedMail]:
    """The letters of `authority` that were set aside, latest first."""
    visible = RefusedMail.objects.visible_to(actor, Capability.CONFIGURE_DESK)
    return visible.filter(authority__code=authority)


def relays(actor: Actor, authority: str) -> QuerySet[Relay]:
    """The requests of `authority` that another administration holds too."""
    visible = Relay.objects.visible_to(actor, Capability.CONFIGURE_DESK)
    return visible.filter(authority__code=authority)
