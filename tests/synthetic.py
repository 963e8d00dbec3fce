"""Synthetic towns for tests: made in memory, their exports kept by name."""

from dataclasses import dataclass
from functools import cache

from parvis.core.population.margins import Margins
from parvis.core.population.names import FirstNames
from parvis.core.population.sheets import Sheet
from parvis.core.population.town import Asked, Town, make_town
from parvis.site.synth import first_names, margins_of

VENDOME = "41269"


@dataclass(frozen=True)
class Trial:
    """A town and its exports."""

    town: Town
    sheets: dict[str, Sheet]


@cache
def margins() -> Margins:
    return margins_of(VENDOME)


@cache
def names() -> FirstNames:
    return first_names()


def trial(
    *, persons: int = 4_000, seed: int = 0, years: int = 5, errors: str = "correlated"
) -> Trial:
    town = make_town(margins(), names(), Asked(persons, seed, years, errors))
    return Trial(town, {sheet.name: sheet for sheet in town.exports()})
