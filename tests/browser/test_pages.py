"""Every screen, in a real browser: accessible, readable at 320 px, in light and in dark.

Add a page to `PAGES`: a name, its address, and the roles of who looks at it ("" for a visitor).
"""

from collections.abc import Callable

import pytest
from django.test import Client

import factories
from parvis.core.access import Role
from parvis.core.sectors import Sector

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = (
    ("figures", "/insights/", Role.RESPONSABLE),
    ("question", "/insights/questions/interets/?period=2025&comparer=an", Role.DGS),
    ("question-nothing", "/insights/questions/qui/?period=2031", Role.DGS),
    (
        "question-secret",
        "/insights/questions/interets/?period=2025&channel=Courrier&district=Zone+d’activités",
        Role.DGS,
    ),
    ("definitions", "/insights/metrics/", Role.DGS),
    ("definition", "/insights/metrics/requests_on_time/", Role.DGS),
    ("definition-unknown", "/insights/metrics/nothing/", Role.DGS),
    ("territory", "/territoire/", Role.ELU),
    ("territory-group", "/territoire/?communes=63178,61169,19272,53147,57631", Role.ELU),
    ("territory-refused", "/territoire/?commune=41", Role.ELU),
    ("not-found", "/nothing/", Role.DGS),
    ("refused", "/insights/questions/qui/?period=jamais", Role.DGS),
)


def visitor(role: Role | None) -> Client | None:
    """The browser of someone with `role`, in every sector where one is due."""
    if role is None:
        return None
    bound = tuple(Sector) if role in (Role.AGENT, Role.RESPONSABLE) else ()
    client = Client()
    client.force_login(factories.account(role, sectors=bound))
    return client


@pytest.mark.parametrize("role", {role: None for _, _, role in PAGES})
def test_every_page_is_accessible_and_fits_every_screen(
    role: Role | None, published: object, judged: Callable[..., list[str]]
) -> None:
    pages = {name: path for name, path, reader in PAGES if reader == role}
    assert judged(pages, client=visitor(role)) == []
