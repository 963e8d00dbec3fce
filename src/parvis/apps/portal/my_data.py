"""What the town holds of somebody who has an account: told whole, changed, taken away, erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import RequestContact, ServiceRequest
from parvis.apps.casework.selectors import requests_of_account
from parvis.apps.catalogue.selectors import services_of
from parvis.apps.portal.filing import forget
from parvis.apps.portal.following import Look, looks
from parvis.apps.portal.models import ConsentEvent, Draft, OwnBouquet, Preference
from parvis.core.access import Actor
from parvis.core.catalogue.consents import ConsentPurpose, ConsentTold, in_force
from parvis.core.catalogue.words import Theme
from parvis.core.errors import NotVisible, Refused

PORTAL = "portail"
CHANNELS = ("email", "letter", "phone")
MOST_A_MONTH = (0, 1, 2, 4, 8)


@dataclass(frozen=True, slots=True)
class Cell:
    """One consent of the matrix."""

    purpose: ConsentPurpose
    is_given: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A source, and what was agreed to for it."""

    source: str
    title: str
    cells: list[Cell]


def matrix(account: Account, authority: Authority) -> list[Line]:
    """Every source by every purpose, as it stands now."""
    held = in_force(_told(ConsentEvent.objects.filter(authority=authority, account=account)))
    return [
        Line(code, title, [Cell(p, held.get((code, p), False)) for p in ConsentPurpose])
        for code, title in sources(authority).items()
    ]


def sources(authority: Authority) -> dict[str, str]:
    """What data may come from: this portal, and each service of the catalogue."""
    services = {service.code: service.title for service in services_of(authority.code)}
    return {PORTAL: "Ce que j’ai dit sur ce portail", **services}


def _told(events: Iterable[ConsentEvent]) -> Iterable[ConsentTold]:
    return (ConsentTold(e.source, ConsentPurpose(e.purpose), e.is_given, e.at) for e in events)


def history(account: Account, authority: Authority) -> list[ConsentEvent]:
    """Everything given and withdrawn, the latest first."""
    return list(ConsentEvent.objects.filter(authority=authority, account=account))


@transaction.atomic
def consent(
    *, now: datetime, authority: Authority, account: Account, source: str, purpose: str,
    is_given: bool,
) -> ConsentEvent:  # fmt: skip
    """Give or withdraw one consent; what was before stays in the history."""
    if source not in sources(authority) or purpose not in list(ConsentPurpose):
        raise NotVisible
    return ConsentEvent.objects.create(
        authority=authority, account=account, source=source, purpose=purpose,
        is_given=is_given, at=now,
    )  # fmt: skip


@transaction.atomic
def withdraw_all(*, now: datetime, authority: Authority, account: Account) -> int:
    """Withdraw every consent in force; how many there were."""
    held = in_force(_told(ConsentEvent.objects.filter(authority=authority, account=account)))
    given = [key for key, is_given in held.items() if is_given]
    for source, purpose in given:
        ConsentEvent.objects.create(
            authority=authority, account=account, source=source, purpose=purpose,
            is_given=False, at=now,
        )  # fmt: skip
    return len(given)


def preference(account: Account, authority: Authority) -> Preference:
    """How the person wants to be written to; what is usual while they said nothing."""
    known = Preference.objects.filter(account=account).first()
    return known or Preference(authority=authority, account=account)


@transaction.atomic
def prefer(
    *, authority: Authority, account: Account, channel: str, most_a_month: int,
    interests: Iterable[str],
) -> Preference:  # fmt: skip
    """Keep how the person wants to be written to, and what they say interests them."""
    if channel not in CHANNELS or most_a_month not in MOST_A_MONTH:
        raise Refused("preference.unknown")
    kept = preference(account, authority)
    kept.channel, kept.most_a_month = channel, most_a_month
    kept.interests = [theme for theme in Theme if theme in set(interests)]
    kept.save()
    return kept


def consulted(requests: Iterable[ServiceRequest]) -> list[tuple[ServiceRequest, list[Look]]]:
    """Who looked at each request."""
    return [(request, looks(request)) for request in requests]


def everything(actor: Actor, account: Account, authority: Authority) -> dict[str, Any]:
    """All that is held under this account, for its holder to take away (RGPD, article 20)."""
    requests = list(requests_of_account(actor, authority.code))
    wanted = preference(account, authority)
    return {
        "compte": {"nom": account.full_name, "adresse": account.email,
                   "ouvert_le": account.created_at.isoformat()},
        "bouquets": {b.profile: b.tiles for b in _own(OwnBouquet, account, authority)},
        "consentements": [
            {"source": e.source, "finalite": e.purpose, "donne": e.is_given,
             "le": e.at.isoformat()} for e in history(account, authority)],
        "preferences": {"moyen": wanted.channel, "messages_par_mois": wanted.most_a_month,
                        "interets": wanted.interests},
        "brouillons": [
            {"demarche": d.demarche, "enregistre_le": d.saved_at.isoformat(),
             "reponses": d.answers} for d in _own(Draft, account, authority)],
        "demandes": [_request(request) for request in requests],
    }  # fmt: skip


def _own(kind: Any, account: Account, authority: Authority) -> Iterable[Any]:
    return kind.objects.filter(account=account, authority=authority)


def _request(request: ServiceRequest) -> dict[str, Any]:
    return {
        "numero": request.number, "code": request.tracking_code, "objet": request.subject,
        "etat": request.state_label, "recue_le": request.received_at.isoformat(),
        "messages": [
            {"le": m.at.isoformat(), "sens": m.way, "texte": m.text}
            for m in request.messages.exclude(way="note")],
        "consultations": [{"le": look.at.isoformat(), "par": look.who} for look in looks(request)],
    }  # fmt: skip


@transaction.atomic
def erase(*, now: datetime, actor: Actor, account: Account) -> None:
    """Erase the account and what is its own. Requests stay with the service that answers them,
    for the time the law gives it, no longer tied to the account.

    Refused to who works for the town: their account is closed by who manages it.
    """
    if account.memberships.exists():
        raise Refused("account.works_here")
    RequestContact.objects.filter(account_ref=actor.ref).update(account_ref="")
    for draft in Draft.objects.filter(account=account):
        forget(now=now, draft=draft)
    account.delete()
