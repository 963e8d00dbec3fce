"""Who sent a delivery, with the rights they have today."""

from parvis.apps.accounts.selectors import actor_by_ref
from parvis.apps.sources.models import PushToken
from parvis.core.access import VISITOR, Actor, Grant, Role
from parvis.core.sectors import Sector

_TOKEN = "token:"  # noqa: S105  how journals name one, no secret


def token_actor(token: PushToken) -> Actor:
    """An application that pushes: an agent of its one sector, nothing once revoked."""
    grant = Grant(token.authority.code, Role.AGENT, Sector(token.sector))
    grants = frozenset({grant}) if token.revoked_at is None else frozenset()
    return Actor(ref=f"{_TOKEN}{token.pk}", label=token.label, grants=grants)


def sender(ref: str) -> Actor:
    """The account or the application that `ref` names; nobody once it is gone."""
    if not ref.startswith(_TOKEN):
        return actor_by_ref(ref)
    named = PushToken.objects.filter(pk=ref.removeprefix(_TOKEN))
    found = named.select_related("authority").first()
    return token_actor(found) if found else VISITOR
