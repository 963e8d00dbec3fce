"""What the pages of signing in say of a demonstration, of providers and of passkeys."""

import json
from typing import Any

from django import template

from parvis.apps import wired
from parvis.apps.accounts.demonstration import ACCOUNTS, PASSWORD
from parvis.core.identity import Provider

register = template.Library()


@register.inclusion_tag("accounts/_demonstration.html")
def demonstration_accounts() -> dict[str, object]:
    """The accounts to try, and the password they share. For a demonstration home only."""
    return {"accounts": ACCOUNTS, "password": PASSWORD}


@register.simple_tag
def identity_providers() -> list[Provider]:
    """The identity providers that the town declared."""
    return [issuer.provider for issuer in wired.issuers().values()]


@register.filter
def as_json(value: Any) -> str:
    """`value` for a script to read in an attribute: the security policy allows none inline."""
    return json.dumps(value, default=dict)
