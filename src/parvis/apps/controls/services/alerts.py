"""Telling those in charge, by e-mail: once for each control that is raised."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import Authority
from parvis.apps.controls.cards import Card, card_of
from parvis.apps.controls.models import Verdict
from parvis.core.controls.outcome import State
from parvis.core.french import count


def tell_those_in_charge(*, now: datetime, authority: Authority) -> int:
    """Write to whoever answers for the controls raised since the last time; how many were told.

    A message names no person. Marked once sent: a message may come twice, it is never lost.
    """
    untold = Verdict.objects.filter(
        authority=authority, is_current=True, state=State.RAISED, told_at=None
    )
    cards = [card for verdict in untold if (card := card_of(verdict)) is not None]
    told = 0
    for account, own in _by_account(authority, cards).items():
        _send(account, authority, own)
        told += 1
    untold.update(told_at=now)
    return told


def _by_account(authority: Authority, cards: Iterable[Card]) -> dict[Account, list[Card]]:
    found: dict[Account, list[Card]] = {}
    for card in cards:
        for account in _in_charge(authority, card):
            found.setdefault(account, []).append(card)
    return found


def _in_charge(authority: Authority, card: Card) -> Iterable[Account]:
    """Open accounts that hold the control's owner role, in its sector where roles have one."""
    held = Q(memberships__sector=card.verdict.sector) | Q(memberships__sector=None)
    return Account.objects.filter(
        held,
        is_active=True,
        memberships__authority=authority,
        memberships__role=card.control.owner,
    ).distinct()


def _send(account: Account, authority: Authority, cards: list[Card]) -> None:
    cards = sorted(cards, key=lambda card: card.control.severity.rank)
    subject = f"{authority.name} : {count(len(cards), 'contrôle à voir', 'contrôles à voir')}"
    url = settings.SITE_URL + reverse("controls:list")
    text = render_to_string("controls/alert.txt", {"cards": cards, "url": url, "town": authority})
    send_mail(subject, text, None, [account.email])
