"""The synthetic town whole: population, ten years of lives, exports of its services, truths."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from parvis.core.errors import Refused
from parvis.core.french import number
from parvis.core.population.archetypes import Archetypes
from parvis.core.population.childhood import activities
from parvis.core.population.creche import creche
from parvis.core.population.damage import DESIGNS
from parvis.core.population.fit import fit
from parvis.core.population.identity import directory
from parvis.core.population.income import draw_incomes
from parvis.core.population.library import Library, library
from parvis.core.population.lives import Chronicle, live
from parvis.core.population.margins import Margins
from parvis.core.population.names import FirstNames, name_all
from parvis.core.population.people import day_of, open_town
from parvis.core.population.report import FitReport, report_of
from parvis.core.population.requests import Requests, requests
from parvis.core.population.school import School, school
from parvis.core.population.setting import Register, Setting
from parvis.core.population.sheets import Sheet
from parvis.core.population.town_life import associations, businesses, reports, social_aid

UNTIL = date(2026, 11, 1)
"""Exports stop the day before: a fixed day, for the same seed must give the same bytes."""
LIVED = 10
FEWEST, TIMES_THE_COMMUNE = 100, 100


@dataclass(frozen=True, slots=True)
class Asked:
    """The town asked for: how many residents, which chance, years of exports, errors, last day."""

    persons: int
    seed: int
    years: int = LIVED
    errors: str = "correlated"
    until: date = UNTIL


@dataclass(slots=True)
class Planted:
    """What the services hold that no export says, kept apart for tests."""

    registers: list[Register] = field(default_factory=list)
    library: Library | None = None
    requests: Requests | None = None
    school: School | None = None


@dataclass(frozen=True, slots=True)
class Town:
    """A town on its opening day, its setting once lived, and how well it was fitted."""

    asked: Asked
    report: FitReport
    homes: Archetypes
    setting: Setting
    chronicle: Chronicle
    planted: Planted

    def exports(self) -> Iterator[Sheet]:
        """Each service's exports, made one service after the other to hold little at a time."""
        for service in _SERVICES:
            yield from service(self)


def check(margins: Margins, asked: Asked) -> None:
    """Refuse a town that cannot be: too few or too many residents, negative seed, years."""
    most = int(margins.persons * TIMES_THE_COMMUNE) - 1
    if not FEWEST <= asked.persons <= most:
        raise Refused(
            "synth.persons", town=margins.name, persons=number(asked.persons),
            fewest=number(FEWEST), most=number(most),
        )  # fmt: skip
    if asked.seed < 0:
        raise Refused("synth.seed", seed=asked.seed)
    if not 1 <= asked.years <= LIVED:
        raise Refused("synth.years", years=asked.years)


def make_town(margins: Margins, first: FirstNames, asked: Asked) -> Town:
    """The town `asked`; the same arguments, the same town, bit for bit."""
    check(margins, asked)
    rng = np.random.default_rng([asked.seed, 0])
    fitted = fit(margins, asked.persons, rng)
    incomes = draw_incomes(margins, fitted.households, rng)
    end = day_of(asked.until)
    opening = day_of(asked.until.replace(year=asked.until.year - LIVED))
    town = open_town(fitted.households, incomes, opening, rng)
    chronicle = live(town, fitted.households, opening, LIVED, rng)
    book = directory(town, name_all(town.persons, first, rng), margins, rng)
    start = day_of(asked.until.replace(year=asked.until.year - asked.years))
    districts = tuple(i.name for i in margins.iris)
    design = DESIGNS[asked.errors]
    setting = Setting(book, start, end, districts, design, asked.seed, margins.centre)
    report = report_of(margins, fitted, incomes)
    return Town(asked, report, fitted.households, setting, chronicle, Planted())


def _school(town: Town) -> tuple[Sheet, ...]:
    made = school(town.setting)
    town.planted.school = made
    town.planted.registers.append(made.register)
    return made.sheets


def _library(town: Town) -> tuple[Sheet, ...]:
    made = library(town.setting)
    town.planted.library = made
    town.planted.registers.append(made.register)
    return made.sheets


def _requests(town: Town) -> tuple[Sheet, ...]:
    made = requests(town.setting)
    town.planted.requests = made
    town.planted.registers.append(made.register)
    return (made.sheet,)


def _registered(
    service: Callable[[Setting], tuple[tuple[Sheet, ...], Register]],
) -> Callable[[Town], tuple[Sheet, ...]]:
    def made(town: Town) -> tuple[Sheet, ...]:
        sheets, register = service(town.setting)
        town.planted.registers.append(register)
        return sheets

    return made


def _unregistered(service: Callable[[Setting], Sheet]) -> Callable[[Town], tuple[Sheet, ...]]:
    return lambda town: (service(town.setting),)


_SERVICES: tuple[Callable[[Town], tuple[Sheet, ...]], ...] = (
    _requests, _library, _school, _registered(creche), _registered(activities),
    _registered(social_aid), _unregistered(reports), _unregistered(businesses),
    _unregistered(associations),
)  # fmt: skip
