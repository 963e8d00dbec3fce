"""Reads of the tokens."""

from django.db.models import QuerySet

from parvis.apps.api.models import ApiToken
from parvis.core.access import Actor, Capability


def tokens_of(actor: Actor, authority: str) -> QuerySet[ApiToken]:
    """The tokens of `authority`, the latest first, for who manages accounts."""
    visible = ApiToken.objects.visible_to(actor, Capability.MANAGE_ACCOUNTS)
    return visible.filter(authority__code=authority)
