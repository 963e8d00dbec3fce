"""Frozen tables: published once, together, from perturbed counts, audited against each other.

Small cells are hidden, then others until no hidden cell of fewer than 11 persons can be located,
even by who would know every shown count exactly, read on screens the counts that the tables do not
show, each to within its noise, and solve all the sums of all these at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.privacy.cellkey import MOST, Persons, Perturbation
from parvis.core.privacy.generalise import PERSONS_THRESHOLD
from parvis.core.privacy.margins import Flags, Ints, Margin, Sums, System, Wanted

LEAST_WIDTH = 5
"""Least width of what can be known of a hidden small cell: with 4, its middle is within 2 of it."""
HIDDEN = -1
"""Stands for the value of a hidden cell."""
TOTAL = "*"
"""Stands for all the values of a dimension."""
_BASE = "frozen"


class Ranges(Protocol):
    """Between which values linear programming can enclose cells."""

    def __call__(
        self,
        lines: "Lines",
        counts: Ints,
        hidden: Flags,
        targets: Ints,
        width: float,
        known: "Known | None" = None,
    ) -> NDArray[np.float64]:
        """Of each of `targets`, the width of what it may be; it may stop at `width`."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """The least and the most of each cell, to who reads it elsewhere than in the tables."""

    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Sums as lines: the children of line i are `children[starts[i]:starts[i + 1]]`.

    Cells of nobody are left out: they are shown as they are.
    """

    starts: Ints
    children: Ints
    parents: Ints
    is_exact: Flags


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is published of each cell of a system, HIDDEN where it is not.

    `located`: hidden small cells that screens alone enclose, with or without these tables.
    """

    system: System
    values: Ints
    small: int
    complementary: int
    located: int = 0


Names = Callable[[System, Margin], Iterator[str]]
"""The canonical names of the cells of a margin, from which their noise is drawn."""


def freeze(
    system: System, noise: Perturbation, ranges: Ranges, names: Names | None = None
) -> Frozen:
    """Perturb, suppress and audit all tables of `system` together, with what its screens show.

    Refused where the tables would help to locate a small cell, whatever else they hide.
    """
    perturbed = _perturbed(system, noise, names or _own_names)
    published = np.arange(len(perturbed)) < system.published
    small = int((perturbed == HIDDEN)[published].sum())
    hidden = (perturbed == HIDDEN) | (~published & (system.counts > 0))
    known = None if published.all() else _on_screen(perturbed)
    hidden, located = protected(lines_of(system), system.counts, hidden, ranges, published, known)
    values = np.where(hidden, HIDDEN, perturbed)
    return Frozen(system, values, small, int(hidden[published].sum()) - small, located)


def _on_screen(perturbed: Ints) -> Known:
    """What screens say of each cell: the count that they show, to within the noise."""
    is_shown = perturbed != HIDDEN
    low = np.where(is_shown, np.maximum(perturbed - MOST, PERSONS_THRESHOLD), 1)
    return Known(low.astype(np.float64), np.where(is_shown, perturbed + MOST, np.inf))


def _own_names(system: System, margin: Margin) -> Iterator[str]:
    return (f"{_BASE}\x1f{name}" for name in system.coordinates(margin))


def _perturbed(system: System, noise: Perturbation, names: Names) -> Ints:
    """The count that may be shown of each cell; HIDDEN where it may not."""
    named = (name for margin in system.margins.values() for name in names(system, margin))
    return np.array(
        [
            _or_hidden(noise.count(name, Persons(count, key)) if count else 0)
            for name, count, key in zip(
                named, system.counts.tolist(), system.keys.tolist(), strict=True
            )
        ],
        dtype=np.int64,
    )


def _or_hidden(count: int | None) -> int:
    return HIDDEN if count is None else count


def lines_of(system: System) -> Lines:
    """The sums of the system, one line each."""
    found = [_lines(sums, system.counts) for sums in system.sums]
    if not found:
        empty = np.zeros(0, dtype=np.int64)
        return Lines(np.zeros(1, dtype=np.int64), empty, empty, empty.astype(bool))
    lengths = np.concatenate([lengths for lengths, *_ in found])
    return Lines(
        np.r_[0, np.cumsum(lengths)].astype(np.int64),
        np.concatenate([children for _, children, _, _ in found]),
        np.concatenate([parents for *_, parents, _ in found]),
        np.concatenate([is_exact for *_, is_exact in found]),
    )


def _lines(sums: Sums, counts: Ints) -> tuple[Ints, Ints, Ints, Flags]:
    """Lengths of the lines, children, then one parent and one flag per line."""
    known = np.flatnonzero(counts[sums.children] > 0)
    known = known[np.argsort(sums.parents[known], kind="stable")]
    parents, lengths = np.unique(sums.parents[known], return_counts=True)
    return lengths, sums.children[known], parents, np.full(len(parents), sums.is_exact)


def protected(
    lines: Lines,
    counts: Ints,
    hidden: Flags,
    ranges: Ranges,
    published: Flags,
    known: Known | None = None,
) -> tuple[Flags, int]:
    """`hidden` with what else must be, until no hidden small cell of `published` can be located;
    and how many still can, by what is `known` elsewhere alone."""
    suppression = _Suppression(lines, counts, hidden.copy(), published)
    suppression.settle(range(len(lines.parents)))
    targets = np.flatnonzero(suppression.hidden & (counts < PERSONS_THRESHOLD) & published)
    while len(targets):
        widths = ranges(lines, counts, suppression.hidden, targets, LEAST_WIDTH, known)
        targets = targets[widths < LEAST_WIDTH]
        added = [cell for target in targets.tolist() for cell in suppression.companion(target)]
        if not added:
            break
        suppression.hide(added)
    if known is not None and len(targets):
        _check_elsewhere(lines, counts, ranges, targets, known)
    return suppression.hidden, len(targets)


def _check_elsewhere(
    lines: Lines, counts: Ints, ranges: Ranges, targets: Ints, known: Known
) -> None:
    """Refuse tables that help to locate `targets`: nothing more can be hidden, and they would not
    be located if the tables did not exist."""
    widths = ranges(lines, counts, counts > 0, targets, LEAST_WIDTH, known)
    found = int((widths >= LEAST_WIDTH).sum())
    if found:
        raise Refused("freeze.located", count=found)


class _Suppression:
    """Cells hidden so far, and the lines that each stands on; those of the tables are covered."""

    def __init__(self, lines: Lines, counts: Ints, hidden: Flags, published: Flags) -> None:
        self.lines, self.counts, self.hidden = lines, counts, hidden
        firsts = lines.children[lines.starts[:-1]] if len(lines.parents) else lines.children
        self._is_covered_here = published[lines.parents] & published[firsts]
        lengths = np.diff(lines.starts)
        ranks = np.repeat(np.arange(len(lines.parents)), lengths)
        cells = np.r_[lines.children, lines.parents]
        of = np.r_[ranks, np.arange(len(lines.parents))]
        order = np.argsort(cells, kind="stable")
        self._of = of[order]
        self._starts = np.searchsorted(cells[order], np.arange(len(counts) + 1))

    def hide(self, cells: Sequence[int]) -> None:
        """Hide `cells`, then what their lines need."""
        self.hidden[list(cells)] = True
        self.settle([line for cell in cells for line in self._lines(cell)])

    def settle(self, lines: Sequence[int]) -> None:
        """Hide more until each of `lines`, and each that this touches, is covered."""
        waiting = list(dict.fromkeys(lines))
        while waiting:
            added = self._cover(waiting.pop())
            self.hidden[added] = True
            waiting.extend(line for cell in added for line in self._lines(cell))

    def companion(self, target: int) -> list[int]:
        """The smallest shown cell of the lines of `target`; none if all are hidden."""
        cells = {cell for line in self._lines(target) for cell in self._cells(line)}
        shown = [cell for cell in cells if not self.hidden[cell]]
        return [min(shown, key=lambda cell: (self.counts[cell], cell))] if shown else []

    def _lines(self, cell: int) -> list[int]:
        found: list[int] = self._of[self._starts[cell] : self._starts[cell + 1]].tolist()
        return found

    def _children(self, line: int) -> Ints:
        return self.lines.children[self.lines.starts[line] : self.lines.starts[line + 1]]

    def _cells(self, line: int) -> list[int]:
        return [*self._children(line).tolist(), int(self.lines.parents[line])]

    def _cover(self, line: int) -> list[int]:
        """What must still be hidden of a line so that subtraction gives back no cell of it."""
        if not (self.lines.is_exact[line] and self._is_covered_here[line]):
            return []
        children, parent = self._children(line), int(self.lines.parents[line])
        is_hidden = self.hidden[children]
        if not (is_hidden.any() or self.hidden[parent]) or self._is_covered(
            children[is_hidden], parent
        ):
            return []
        others = children[~is_hidden]
        others = others[np.argsort(self.counts[others], kind="stable")]
        for count in range(1, len(others) + 1):
            if self._is_covered(np.r_[children[is_hidden], others[:count]], parent):
                added: list[int] = others[:count].tolist()
                return added
        return [*others.tolist(), *([] if self.hidden[parent] else [parent])]

    def _is_covered(self, hidden: Ints, parent: int) -> bool:
        """Under a shown parent: two cells, together 11 persons beyond one in each but one."""
        if self.hidden[parent]:
            return len(hidden) >= 1
        free = int(self.counts[hidden].sum()) - (len(hidden) - 1)
        return len(hidden) >= 2 and free >= PERSONS_THRESHOLD


def rows_of(frozen: Frozen, table: Wanted) -> Iterator[tuple[object, ...]]:
    """Every cell of the table, then its totals, the whole last."""
    for size in range(len(table.dimensions), -1, -1):
        for kept in combinations(table.dimensions, size):
            yield from _cells(frozen, table.dimensions, kept)


def _cells(
    frozen: Frozen, dimensions: Sequence[str], kept: Sequence[str]
) -> Iterator[tuple[object, ...]]:
    system = frozen.system
    margin = system.margins[system.canonical(kept)]
    codes = dict(zip(margin.dimensions, margin.codes(), strict=True))
    columns = [
        _labels(system, codes, name, margin.size) if name in kept else [TOTAL] * margin.size
        for name in dimensions
    ]
    values = frozen.values[margin.start : margin.start + margin.size].tolist()
    shown = ["" if value == HIDDEN else value for value in values]
    return zip(*columns, shown, strict=True)


def _labels(system: System, codes: dict[str, Ints], name: str, size: int) -> list[str]:
    """The values of a dimension in the cells of a margin that has it, or a finer one."""
    if len(system.data.dimensions[name].values) == 1:
        codes = {name: np.zeros(size, dtype=np.int64)}
    elif name not in codes:
        finer = next(f for f in codes if any(
            f in levels and name in levels[levels.index(f) + 1 :] for levels in system.hierarchies
        ))  # fmt: skip
        codes = {name: system.inside(finer, name)[codes[finer]]}
    values = system.data.dimensions[name].values
    return [values[code] for code in codes[name].tolist()]
