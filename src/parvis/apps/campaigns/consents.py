"""Who agreed to what, as applications above tell: the portal knows the consents of its accounts."""

from collections.abc import Callable

from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.keys import key_of
from parvis.core.loyalty.outreach import Aim, Medium

Consents = Callable[[Authority, str, Aim], list[str]]
"""Given an authority, a file and a purpose: the addresses of those who agree now."""
CONSENTS: list[Consents] = []


def consented_to(authority: Authority, contract: str, aim: Aim, medium: Medium) -> set[str]:
    """The keys of those who agreed to this use of this file."""
    told = (contact for tell in CONSENTS for contact in tell(authority, contract, aim))
    return {key for contact in told if (key := key_of(contact, medium))}
