"""How signing in behaves here: nobody registers alone; attacks are counted per address."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils import timezone

from parvis.apps.accounts.models import Account
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.audit.services import record
from parvis.apps.authorities.selectors import authority_for
from parvis.apps.ui.mail import in_the_brand


class ClosedDoorAdapter(DefaultAccountAdapter):
    """Accounts are opened by the town's technician, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Wrong passwords are counted by axes, per account and address together.

        Counted per account alone, as allauth would, they let any stranger lock anybody out.
        """
        self._login_failed_rl_usage = None

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Messages about passwords follow the brand, as all others do."""
        mail = super().render_mail(*args, **kwargs)
        return in_the_brand(mail, getattr(self.request, "town", None))

    def login(self, request: HttpRequest, user: Account) -> None:
        """Open the session, and say so in the journal of the authority one works for first."""
        super().login(request, user)
        actor = actor_of(user)
        authority = authority_for(actor)
        if authority is not None:
            record(actor=actor, authority=authority, action="session.opened", subject=user.ref,
                   detail={}, now=timezone.now())  # fmt: skip


def tried_address(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """The address somebody tries to sign in with, as the lock-out counts it."""
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return typed.strip().lower()


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from, as the lock-out counts it: the proxy in front is not it.

    None for a sign-in that no network brings.
    """
    if "REMOTE_ADDR" not in request.META:
        return None
    address: str = ClosedDoorAdapter(request).get_client_ip(request)
    return address
