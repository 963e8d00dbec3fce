"""The portal of the demonstration: the shipped catalogue, as a town would bring it in."""

from datetime import datetime

from parvis.core.access import OPERATOR
from parvis.core.catalogue.definition import catalogue_from
from parvis.core.forms.definition import form_from
from parvis.engines.definitions import read_definitions


def open_portal(authority: str, now: datetime) -> None:
    """Bring in the shipped catalogue and forms for `authority` (a code); again changes nothing."""
    from parvis.apps.catalogue.services import import_catalogue, import_forms

    catalogue = catalogue_from(read_definitions("catalogue"))
    import_catalogue(actor=OPERATOR, now=now, authority=authority, catalogue=catalogue)
    forms = [form_from(data, file) for file, data in read_definitions("forms")]
    import_forms(actor=OPERATOR, now=now, authority=authority, forms=forms)
