"""Reads of what the portal keeps: each for the account it belongs to."""

from parvis.apps.portal.models import OwnBouquet
from parvis.apps.portal.who import account_id
from parvis.core.access import Actor
from parvis.core.catalogue.bouquet import Bouquet, Profile, bouquet_from


def own_bouquets(actor: Actor, authority: str) -> dict[Profile, Bouquet]:
    """The bouquets of a signed-in person, by profile."""
    kept = OwnBouquet.objects.filter(authority__code=authority, account_id=account_id(actor))
    return {Profile(kept.profile): bouquet_from(kept.tiles) for kept in kept}
