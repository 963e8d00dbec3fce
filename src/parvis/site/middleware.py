"""Who asks, for which authority; and the page that answers an anticipated error."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from parvis.apps.accounts.second_factor import lacks
from parvis.apps.accounts.selectors import actor_of
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.scope import has_walls, lift, limit_to
from parvis.apps.authorities.selectors import (
    CHOSEN_AUTHORITY,
    authority_for,
    few_authorities,
    served,
    visible_authorities,
)
from parvis.apps.ui.brands import CHOSEN_TOWN, PRINCIPAL, key_at
from parvis.core.access import VISITOR, Actor
from parvis.core.errors import NotVisible, Refused, Unavailable
from parvis.site import errors

Answer = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor`, `request.authority` (code, "" if none) and `authority_name`.

    `request.second_factor_due`: the authority asks for a second factor not yet set.
    `request.town` is the authority whose portal is asked for; a visitor reads its name.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        lift()
        actor = actor_of(request.user) if request.user.is_authenticated else VISITOR
        few = few_authorities()
        mine = authority_for(actor, request.session.get(CHOSEN_AUTHORITY, ""), few)
        request.town, request.neighbours = served(_asked(request), few)
        shown = mine or request.town
        request.actor = actor
        request.authority = mine.code if mine else ""
        request.authority_name = shown.name if shown else ""
        request.requires_second_factor = bool(mine and mine.requires_second_factor)
        request.second_factor_due = request.requires_second_factor and lacks(request.user)
        limit_to(_within(actor, shown, request.town))
        return _remembered(request, self.get_response(request))


def _remembered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A link that names the portal it means: the pages that follow are of the same."""
    if request.GET.get(CHOSEN_TOWN) and request.town and not key_at(_host(request)):
        response.set_cookie(CHOSEN_TOWN, request.town.code, httponly=True, samesite="Lax",
                            secure=request.is_secure())  # fmt: skip
    return response


def _host(request: HttpRequest) -> str:
    return request.get_host().partition(":")[0]


def _asked(request: HttpRequest) -> str:
    """The code of the authority whose portal is asked for, "" for the principal: that of the
    host name, else, where one host serves several, the one that the visitor chose."""
    key = key_at(_host(request))
    if key:
        return "" if key == PRINCIPAL else key
    return (request.GET.get(CHOSEN_TOWN) or request.COOKIES.get(CHOSEN_TOWN, ""))[:14]


def _within(actor: Actor, *shown: Authority | None) -> set[int]:
    """The authorities whose rows a page may read: the actor's, and the one on the door."""
    mine = set(visible_authorities(actor).values_list("pk", flat=True)) if has_walls() else set()
    return mine | {place.pk for place in shown if place}


class RefusalMiddleware:
    """Turns what a view raises on purpose into its page; a bug stays a bug (500)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of an anticipated error; None leaves the others to Django."""
        if isinstance(exception, Refused):
            return errors.refused(request, exception)
        if isinstance(exception, NotVisible):
            return errors.not_found(request)
        if isinstance(exception, Unavailable):
            return errors.unavailable(request)
        return None
