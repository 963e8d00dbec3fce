"""The access decision each route carries: one of `@public`, `@signed_in`, `@requires(...)`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from parvis.core.access import VISITOR, Actor, Capability
from parvis.core.errors import NotVisible

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public(view: View[P]) -> View[P]:
    """Anybody may see this page, signed in or not."""
    view.auth_decision = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View[P]) -> View[P]:
    """Anybody with an account, whatever their roles; a visitor is sent to the login page."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
        if request.actor == VISITOR:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        return _unkept(view(request, *args, **kwargs))

    guarded.auth_decision = "signed_in"  # type: ignore[attr-defined]
    return guarded


def requires(capability: Capability) -> Callable[[View[P]], View[P]]:
    """Only who holds `capability` in the authority chosen for the session.

    A visitor is sent to the login page; someone else's page does not exist for them (404); who
    lacks the second factor that the authority asks for is sent to set it.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> Any:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if actor == VISITOR:
                return redirect_to_login(request.get_full_path())
            if not actor.may(capability, request.authority):  # type: ignore[attr-defined]
                raise NotVisible
            if request.second_factor_due:  # type: ignore[attr-defined]
                return redirect("mfa_activate_totp")
            return _unkept(view(request, *args, **kwargs))

        guarded.auth_decision = capability  # type: ignore[attr-defined]
        return guarded

    return decorate


def _unkept(response: HttpResponseBase) -> HttpResponseBase:
    """Left in no cache: on a shared desk the next person would read it by going back."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
