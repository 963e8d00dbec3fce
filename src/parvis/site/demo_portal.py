"""The portal of the demonstration: the shipped catalogue, as a town would bring it in."""

from datetime import datetime

from parvis.core.access import OPERATOR
from parvis.core.catalogue.definition import catalogue_from
from parvis.engines.definitions import read_definitions


def open_portal(authority: str, now: datetime) -> None:
    """Bring in the shipped catalogue for `authority` (a code); doing it again changes nothing."""
    from parvis.apps.catalogue.services import import_catalogue

    catalogue = catalogue_from(read_definitions("catalogue"))
    import_catalogue(actor=OPERATOR, now=now, authority=authority, catalogue=catalogue)
