"""Every address has taken its access decision, and keeps it."""

from collections.abc import Iterator
from operator import itemgetter

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import factories
from each import each
from parvis.core.access import Capability, Role
from parvis.core.sectors import Sector
from parvis.site import errors

DECISIONS = {"public", "signed_in", *Capability}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def _routes(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route, pattern


ROUTES = list(_routes(get_resolver().url_patterns))


def decision(pattern: URLPattern) -> str | None:
    return getattr(pattern.callback, "auth_decision", None)


def address(route: str) -> str:
    """An address of `route`, its parameters filled with values that name nothing."""
    filled = route
    for marker, value in (
        ("<int:", "999999"),
        ("<str:", "rien"),
        ("<slug:", "rien"),
        ("<path:", "rien"),
        ("<uuid:", "00000000-0000-4000-8000-000000000000"),
    ):
        while marker in filled:
            start = filled.index(marker)
            filled = filled[:start] + value + filled[filled.index(">", start) + 1 :]
    return "/" + filled


@each(ROUTES, itemgetter(0))
def test_every_route_carries_one_decision(known: tuple[str, URLPattern]) -> None:
    assert decision(known[1]) in DECISIONS, "it has no decision"


GUARDED = [
    (route, decision(pattern))
    for route, pattern in ROUTES
    if decision(pattern) not in (None, "public")
]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_visitor_meets_the_login_page_before_anything_else(method: str) -> None:
    wrong = []
    for route, _ in GUARDED:
        answer = getattr(Client(), method)(address(route))
        meets = answer.get("Location", "").startswith("/compte/connexion/")
        if answer.status_code != 405 and not (answer.status_code == 302 and meets):
            wrong.append((route, answer.status_code))
    assert wrong == []


@pytest.fixture
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of what is not found is drawn once for the actor, then given again: this law is of
    its status, and drawing a thousand of them was the half of its work.
    """

    drawn: dict[str, bytes] = {}

    def given(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
        if template not in drawn:
            drawn[template] = render(request, template).content
        return HttpResponse(drawn[template], status=status)

    monkeypatch.setattr(errors, "render", given)


@pytest.mark.django_db
def test_who_lacks_the_capability_finds_no_page() -> None:
    """Also in another authority: roles held elsewhere open nothing here. Each address draws its own
    page of what is not found."""
    client = Client()
    client.force_login(factories.account(), backend=BACKEND)
    answers = [
        (route, method(address(route)).status_code)
        for route, decided in GUARDED
        if isinstance(decided, Capability)
        for method in (client.get, client.post)
    ]
    assert [(route, code) for route, code in answers if code not in (404, 405)] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("drawn_once")
@pytest.mark.parametrize("role", Role)
def test_each_role_passes_exactly_the_doors_of_its_capabilities(role: Role) -> None:
    sectors = (Sector.TRANSPORTS,) if role in (Role.AGENT, Role.RESPONSABLE) else ()
    account = factories.account(role, sectors=sectors)
    client = Client(raise_request_exception=False)
    client.force_login(account, backend=BACKEND)
    actor = factories.actor_of(account)
    for route, capability in GUARDED:
        if isinstance(capability, Capability) and not actor.may(capability, "41269"):
            assert client.get(address(route)).status_code in (404, 405), route
