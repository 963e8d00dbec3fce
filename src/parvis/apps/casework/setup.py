"""The desk of an authority: its latest imported setup, or the one shipped; its opening hours."""

import tomllib
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

from parvis.apps import wired
from parvis.apps.casework.models import DeskVersion
from parvis.apps.catalogue.models import Demarche, Service
from parvis.core.calendar.holidays import Holiday, calendar_named
from parvis.core.calendar.opening import Opening
from parvis.core.calendar.zones import zone_named
from parvis.core.casework.delays import Delay, Unit
from parvis.core.casework.setup import Category, DeskSetup, Dispatch, Team, setup_from
from parvis.core.errors import Refused, Where
from parvis.core.sectors import Sector

FILE = "guichet.toml"
Texts = tuple[str, ...]
DEMARCHE_PROMISE = Delay(10, Unit.WORKING_DAYS)
"""Working time promised for a demarche of the catalogue whose delay the desk does not set."""


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """A setup and the opening hours it makes; `version` 0 is the one shipped."""

    version: int
    text: str
    setup: DeskSetup
    opening: Opening

    def promise(self, category: Category) -> timedelta:
        """The working time promised: a working day is an average day of this desk."""
        delay = category.promise
        if delay.unit is Unit.HOURS:
            return timedelta(hours=delay.count)
        week = self.setup.weeks[-1][1]
        days = sum(bool(periods) for periods in week.days)
        return timedelta(seconds=round(delay.count * week.seconds / days))


def desk_of(authority: int) -> Desk:
    """The desk of the authority whose key is `authority`."""
    latest = DeskVersion.objects.filter(authority=authority).values_list("number", "text").first()
    version, text = latest or (0, wired.default_desk()[0])
    services = Service.objects.filter(authority=authority).order_by("pk")
    demarches = Demarche.objects.filter(authority=authority, handover="").order_by("pk")
    return _desk(
        version,
        text,
        tuple(services.values_list("code", "title", "sector", "email", "phone", "place__address")),
        tuple(demarches.values_list("code", "title", "service__code", "rule")),
    )


@lru_cache(maxsize=256)
def _desk(
    version: int, text: str, services: tuple[Texts, ...], demarches: tuple[Texts, ...]
) -> Desk:
    setup = _completed(read_setup(text, FILE), services, demarches)
    return Desk(version, text, setup, opening_of(setup))


def _completed(
    setup: DeskSetup, services: tuple[Texts, ...], demarches: tuple[Texts, ...]
) -> DeskSetup:
    """The setup with the services and demarches of the catalogue that it does not speak of."""
    teams = {
        code: Team(code, title, Sector(sector), email, phone, address, Dispatch.NONE, ())
        for code, title, sector, email, phone, address in services
    }
    categories = {
        code: Category(code, title, service, DEMARCHE_PROMISE, rule, 0.0, ())
        for code, title, service, rule in demarches
    }
    return replace(
        setup,
        teams={**teams, **setup.teams},
        categories={**categories, **setup.categories},
    )


def read_setup(text: str, file: str) -> DeskSetup:
    """The setup that a file says; Refused with the entry at fault, or the line if not TOML."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused("definition.unreadable", where=Where(file), detail=error) from error
    setup = setup_from(data, file)
    if any(c.promise.unit is Unit.MONTHS for c in setup.categories.values()):
        raise Refused("desk.promise", where=Where(file))
    opening_of(setup)
    return setup


def opening_of(setup: DeskSetup) -> Opening:
    """When the desk is open; Refused for a calendar or a closure that is none."""
    calendar = calendar_named(setup.holidays, wired.calendars())
    closures = tuple(_closure(day) for day in setup.closures)
    closed = replace(calendar, holidays=(*calendar.holidays, *closures))
    return Opening(setup.weeks, closed, zone_named(calendar.timezone))


def _closure(day: str) -> Holiday:
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Refused("calendar.day", where=Where(field="closures"), value=day) from None
    return Holiday("Fermeture", day, MINYEAR, MAXYEAR)
