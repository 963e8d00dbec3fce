"""Going to an identity provider and coming back; leaving both sessions together."""

import secrets
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import public
from parvis.apps.accounts.identity import account_by_identity, attach_identity
from parvis.core.errors import NotVisible, Unavailable
from parvis.core.identity import Asked, IssuerPort, check_answer

ASKED, OPENED = "identity_asked", "identity_opened"
"""Session keys: the question that is out, and the provider and token of an open session."""


@require_POST
@public
def leave_for(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Send the person to their identity provider."""
    issuer = _issuer(provider)
    asked = Asked(*(secrets.token_urlsafe(32) for _ in range(3)))
    try:
        url = issuer.authorize_url(asked, _back(request, provider))
    except Unavailable:
        return _down(request, issuer)
    request.session[ASKED] = [provider, asked.state, asked.nonce, asked.verifier]
    return redirect(url)


@require_safe
@public
def come_back(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Open the session of whoever the provider proves; a question is answered once."""
    issuer = _issuer(provider)
    kept = request.session.pop(ASKED, None)
    asked = Asked(*kept[1:]) if kept and kept[0] == provider else None
    code = check_answer(request.GET.dict(), asked)
    now = datetime.now(UTC)
    asked = asked or Asked("", "", "")
    try:
        proved = issuer.prove(code, asked, _back(request, provider), now.timestamp())
    except Unavailable:
        return _down(request, issuer)
    facts: dict[str, Any] = {"now": now, "authority": request.town, "provider": issuer.provider,  # type: ignore[attr-defined]
                             "proved": proved}  # fmt: skip
    if request.user.is_authenticated:
        attach_identity(account=request.user, **facts)
        messages.success(request, f"{issuer.provider.label} ouvre désormais ce compte.")
        return redirect("home")
    account = account_by_identity(**facts)
    login = Login(user=account, redirect_url=reverse("home"))
    answer: HttpResponseBase = perform_login(request, login)
    request.session[OPENED] = [provider, proved.id_token]
    return answer


@require_POST
@public
def leave(request: HttpRequest) -> HttpResponseBase:
    """Close the session here, then at the provider that opened it."""
    provider, token = request.session.get(OPENED, ["", ""])
    logout(request)
    home = request.build_absolute_uri(reverse("home"))
    issuer = wired.issuers().get(provider)
    url = issuer.logout_url(token, home, secrets.token_urlsafe(16)) if issuer else ""
    return redirect(url or home)


def _down(request: HttpRequest, issuer: IssuerPort) -> HttpResponseBase:
    """The provider does not answer: said with the other ways in."""
    return render(request, "accounts/down.html", {"label": issuer.provider.label},
                  status=HTTPStatus.SERVICE_UNAVAILABLE)  # fmt: skip


def _issuer(provider: str) -> IssuerPort:
    found = wired.issuers().get(provider)
    if found is None:
        raise NotVisible
    return found


def _back(request: HttpRequest, provider: str) -> str:
    return request.build_absolute_uri(reverse("accounts:come_back", args=[provider]))
