"""Requests and agents for tests of casework."""

from collections.abc import Callable

import pytest

import factories
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.services import register_service_request
from parvis.core.access import VISITOR, Actor, Role
from parvis.core.casework.asked import Contact, Place
from parvis.core.sectors import Sector

NOW = factories.NOW


@pytest.fixture
def asked(db: None) -> Callable[..., ServiceRequest]:
    """Registers a request about the street, with whatever is changed."""

    def register(**changes: object) -> ServiceRequest:
        facts = {
            "actor": VISITOR, "now": NOW, "authority": factories.authority().code,
            "category": "voirie", "channel": "web", "text": "Un trou devant le 3",
            "contact": Contact(name="Alix Roche", email="alix@example.org"),
            "place": Place("3 rue du Change", "Centre ancien", 47.79, 1.06),
        }  # fmt: skip
        return register_service_request(**{**facts, **changes})

    return register


@pytest.fixture
def agent(db: None) -> Actor:
    """An agent of the street's sector."""
    return factories.actor(Role.AGENT, sectors=(Sector.POLICE_VOIRIE,))


@pytest.fixture
def stranger(db: None) -> Actor:
    """An agent of another sector."""
    return factories.actor(Role.AGENT, sectors=(Sector.SANTE,))
