"""The cells of tables asked together, and the sums that link them: one system for all tables.

A cell is one set of dimension values, wherever it stands: the total of one table is a cell of
another. Its persons are counted once, whatever their number of rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from math import prod

import numpy as np
from numpy.typing import NDArray

from parvis.core.privacy.closed import Hierarchy

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
_HALF = 16
"""Record keys are summed by halves of 16 bits: float sums of them stay exact."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A column of the microdata: its values in order, and for each row the rank of its value."""

    name: str
    values: tuple[str, ...]
    codes: Ints


@dataclass(frozen=True, slots=True)
class Microdata:
    """Rows about persons. `persons` is the rank of the person of each row; `keys` their record
    keys, by rank."""

    dimensions: Mapping[str, Dimension]
    persons: Ints
    keys: Ints


@dataclass(frozen=True, slots=True)
class Wanted:
    """One table to publish: all cells of its dimensions, with all their totals."""

    name: str
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Margin:
    """The cells of one set of dimensions, row-major, from `start` on in the whole system."""

    dimensions: tuple[str, ...]
    shape: tuple[int, ...]
    start: int

    @property
    def size(self) -> int:
        """How many cells it has."""
        return prod(self.shape)

    def codes(self) -> tuple[Ints, ...]:
        """For each dimension, the rank of its value in each cell."""
        return np.unravel_index(np.arange(self.size), self.shape) if self.shape else ()


@dataclass(frozen=True, slots=True)
class Sums:
    """Cells (`children`) of which each lies in one `parents`; both by rank in the system.

    `is_exact`: the children make the parents; otherwise some persons are in several children, and
    a parent lies between the largest of its children and their sum.
    """

    children: Ints
    parents: Ints
    is_exact: bool


@dataclass(frozen=True)
class System:
    """All cells of all tables: distinct persons, sums of record keys, and links.

    The first `published` cells are those of the tables to publish; the others are shown on screens
    too, each with its noise.
    """

    data: Microdata
    margins: Mapping[tuple[str, ...], Margin]
    hierarchies: Sequence[Hierarchy]
    counts: Ints
    keys: Ints
    published: int = 0
    _inside: dict[tuple[str, str], Ints] = field(default_factory=dict)

    @cached_property
    def _twins(self) -> Mapping[str, str]:
        """The other name of a dimension that another gives and that gives it back."""
        sizes = {name: len(each.values) for name, each in self.data.dimensions.items()}
        pairs = [levels for levels in self.hierarchies if sizes[levels[0]] == sizes[levels[1]]]
        return {twin: name for name, twin in reversed(pairs)}

    @cached_property
    def sums(self) -> tuple[Sums, ...]:
        """Every link between two margins of the system."""
        return tuple(self._sums())

    def coordinates(self, margin: Margin) -> Iterator[str]:
        """The canonical name of each cell of `margin`."""
        names = margin.dimensions
        values = [self.data.dimensions[name].values for name in names]
        for ranks in zip(*(codes.tolist() for codes in margin.codes()), strict=True):
            pairs = (f"{n}={v[r]}" for n, v, r in zip(names, values, ranks, strict=True))
            yield "\x1e".join(pairs)
        if not names:
            yield ""

    def canonical(self, names: Sequence[str]) -> tuple[str, ...]:
        """The dimensions of `names` that the others do not already give, in order.

        One that has a single value gives nothing at all; of two that give each other, the first.
        """
        names = [self._twins.get(name, name) for name in names]
        implied = {
            coarser
            for levels in self.hierarchies
            for rank, finer in enumerate(levels)
            if finer in names
            for coarser in levels[rank + 1 :]
        }
        told = {name for name in names if len(self.data.dimensions[name].values) > 1}
        return tuple(sorted(told - implied))

    def inside(self, finer: str, coarser: str) -> Ints:
        """For each value of `finer`, the rank of the value of `coarser` that holds it."""
        if (finer, coarser) not in self._inside:
            fine, coarse = (self.data.dimensions[name] for name in (finer, coarser))
            found = np.zeros(len(fine.values), dtype=np.int64)
            found[fine.codes] = coarse.codes
            self._inside[finer, coarser] = found
        return self._inside[finer, coarser]

    def _sums(self) -> Iterator[Sums]:
        for margin in self.margins.values():
            for rank, name in enumerate(margin.dimensions):
                rest = margin.dimensions[:rank] + margin.dimensions[rank + 1 :]
                for coarser in ("", *self._above(name)):
                    parent = self.margins.get(tuple(sorted((*rest, coarser) if coarser else rest)))
                    if parent is not None:
                        yield self._sum(margin, parent, name, coarser)

    def _above(self, name: str) -> Iterator[str]:
        for levels in self.hierarchies:
            if name in levels:
                yield from levels[levels.index(name) + 1 :]

    def _sum(self, margin: Margin, parent: Margin, name: str, coarser: str) -> Sums:
        codes = dict(zip(margin.dimensions, margin.codes(), strict=True))
        if coarser:
            codes[coarser] = self.inside(name, coarser)[codes[name]]
        within = [codes[each] for each in parent.dimensions]
        places = np.ravel_multi_index(within, parent.shape) if within else np.zeros(margin.size)
        children = np.arange(margin.start, margin.start + margin.size)
        parents = parent.start + places.astype(np.int64)
        made = np.bincount(places.astype(np.int64), self.counts[children], parent.size)
        whole = self.counts[parent.start : parent.start + parent.size]
        return Sums(children, parents, bool((made == whole).all()))


def nested(data: Microdata) -> tuple[Hierarchy, ...]:
    """Every pair of dimensions of which the first gives the second, declared or not.

    What is nested adds up whether anybody said so or not. Of two that give each other, the first
    by name is kept: they are one dimension under two names.
    """
    dimensions = sorted(data.dimensions.values(), key=lambda each: each.name)
    gives = {
        (one.name, other.name)
        for one in dimensions
        for other in dimensions
        if one.name != other.name and _gives(one, other)
    }
    return tuple(sorted(p for p in gives if p[0] < p[1] or (p[1], p[0]) not in gives))


def _gives(one: Dimension, other: Dimension) -> bool:
    last = np.zeros(len(one.values), dtype=np.int64)
    last[one.codes] = other.codes
    return bool((last[one.codes] == other.codes).all())


def system_of(data: Microdata, tables: Sequence[Wanted], screens: Sequence[Wanted] = ()) -> System:
    """Count the persons of every cell of `tables` and of their totals, then those of `screens`."""
    hierarchies = nested(data)
    empty = np.zeros(0, dtype=np.int64)
    blank = System(data, {}, hierarchies, empty, empty)
    margins: dict[tuple[str, ...], Margin] = {}
    start = published = 0
    for wanted in (tables, screens):
        for names in _sets(blank, wanted):
            if names not in margins:
                shape = tuple(len(data.dimensions[name].values) for name in names)
                margins[names] = Margin(names, shape, start)
                start += margins[names].size
        published = published or start
    counted = [_counted(data, margin) for margin in margins.values()]
    counts, keys = (np.concatenate(part) for part in zip(*counted, strict=True))
    return System(data, margins, hierarchies, counts, keys, published)


def _sets(blank: System, tables: Sequence[Wanted]) -> dict[tuple[str, ...], None]:
    """The sets of dimensions of the cells of `tables` and of their totals."""
    return dict.fromkeys(
        blank.canonical(names)
        for table in tables
        for size in range(len(table.dimensions) + 1)
        for names in combinations(table.dimensions, size)
    )


def _counted(data: Microdata, margin: Margin) -> tuple[Ints, Ints]:
    """The distinct persons of each cell of `margin`, and the sums of their record keys."""
    codes = [data.dimensions[name].codes for name in margin.dimensions]
    cells = np.ravel_multi_index(codes, margin.shape) if codes else np.zeros_like(data.persons)
    persons = data.persons
    if len(data.keys) < len(persons):
        pairs = np.unique(cells * len(data.keys) + persons)
        cells, persons = pairs // len(data.keys), pairs % len(data.keys)
    keys = data.keys[persons]
    low = np.bincount(cells, keys & (2**_HALF - 1), margin.size).astype(np.int64)
    high = np.bincount(cells, keys >> _HALF, margin.size).astype(np.int64)
    return np.bincount(cells, minlength=margin.size), low + (high << _HALF)
