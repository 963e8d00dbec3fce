"""How signing in behaves here: nobody registers alone; attacks are counted per address."""

from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoorAdapter(DefaultAccountAdapter):
    """Accounts are opened by the town's technician, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def tried_address(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """The address somebody tries to sign in with, as the lock-out counts it."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return typed.strip().lower()
