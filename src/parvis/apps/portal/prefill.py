"""What a form may start from, of somebody who has an account."""

from typing import Any

from parvis.apps.accounts.consents import has_agreed
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import RequestContact
from parvis.apps.catalogue.selectors import published_demarche
from parvis.core.catalogue.consents import ConsentPurpose


def known_of(user: Any, authority: Authority, demarche: str) -> dict[str, str]:
    """What the account says of its holder, by what it prefills; nothing for a visitor.

    With their consent for the service that answers, also what they last told the same sector:
    never what another one holds.
    """
    if not user.is_authenticated:
        return {}
    first, _, last = user.full_name.partition(" ")
    own = {"name": user.full_name, "first_name": first, "last_name": last, "email": user.email}
    service = published_demarche(authority.code, demarche).service
    if not has_agreed(user, authority, service.code, ConsentPurpose.PREREMPLIR):
        return own
    before = RequestContact.objects.filter(
        authority=authority, account_ref=user.ref, sector=service.sector
    ).order_by("-pk").first()  # fmt: skip
    return own | ({"phone": before.phone, "address": before.address} if before else {})
