"""What the town holds of somebody who has an account: told whole, changed, taken away, erased."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import phonenumbers
from django.db import transaction

from parvis.apps import wired
from parvis.apps.accounts.acting import powers_given, powers_held
from parvis.apps.accounts.consents import consents_of, give_consent
from parvis.apps.accounts.contacting import preference_of
from parvis.apps.accounts.models import (
    Account,
    Body,
    ConsentEvent,
    Contacted,
    ContactPreference,
    Delegation,
    PushSubscription,
)
from parvis.apps.accounts.parents import Side, sides_of
from parvis.apps.accounts.ports import texter
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.selectors import requests_of_account
from parvis.apps.catalogue.selectors import services_of
from parvis.apps.people.port import governance
from parvis.apps.portal.closing import close
from parvis.apps.portal.following import Look, looks
from parvis.apps.portal.models import Draft, OwnBouquet
from parvis.core.access import Actor
from parvis.core.catalogue.consents import ConsentPurpose
from parvis.core.catalogue.words import Theme
from parvis.core.contact import MOST_A_MONTH, Means
from parvis.core.errors import NotVisible, Refused, Where
from parvis.core.french import day
from parvis.core.privacy.purposes import Purpose

PORTAL = "portail"


@dataclass(frozen=True, slots=True)
class Use:
    """A column of the matrix: something that one may agree to. `note` says on whose word."""

    id: str
    label: str
    note: str
    sources: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One consent of the matrix; `is_asked` is False where this use takes nothing from there."""

    use: Use
    is_given: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A source, and what was agreed to for it."""

    source: str
    title: str
    cells: list[Cell]


def uses(authority: Authority, today: date) -> list[Use]:
    """What may be agreed to: what this portal offers, and each purpose that the town declared in
    `purposes.toml` on the ground of consent, while it is in force."""
    ours = [Use(p, p.label, "", None) for p in ConsentPurpose]
    declared = [p for p in _declared(authority, today) if p.is_by_consent]
    return ours + [
        Use(p.id, p.title, f"signé par {p.signed_by} le {day(p.signed_on)}", frozenset(p.sources))
        for p in declared
    ]


def imposed(authority: Authority, today: date) -> list[Purpose]:
    """The declared purposes that rest on something else than consent: told, not asked."""
    return [p for p in _declared(authority, today) if not p.is_by_consent]


def _declared(authority: Authority, today: date) -> list[Purpose]:
    known = governance().purposes
    return [p for p in known if p.authority == authority.code and p.is_in_force(today)]


def sources(authority: Authority, shown: Sequence[Use]) -> tuple[dict[str, str], dict[str, str]]:
    """What data may come from, each with its title: this portal and each service of the catalogue;
    then the files that the declared purposes join."""
    services = dict(services_of(authority.code).values_list("code", "title"))
    contracts = wired.contracts()
    named = {code for use in shown for code in use.sources or ()}
    files = {code: contracts[code].title for code in sorted(named) if code in contracts}
    return {PORTAL: "Ce que j’ai dit sur ce portail", **services}, files


def matrix(account: Account, authority: Authority, shown: Sequence[Use]) -> list[Line]:
    """Every source by every use, as it stands now."""
    held = consents_of(account, authority)
    named, files = sources(authority, shown)
    return [
        Line(code, title, [_cell(use, code, held, named) for use in shown])
        for code, title in {**named, **files}.items()
    ]


def _cell(use: Use, code: str, held: Mapping[tuple[str, str], bool], ours: Collection[str]) -> Cell:
    is_asked = code in ours if use.sources is None else code in use.sources
    return Cell(use, held.get((code, use.id), False), is_asked)


def history(account: Account, authority: Authority) -> list[ConsentEvent]:
    """Everything given and withdrawn, the latest first."""
    return list(ConsentEvent.objects.filter(authority=authority, account=account))


@transaction.atomic
def consent(
    *, now: datetime, authority: Authority, account: Account, source: str, purpose: str,
    is_given: bool,
) -> Use:  # fmt: skip
    """Give or withdraw one consent that the matrix holds; NotVisible for another.

    What is no longer asked may still be withdrawn.
    """
    shown = uses(authority, now.date())
    lines = matrix(account, authority, shown)
    cells = {(line.source, cell.use.id): cell for line in lines for cell in line.cells}
    cell = cells.get((source, purpose))
    if cell is None or (is_given and not cell.is_asked):
        raise NotVisible
    give_consent(now=now, authority=authority, account=account, source=source, purpose=purpose,
                 is_given=is_given)  # fmt: skip
    return cell.use


@transaction.atomic
def prefer(
    *, authority: Authority, account: Account, channel: str, phone: str, most_a_month: int,
    interests: Iterable[str],
) -> ContactPreference:  # fmt: skip
    """Keep how the person wants to be written to, and what they say interests them."""
    if channel not in means() or most_a_month not in MOST_A_MONTH:
        raise Refused("preference.unknown")
    kept = preference_of(account, authority)
    kept.phone = _number(phone) if phone.strip() or channel == Means.SMS else ""
    kept.channel, kept.most_a_month = channel, most_a_month
    kept.interests = [theme for theme in Theme if theme in set(interests)]
    kept.save()
    return kept


def means() -> list[Means]:
    """The means offered here: SMS only where the town has a provider."""
    return [m for m in Means if m is not Means.SMS or texter() is not None]


def _number(typed: str) -> str:
    """A telephone number as networks write it (E.164); Refused if it is none."""
    try:
        parsed = phonenumbers.parse(typed, "FR")
    except phonenumbers.NumberParseException as error:
        raise Refused("contact.phone", where=Where(field="phone"), value=typed) from error
    if not phonenumbers.is_valid_number(parsed):
        raise Refused("contact.phone", where=Where(field="phone"), value=typed)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


LATELY = 20


def written(account: Account, authority: Authority) -> list[Contacted]:
    """What the town wrote lately of its own accord, the latest first."""
    return list(Contacted.objects.filter(authority=authority, account=account)[:LATELY])


def devices(topic: str) -> int:
    """How many devices are told of whatever comes for the account."""
    return PushSubscription.objects.filter(topic=topic).count()


def consulted(requests: Iterable[ServiceRequest]) -> list[tuple[ServiceRequest, list[Look]]]:
    """Who looked at each request."""
    return [(request, looks(request)) for request in requests]


def everything(actor: Actor, account: Account, authority: Authority) -> dict[str, Any]:
    """All that is held under this account, for its holder to take away (RGPD, article 20)."""
    requests = list(requests_of_account(actor, authority.code))
    wanted = preference_of(account, authority)
    return {
        "compte": {"nom": account.full_name, "adresse": account.email,
                   "ouvert_le": account.created_at.isoformat()},
        "bouquets": {b.profile: b.tiles for b in _own(OwnBouquet, account, authority)},
        "consentements": [
            {"source": e.source, "finalite": e.purpose, "donne": e.is_given,
             "le": e.at.isoformat()} for e in history(account, authority)],
        "messages_de_la_mairie": [
            {"le": c.at.isoformat(), "titre": c.title, "moyen": c.means, "finalite": c.purpose}
            for c in _own(Contacted, account, authority)],
        "au_nom_de": [
            {"nom": b.name, "genre": b.kind, "numero": b.number}
            for b in _own(Body, account, authority)],
        "liens_entre_parents": [_tie(side) for side in sides_of(account, authority)],
        "mandats": [
            _power(d) for d in powers_given(account, authority) | powers_held(account, authority)],
        "preferences": {"moyen": wanted.channel, "telephone": wanted.phone,
                        "messages_par_mois": wanted.most_a_month,
                        "interets": wanted.interests},
        "brouillons": [
            {"demarche": d.demarche, "enregistre_le": d.saved_at.isoformat(),
             "reponses": d.answers} for d in _own(Draft, account, authority)],
        "demandes": [_request(request) for request in requests],
    }  # fmt: skip


def _tie(side: Side) -> dict[str, Any]:
    return {
        "enfant": side.own.name if side.own else "", "autre_parent": side.other_name,
        "je_dis": side.tells, "me_dit": side.is_told,
    }  # fmt: skip


def _power(power: Delegation) -> dict[str, Any]:
    return {
        "de": power.giver.full_name, "a": power.helper_email, "lien": power.get_tie_display(),
        "jusqu_au": power.until.isoformat(),
        "fini_le": power.ended_at.isoformat() if power.ended_at else None,
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
def erase(*, now: datetime, account: Account) -> None:
    """Erase the account and what is its own. Requests stay with the service that answers them,
    for the time the law gives it, no longer tied to the account.

    Refused to who works for the town: their account is closed by who manages it.
    """
    if account.memberships.exists():
        raise Refused("account.works_here")
    close(now, account)
