"""Clean towns, where every control should be silent: nothing mistyped, no batch left unbilled."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.damage import Design
from parvis.core.population.identity import Identity
from parvis.core.population.sheets import Column, Sheet
from parvis.core.population.town import Asked, Town, make_town
from parvis.site.synth import first_names, margins_of

TOWN = "41269"


def town_without_errors(asked: Asked) -> Town:
    """The town `asked`, its identities keyed in without a slip."""
    town = make_town(margins_of(TOWN), first_names(), asked)
    return replace(town, setting=replace(town.setting, design=Design("none", _fresh, _as_is)))


def billed_exports(town: Town) -> Iterator[Sheet]:
    """The exports of `town`, the register without the batch that was never billed."""
    for sheet in list(town.exports()):
        is_register = sheet.name.startswith("cantine_pointage")
        yield _without_lost_batch(town, sheet) if is_register else sheet


def _without_lost_batch(town: Town, sheet: Sheet) -> Sheet:
    school = town.planted.school
    if school is None:
        return sheet
    lost = sheet.column("École") == school.unbilled.school
    year, month = school.unbilled.month.split("-")
    ending = f"/{month}/{year}"
    columns = (_blanked(c, lost) if c.title.endswith(ending) else c for c in sheet.columns)
    return replace(sheet, columns=tuple(columns))


def _blanked(column: Column, lost: NDArray[np.bool_]) -> Column:
    return replace(column, values=np.where(lost, "", column.values))


def _fresh(count: int, _rng: np.random.Generator) -> NDArray[np.int64]:
    return np.zeros(count, dtype=np.int64)


def _as_is(found: Identity, _source: str, _rng: np.random.Generator) -> Identity:
    return found
