"""What the page of signing in says of a demonstration."""

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
