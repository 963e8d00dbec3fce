"""Verbs of the people a town serves, on what is theirs."""

from collections.abc import Mapping

from django.db import transaction

from parvis.apps.authorities.models import Authority
from parvis.apps.portal.models import OwnBouquet
from parvis.apps.portal.selectors import own_bouquets
from parvis.apps.portal.who import account_id
from parvis.core.access import Actor
from parvis.core.catalogue.bouquet import Bouquet, Profile


@transaction.atomic
def keep_bouquets(
    *, actor: Actor, authority: Authority, bouquets: Mapping[Profile, Bouquet]
) -> None:
    """Keep the bouquets of a signed-in person, profile by profile."""
    for profile, bouquet in bouquets.items():
        OwnBouquet.objects.update_or_create(
            authority=authority,
            account_id=account_id(actor),
            profile=profile,
            defaults={"tiles": str(bouquet)},
        )


@transaction.atomic
def carry_over(*, actor: Actor, authority: Authority, bouquets: Mapping[Profile, Bouquet]) -> None:
    """Join what was composed in a browser to what the account holds: nothing is lost."""
    held = own_bouquets(actor, authority.code)
    joined = {p: held.get(p, Bouquet()).joined(bouquet) for p, bouquet in bouquets.items()}
    keep_bouquets(actor=actor, authority=authority, bouquets=joined)
