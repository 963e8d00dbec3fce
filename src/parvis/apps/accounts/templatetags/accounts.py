"""What the page of signing in says of a demonstration."""

from django import template

from parvis.apps.accounts.demonstration import ACCOUNTS, PASSWORD

register = template.Library()


@register.inclusion_tag("accounts/_demonstration.html")
def demonstration_accounts() -> dict[str, object]:
    """The accounts to try, and the password they share. For a demonstration home only."""
    return {"accounts": ACCOUNTS, "password": PASSWORD}
