"""A whole catalogue from a folder: TOML files of places, services and demarches, and `forms/`."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from parvis.core.access import OPERATOR
from parvis.core.catalogue.definition import catalogue_from
from parvis.core.errors import Refused, Where
from parvis.core.forms.checks import check
from parvis.core.forms.definition import Form, form_from
from parvis.engines.wcs import read_wcs


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import left: counts of each kind, and of the forms that changed."""

    places: int
    services: int
    demarches: int
    forms: int


def bring_in(folder: Path, authority: str, now: datetime) -> BroughtIn:
    """Bring in `folder` for `authority` (a code): all of it, or nothing if an entry is wrong."""
    from django.db import transaction

    from parvis.apps.catalogue.services import import_catalogue, import_forms

    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    forms = list(_forms(folder / "forms"))
    if not files and not forms:
        raise Refused("catalogue.nothing", where=Where(str(folder)))
    catalogue = catalogue_from((path.name, _parsed(path)) for path in files)
    with transaction.atomic():
        done = import_catalogue(actor=OPERATOR, now=now, authority=authority, catalogue=catalogue)
        changed = import_forms(actor=OPERATOR, now=now, authority=authority, forms=forms)
    return BroughtIn(done.places, done.services, done.demarches, changed)


def _forms(folder: Path) -> Iterator[Form]:
    """Forms in TOML, and those that w.c.s. exported; its blocks are read with the forms."""
    for path in sorted(folder.glob("*.toml")):
        form = form_from(_parsed(path), path.name)
        check(form)
        yield form
    for path in sorted(folder.glob("form*.wcs")):
        form = read_wcs(path)
        check(form)
        yield form


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("definition.unreadable", where=Where(path.name), detail=error) from error
