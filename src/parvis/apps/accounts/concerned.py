"""The accounts of one person, for a right of access or erasure: called by that verb alone, which
checks who asks and journals it."""

from collections.abc import Collection

from django.db.models import Q

from parvis.apps.accounts.models import Account, ContactPreference
from parvis.core.people.concerned import Concerned
from parvis.core.people.contacts import email, phone


def accounts_concerned(concerned: Concerned) -> list[Account]:
    """The accounts that are surely those of one person: their name, with their address or the
    number at which they asked to be reached."""
    reached = _reached_at(concerned.phones)
    alike = Q(pk__in=reached)
    for local, _, domain in (address.rpartition("@") for address in sorted(concerned.emails)):
        # A dot or a "+tag" may stand anywhere after the first letter.
        alike |= Q(email__istartswith=local[0], email__iendswith=f"@{domain}")
    return [
        account for account in Account.objects.filter(alike).order_by("pk")
        if (account.pk in reached or email(account.email) in concerned.emails)
        and concerned.is_called(account.full_name)
    ]  # fmt: skip


def _reached_at(phones: Collection[str]) -> set[int]:
    """The accounts that gave one of these numbers, in the spelling of comparisons."""
    ends = Q(pk__in=())
    for digits in sorted(phones):
        ends |= Q(phone__endswith=digits)
    found = ContactPreference.objects.filter(ends).values_list("account", "phone")
    return {account for account, text in found if phone(text) in phones}
