"""The truth of a synthetic town, apart from its exports: what tests may find again."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parvis.core.population import planted
from parvis.core.population.library import Library
from parvis.core.population.lives import KINDS, Chronicle
from parvis.core.population.requests import Requests
from parvis.core.population.school import School, answerable
from parvis.core.population.setting import Register
from parvis.core.population.sheets import Days, Shape, Sheet, day, decimal, text, whole
from parvis.core.population.town import Town


def truths(town: Town) -> Iterator[Sheet]:
    """The truth, once the exports are made: who is who, homes, lives, segments, churn, letters."""
    yield _who_is_who(town.planted.registers)
    yield _homes(town)
    yield _lives(town.chronicle)
    if town.planted.library is not None:
        yield from _library_truths(town.planted.library)
    if town.planted.school is not None:
        yield from _school_truths(town, town.planted.school)
        yield _quotients(town.planted.school)
    if town.planted.requests is not None:
        yield _satisfaction(town.planted.requests)


def _truth(name: str, *columns: Any) -> Sheet:
    return Sheet(name, Shape.CSV_COMMA, columns, days=Days.ISO)


def _who_is_who(registers: list[Register]) -> Sheet:
    sources = [np.full(len(r.ids), r.source, dtype=object) for r in registers]
    return _truth(
        "who_is_who",
        text("source", np.concatenate(sources)),
        text("record_id", np.concatenate([r.ids for r in registers])),
        whole("person", np.concatenate([r.person for r in registers])),
    )


def _homes(town: Town) -> Sheet:
    spells = town.setting.book.town.spells
    person, dwelling, start, end = (
        np.concatenate(c) for c in (spells.person, spells.dwelling, spells.start, spells.end)
    )
    people = town.setting.book.town.persons
    return _truth(
        "households",
        whole("person", person),
        whole("household", town.setting.book.town.home_of[dwelling]),
        whole("second_household", people.second[person]),
        whole("dwelling", dwelling),
        day("from", start),
        day("to", np.minimum(end, town.setting.end)),
    )


def _lives(chronicle: Chronicle) -> Sheet:
    kinds: NDArray[Any] = np.array(KINDS, dtype=object)[np.concatenate(chronicle.kind)]
    return _truth(
        "lives",
        text("event", kinds),
        whole("person", np.concatenate(chronicle.person)),
        day("on", np.concatenate(chronicle.day)),
    )


def _library_truths(made: Library) -> Iterator[Sheet]:
    cards, years = made.register.ids, made.years
    names = np.array(list(planted.SEGMENTS), dtype=object)
    yield _truth(
        "segments", text("card", cards[: len(made.segment)]), text("segment", names[made.segment])
    )
    yield _truth(
        "churn",
        text("card", cards[years.position]),
        day("year_from", years.year),
        whole("loans", years.loans),
        whole("is_young", years.is_young),
        whole("is_woman", years.is_woman),
        whole("stopped", years.stopped),
    )


def _school_truths(town: Town, made: School) -> Iterator[Sheet]:
    """Who answers for each child of the families' file, and the batch that was never invoiced."""
    batch, register = made.unbilled, made.register
    guardian = answerable(town.setting.book.town.persons, register.person)
    yield _truth("guardians", text("child", register.ids), whole("guardian", guardian))
    yield _swapped(made)
    first = np.searchsorted(np.unique(register.person), batch.children)
    count = len(batch.children)
    yield _truth(
        "unbilled",
        text("child", register.ids[first]),
        text("school", np.full(count, batch.school, dtype=object)),
        text("month", np.full(count, batch.month, dtype=object)),
        whole("person", batch.children),
    )


def _quotients(made: School) -> Sheet:
    """What each pupil's family earns and what it declares, school year by school year."""
    register, pupils = made.register, np.unique(made.register.person)
    row = np.concatenate([np.searchsorted(pupils, y.child) for y in made.years])
    return _truth(
        "quotients",
        text("child", register.ids[row]),
        text("season", [y.label for y in made.years for _ in range(len(y.child))]),
        decimal("true", np.concatenate([y.true_quotient for y in made.years])),
        decimal("declared", np.concatenate([y.quotient for y in made.years])),
    )


def _swapped(made: School) -> Sheet:
    """Siblings whose birth dates were exchanged in the families' file."""
    one, other = made.swapped
    return _truth(
        "swapped",
        text("child", made.register.ids[one]),
        text("sibling", made.register.ids[other]),
    )


def _satisfaction(made: Requests) -> Sheet:
    """How pleased everybody was, whether they said so or not."""
    numbers = made.sheet.column("N° demande")
    return _truth("satisfaction", text("request", numbers), whole("level", made.satisfaction))


def effects() -> dict[str, Any]:
    """Every planted effect, by name, as `truth.json` says it."""
    found = {k.lower(): getattr(planted, k) for k in vars(planted) if k.isupper()}
    return {k: dict(v) if k == "segments" else v for k, v in found.items()}
