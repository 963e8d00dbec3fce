"""The port of persons: apart from the others, so that no screen of figures comes near it."""

from typing import Protocol, cast

from parvis.apps import wired
from parvis.core.people.links import PeopleEngine
from parvis.core.privacy.purposes import Governance


class PeoplePorts(Protocol):
    """What the composition root offers besides `wired.Ports`."""

    def people(self) -> PeopleEngine: ...
    def governance(self) -> Governance: ...


def engine() -> PeopleEngine:
    """Who is the same person, on the identified side."""
    return cast("PeoplePorts", wired.ports).people()


def governance() -> Governance:
    """The town's declared purposes, and its word on the sectors."""
    return cast("PeoplePorts", wired.ports).governance()
