"""What somebody asks, before it is a request: who, where, with which files."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """Who asks and how to answer; all may be empty. `account_ref` names a citizen's account.

    `prefers` is the channel of the answer: "email", "letter" or "phone"; "" leaves the house
    to choose.
    """

    name: str = ""
    email: str = ""
    phone: str = ""
    address: str = ""
    prefers: str = ""
    account_ref: str = ""


NOBODY = Contact()
"""An anonymous request: followed by its code alone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is: as said, its quartier, and WGS 84 degrees where they are known."""

    label: str = ""
    district: str = ""
    latitude: float | None = None
    longitude: float | None = None


NOWHERE = Place()
