"""Who agreed to what on the portal, and what they were written already, by keys of addresses."""

from collections import Counter
from datetime import datetime, timedelta

import numpy as np

from parvis.apps.accounts.models import ConsentEvent, Contacted, ContactPreference
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.files import AUDIENCES, Audience, Columns
from parvis.apps.campaigns.keys import key_of
from parvis.core.catalogue.consents import ConsentPurpose
from parvis.core.ingest.contract import Contract, Field, FieldType
from parvis.core.loyalty.outreach import Aim, Medium
from parvis.core.sectors import Sector

PORTAL = "portail"
_PURPOSES = {
    Aim.INVITE: ConsentPurpose.INVITATIONS,
    Aim.TOWN_LIFE: ConsentPurpose.INVITATIONS,
    Aim.WELCOME: ConsentPurpose.INVITATIONS,
    Aim.OPINION: ConsentPurpose.ENQUETES,
    Aim.RIGHTS: ConsentPurpose.RAPPELS,
    Aim.SAME_SERVICE: ConsentPurpose.RAPPELS,
}
SUBSCRIBERS = Contract(
    PORTAL, 1, "Abonnés du portail", Sector.RELATIONS_USAGERS,
    "Consentement (RGPD, art. 6.1.a)", 1095, "", ("email",),
    (
        Field("email", ("Courriel",), FieldType.TEXT, "Courriel", is_identifying=True),
        Field("interest", ("Centre d’intérêt déclaré",), FieldType.TEXT,
              "Centre d’intérêt déclaré"),
    ),
    person="email",
)  # fmt: skip
"""Residents who have an account, one row for each interest they declared."""


def consented_to(authority: Authority, source: str, aim: Aim, medium: Medium) -> set[str]:
    """The keys of those whose last word on this use of this source is yes."""
    purpose = _PURPOSES.get(aim)
    if purpose is None:
        return set()
    told = ConsentEvent.objects.filter(authority=authority, source=source, purpose=purpose)
    last = dict(told.order_by("at", "pk").values_list("account__email", "is_given"))
    return {key_of(email, medium) for email, is_given in last.items() if is_given}


def already_written(
    authority: Authority, medium: Medium, now: datetime, days: int, most: int
) -> Counter[str]:
    """Messages that accounts got from the portal; who asked for fewer starts higher."""
    lately = Contacted.objects.filter(authority=authority, at__gte=now - timedelta(days=days))
    found = Counter(key_of(e, medium) for e in lately.values_list("account__email", flat=True))
    wanted = ContactPreference.objects.filter(authority=authority, most_a_month__lt=most)
    for email, fewer in wanted.values_list("account__email", "most_a_month"):
        found[key_of(email, medium)] += most - fewer
    return found


def _subscribers(authority: Authority) -> Columns:
    held = ContactPreference.objects.filter(authority=authority, account__is_active=True)
    rows = [(email, interest) for email, interests in held.order_by("pk").values_list(
        "account__email", "interests") for interest in (interests or [None])]  # fmt: skip
    columns = {"email": np.empty(len(rows), object), "interest": np.empty(len(rows), object)}
    for rank, (email, interest) in enumerate(rows):
        columns["email"][rank], columns["interest"][rank] = email, interest
    return columns


AUDIENCES[PORTAL] = Audience(SUBSCRIBERS, _subscribers)
