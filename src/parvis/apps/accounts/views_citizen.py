"""Signing in by a link, for the people the town serves."""

from datetime import UTC, datetime

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from parvis.apps.accounts.decisions import public
from parvis.apps.accounts.links import account_by_link, address_of, send_link
from parvis.apps.accounts.models import Account
from parvis.core.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@public
def ask_link(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link; what is answered does not say who has an account."""
    if request.method != "POST":
        sent = request.GET.get("parti") == "oui"
        return render(request, "accounts/link.html", {"sent": sent, "problem": "", "address": ""})
    address = request.POST.get("courriel", "")
    try:
        page = request.build_absolute_uri(reverse("accounts:ask_link"))
        send_link(address=address, page=page, town=request.town)  # type: ignore[attr-defined]
    except Refused as refusal:
        context = {"sent": False, "problem": refusal.sentence(), "address": address}
        return render(request, "accounts/link.html", context, status=422)
    return redirect(f"{reverse('accounts:ask_link')}?parti=oui")


@require_http_methods(["GET", "HEAD", "POST"])
@public
def use_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Open the session: asked once more, for mail readers follow links by themselves."""
    email = address_of(token)
    is_new = not Account.objects.filter(email=email).exists()
    if request.method != "POST":
        return _asked(request, email, is_new, "")
    try:
        name = request.POST.get("nom", "")
        account = account_by_link(now=datetime.now(UTC), token=token, name=name)
    except Refused as refusal:
        return _asked(request, email, is_new, refusal.sentence())
    answer: HttpResponseBase = perform_login(
        request, Login(user=account, redirect_url=reverse("home"))
    )
    return answer


def _asked(request: HttpRequest, email: str, is_new: bool, problem: str) -> HttpResponse:
    context = {"email": email, "is_new": is_new, "problem": problem}
    return render(request, "accounts/use_link.html", context, status=422 if problem else 200)
