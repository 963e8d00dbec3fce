"""A town with the shipped catalogue, for tests of its portal."""

from functools import cache

from django.db import connection, transaction
from django.test import Client

import factories
from kept_town import BORN_WITH, Rows, put_rows, rows_of
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.catalogue.models import Demarche, FormRevision, Place, Service
from parvis.apps.catalogue.services import import_catalogue, import_forms
from parvis.apps.portal.models import Draft
from parvis.core.access import OPERATOR
from parvis.core.catalogue.definition import Catalogue, catalogue_from
from parvis.core.forms.definition import Form, form_from
from parvis.engines.definitions import read_definitions


@cache
def _shipped() -> Catalogue:
    return catalogue_from(read_definitions("catalogue"))


@cache
def _forms() -> tuple[Form, ...]:
    return tuple(form_from(data, file) for file, data in read_definitions("forms"))


USUAL = frozenset({"signalement", "cantine"})
"""Forms that most tests need; reading all of them takes longer than what is tried."""


KINDS = (Authority, JournalEntry, Place, Service, Demarche, FormRevision)
"""What opening a town writes."""


def open_town(*, whole: bool = False) -> Authority:
    """The principal authority, with the shipped catalogue, and its forms, on its portal.

    Where nothing was written before, its rows are those of the first opening, put back.
    """
    if any(kind.objects.exists() for kind in KINDS):
        return _opened(whole=whole)
    put_rows(_rows(whole=whole))
    return Authority.objects.get()


@cache
def _rows(*, whole: bool) -> Rows:
    tables = {*connection.introspection.django_table_names(only_existing=True)} - BORN_WITH
    with transaction.atomic():
        before = rows_of(tables)
        _opened(whole=whole)
        found = {name: rows for name, rows in rows_of(tables).items() if rows != before.get(name)}
        transaction.set_rollback(True)
    assert set(found) <= {kind._meta.db_table for kind in KINDS}, "opening a town writes more"
    return found


def _opened(*, whole: bool) -> Authority:
    town = factories.authority()
    fill_catalogue(town)
    chosen = [form for form in _forms() if whole or form.id in USUAL]
    import_forms(actor=OPERATOR, now=factories.NOW, authority=town.code, forms=chosen)
    return town


def fill_catalogue(town: Authority) -> None:
    """The shipped catalogue, without its forms."""
    import_catalogue(actor=OPERATOR, now=factories.NOW, authority=town.code, catalogue=_shipped())


def begun(visitor: Client, demarche: str = "lampadaire") -> Draft:
    visitor.post(f"/demarches/{demarche}/commencer/")
    return Draft.objects.latest("pk")


def page(draft: Draft, name: str) -> str:
    return f"/brouillons/{draft.code}/page/{name}/"


SEEN = {"lieu": "12 rue Poterie", "description": "Éteint depuis lundi 🕯", "danger": "non"}


def sent(visitor: Client, **more) -> ServiceRequest:
    draft = begun(visitor)
    visitor.post(page(draft, "quoi"), {**SEEN, "geste": "continuer", **more})
    visitor.post(page(draft, "vous"), {"courriel": "ada@exemple.fr", "geste": "continuer"})
    visitor.post(f"/brouillons/{draft.code}/verifier/")
    return ServiceRequest.objects.latest("pk")
