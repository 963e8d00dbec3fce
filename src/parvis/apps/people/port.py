"""The port of persons: apart from the others, so that no screen of figures comes near it."""

from typing import Protocol, cast

from parvis.apps import wired
from parvis.core.people.links import PeopleEngine


class PeoplePorts(Protocol):
    """What the composition root offers besides `wired.Ports`."""

    def people(self) -> PeopleEngine: ...


def engine() -> PeopleEngine:
    """Who is the same person, on the identified side."""
    return cast("PeoplePorts", wired.ports).people()
