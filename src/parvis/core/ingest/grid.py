"""A grid: a register kept with one column per day, read as one row per mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parvis.core.ingest.contract import Contract
from parvis.core.ingest.patterns import BLANKS, DATE_SHAPE

_FEWEST_DAYS = 2
_DAY = re.compile(DATE_SHAPE)


@dataclass(frozen=True, slots=True)
class Unfolding:
    """How the columns of a grid become those of its rows.

    `names` are the headers of the rows: those of `identity` (indexes of the columns that are
    no day), then the day and the mark. `days` pairs the other indexes with the day each heads.
    """

    names: tuple[str, ...]
    identity: tuple[int, ...]
    days: tuple[tuple[int, str], ...]

    @property
    def width(self) -> int:
        """How many columns the grid has."""
        return len(self.identity) + len(self.days)

    def rows(self, cells: Sequence[str]) -> list[list[str]]:
        """The rows that one row of the grid, of full width, holds."""
        own = [cells[place] for place in self.identity]
        marked = [(day, cells[p]) for p, day in self.days if cells[p].strip(BLANKS)]
        return [[*own, day, mark] for day, mark in marked]


def unfolding_of(contract: Contract, names: Sequence[str]) -> Unfolding | None:
    """How to unfold columns called `names`; None if the contract or they make no grid."""
    if contract.grid is None:
        return None
    days = tuple((i, n.strip()) for i, n in enumerate(names) if _DAY.fullmatch(n.strip()))
    if len(days) < _FEWEST_DAYS:
        return None
    identity = tuple(sorted({*range(len(names))} - {place for place, _ in days}))
    added = (contract.by_name[name].headers[0] for name in (contract.grid.day, contract.grid.mark))
    return Unfolding((*(names[i] for i in identity), *added), identity, days)
