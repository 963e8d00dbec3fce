"""A town with the shipped catalogue, for tests of its portal."""

from functools import cache

import factories
from parvis.apps.authorities.models import Authority
from parvis.apps.catalogue.services import import_catalogue
from parvis.core.access import OPERATOR
from parvis.core.catalogue.definition import Catalogue, catalogue_from
from parvis.engines.definitions import read_definitions


@cache
def _shipped() -> Catalogue:
    return catalogue_from(read_definitions("catalogue"))


def open_town() -> Authority:
    """The principal authority, with the shipped catalogue on its portal."""
    town = factories.authority()
    import_catalogue(actor=OPERATOR, now=factories.NOW, authority=town.code, catalogue=_shipped())
    return town
