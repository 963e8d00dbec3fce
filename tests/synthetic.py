"""Synthetic towns for tests: made in memory, their exports kept by name."""

from functools import cache
from pathlib import Path

from parvis.core.population.margins import Margins
from parvis.core.population.names import FirstNames
from parvis.core.population.sheets import Sheet
from parvis.core.population.town import Asked, make_town
from parvis.engines.exports import write_sheet
from parvis.engines.exports.cells import written
from parvis.site.bench.planted_effects import Trial
from parvis.site.margins import margins_of
from parvis.site.synth import first_names

VENDOME = "41269"


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


FEEDING = ("cantine_presences", "grc_demandes", "mediatheque_prets")
"""The exports that feed the facts of a release."""


def feeding(*, persons: int, seed: int) -> list[Sheet]:
    """Two years of the exports that feed a release, for a town of `persons`."""
    sheets = trial(persons=persons, seed=seed, years=2).sheets
    return [sheets[name] for name in FEEDING]


def write_feeding(folder: Path, *, persons: int, seed: int) -> None:
    """Write those exports in `folder`, as their applications would."""
    for sheet in feeding(persons=persons, seed=seed):
        write_sheet(sheet, folder)


def rows_of(sheet: Sheet) -> list[dict[str, str]]:
    """The rows of `sheet` as a French CSV would hold them, by column title."""
    titles = [c.title for c in sheet.columns]
    columns = zip(*written(sheet, comma=True), strict=True)
    return [dict(zip(titles, row, strict=True)) for row in columns]
