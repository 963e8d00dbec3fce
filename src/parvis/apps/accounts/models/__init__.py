"""Accounts and what belongs to their holders."""

from parvis.apps.accounts.models.acting import Body, Delegation
from parvis.apps.accounts.models.contact import (
    ConsentEvent,
    Contacted,
    ContactPreference,
    PushSubscription,
    Sent,
)
from parvis.apps.accounts.models.family import Parenthood
from parvis.apps.accounts.models.people import Account, AccountManager, Identity, Membership

__all__ = [
    "Account", "AccountManager", "Body", "ConsentEvent", "ContactPreference", "Contacted",
    "Delegation", "Identity", "Membership", "Parenthood", "PushSubscription", "Sent",
]  # fmt: skip
