"""Every address has taken its access decision, and keeps it."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

import factories
from parvis.core.access import Capability, Role
from parvis.core.sectors import Sector

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


@pytest.mark.parametrize(("route", "pattern"), ROUTES, ids=[route for route, _ in ROUTES])
def test_every_route_carries_one_decision(route: str, pattern: URLPattern) -> None:
    assert decision(pattern) in DECISIONS, f"/{route} has no decision"


GUARDED = [
    (route, decision(pattern))
    for route, pattern in ROUTES
    if decision(pattern) not in (None, "public")
]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", [route for route, _ in GUARDED])
def test_a_visitor_meets_the_login_page_before_anything_else(route: str, method: str) -> None:
    answer = getattr(Client(), method)(address(route))
    assert answer.status_code in (302, 405)
    if answer.status_code == 302:
        assert answer["Location"].startswith("/compte/connexion/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("route", "capability"), [(r, c) for r, c in GUARDED if isinstance(c, Capability)]
)
def test_who_lacks_the_capability_finds_no_page(route: str, capability: Capability) -> None:
    """Also in another authority: roles held elsewhere open nothing here."""
    stranger = factories.account()
    client = Client()
    client.force_login(stranger, backend=BACKEND)
    for method in (client.get, client.post):
        assert method(address(route)).status_code in (404, 405)


@pytest.mark.django_db
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
