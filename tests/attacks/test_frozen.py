"""Who solves all the sums of frozen tables at once locates no small cell; SciPy is the solver."""

from collections.abc import Iterator

import numpy as np
import pytest
from scipy.sparse import csr_array

from parvis.core.errors import Refused
from parvis.core.privacy.cellkey import MOST, Persons, Perturbation
from parvis.core.privacy.frozen import HIDDEN, LEAST_WIDTH, Frozen, freeze
from parvis.core.privacy.margins import Dimension, Microdata, System, Wanted, system_of
from parvis.engines.ranges import widths

TABLES = (
    Wanted("a", ("district", "age", "sex")),
    Wanted("b", ("district", "type")),
    Wanted("c", ("zone", "age", "type")),
)


def _town(persons: int, seed: int, rows_each: int = 1) -> Microdata:
    """Uneven districts in zones, ages, sexes and types; maybe several rows per person."""
    draw = np.random.default_rng(seed)
    sizes = {"district": 8, "age": 5, "sex": 2, "type": 4}
    rows = persons * rows_each
    dimensions = {}
    for rank, (name, count) in enumerate(sizes.items()):
        weights = 1 / np.arange(1, count + 1) ** (0.3 * rank + 0.6)
        codes = draw.choice(count, rows, p=weights / weights.sum())
        dimensions[name] = Dimension(name, tuple(f"{name}{k}" for k in range(count)), codes)
    zone = dimensions["district"].codes % 3
    dimensions["zone"] = Dimension("zone", ("north", "south", "west"), zone)
    who = np.repeat(np.arange(persons), rows_each)
    return Microdata(dimensions, who, draw.integers(0, 2**32, persons))


SCREENS = (
    Wanted("x", ("district", "age", "type")), Wanted("y", ("age", "sex", "type")),
    Wanted("z", ("district", "sex", "type")),
)  # fmt: skip
"""What screens of the same persons show beside the tables: every other triple."""


@pytest.mark.parametrize(
    ("persons", "seed"),
    [(700, 6), *(pytest.param(*town, marks=pytest.mark.long) for town in ((500, 2), (900, 1)))],
)
def test_who_also_reads_the_screens_locates_no_hidden_small_cell(persons: int, seed: int) -> None:
    """Shown counts of the tables known exactly, those of screens to within the noise.

    Towns whose tables are not refused: of some, screens alone locate cells, of others none.
    """
    data = _town(persons, seed)
    frozen = freeze(system_of(data, TABLES, SCREENS), Perturbation(bytes([seed] * 32)), widths)
    system, counts = frozen.system, frozen.system.counts
    alone = freeze(system_of(data, TABLES), Perturbation(bytes([seed] * 32)), widths)
    inside = system.published
    assert 0 < inside < len(counts)
    assert (frozen.values[:inside] == HIDDEN).sum() >= (alone.values == HIDDEN).sum()
    noise = Perturbation(bytes([seed] * 32))
    names = [f"frozen\x1f{n}" for m in system.margins.values() for n in system.coordinates(m)]
    seen = [noise.count(name, Persons(int(n), int(k))) if n else 0
            for name, n, k in zip(names, counts, system.keys, strict=True)]  # fmt: skip
    read = np.array([np.nan if one is None else one for one in seen])
    low = np.where(np.isnan(read), 1, np.maximum(read - MOST, 11))
    high = np.where(np.isnan(read), 10_000, read + MOST)
    exact = (np.arange(len(counts)) < inside) & (frozen.values != HIDDEN) | (counts == 0)
    solver = Solver(system, np.where(exact, counts, low), np.where(exact, counts, high))
    targets = [cell for cell in _small_hidden(frozen) if cell < inside]
    assert len(targets) > 10
    narrow = [cell for cell in targets if solver.is_narrow(cell, counts)]
    assert len(narrow) == frozen.located
    screens = Solver(system, np.where(counts == 0, 0, low), np.where(counts == 0, 0, high))
    assert all(screens.width(cell) < LEAST_WIDTH for cell in narrow), "the tables add nothing"


def test_tables_that_help_to_locate_what_screens_do_not_are_refused() -> None:
    """An audit that finds all narrow beside the tables, and all wide without them."""

    def judge(lines: object, counts: np.ndarray, hidden: np.ndarray, targets: np.ndarray,
              width: float, known: object) -> np.ndarray:  # fmt: skip
        return np.full(len(targets), 99.0 if hidden.sum() == (counts > 0).sum() else 0.0)

    with pytest.raises(Refused) as refusal:
        freeze(system_of(_town(700, 1), TABLES, SCREENS), Perturbation(bytes(32)), judge)
    assert refusal.value.rule == "freeze.located"


def _published(data: Microdata) -> Frozen:
    return freeze(system_of(data, TABLES), Perturbation(bytes(32)), widths)


_ENOUGH = LEAST_WIDTH - 1e-6


class Solver:
    """Linear programs over every cell of a system; `low` and `high` say what is known of each."""

    def __init__(self, system: System, low: np.ndarray, high: np.ndarray) -> None:
        self.size, self.bounds = len(low), np.column_stack([low, high])
        self.sums = self._rows(system)

    def _rows(self, system: System) -> dict[str, object]:
        equal, below = [], []
        for sums in system.sums:
            for parent in np.unique(sums.parents).tolist():
                children = sums.children[sums.parents == parent]
                row = np.zeros(self.size)
                row[children], row[parent] = -1, 1
                (equal if sums.is_exact else below).append(row)
                if not sums.is_exact:
                    below += self._no_larger(children, parent)
        return _told("eq", equal) | _told("ub", below)

    def _no_larger(self, children: np.ndarray, parent: int) -> list[np.ndarray]:
        rows = np.zeros((len(children), self.size))
        rows[np.arange(len(children)), children], rows[:, parent] = 1, -1
        return list(rows)

    def width(self, cell: int) -> float:
        return self.most(cell) - self.least(cell)

    def is_narrow(self, cell: int, counts: np.ndarray) -> bool:
        """Whether the width falls short; the true counts, which are among what is possible, may
        show by one end that it does not."""
        assert self.allows(counts), "what is known shuts the truth out"
        most = self.most(cell)
        return bool(most - counts[cell] < _ENOUGH) and most - self.least(cell) < _ENOUGH

    def allows(self, counts: np.ndarray) -> bool:
        """Whether all bounds and sums hold for `counts`."""
        low, high = self.bounds.T
        equal, below = (self.sums.get(name, np.zeros((1, self.size))) for name in ("A_eq", "A_ub"))
        return bool(
            (low <= counts).all() and (counts <= high).all()
            and (equal @ counts == 0).all() and (below @ counts <= 0).all()
        )  # fmt: skip

    def least(self, cell: int) -> float:
        return self._end(cell, 1)

    def most(self, cell: int) -> float:
        return -self._end(cell, -1)

    def _end(self, cell: int, sign: int) -> float:
        from scipy.optimize import linprog

        cost = np.zeros(self.size)
        cost[cell] = sign
        found = linprog(cost, bounds=self.bounds, **self.sums)
        if found.status == 3:
            return -float("inf")
        assert found.status == 0, found.message
        return float(found.fun)


def _told(kind: str, rows: list[np.ndarray]) -> dict[str, object]:
    """Rows that add up to nothing, or to no more, as the solver is told them."""
    if not rows:
        return {}
    return {f"A_{kind}": csr_array(np.array(rows)), f"b_{kind}": np.zeros(len(rows))}


def _small_hidden(frozen: Frozen) -> Iterator[int]:
    counts = frozen.system.counts
    yield from np.flatnonzero((frozen.values == HIDDEN) & (counts < 11)).tolist()


@pytest.mark.parametrize(("persons", "rows_each"), [(400, 1), (1500, 1), (300, 3)])
def test_who_knows_every_shown_count_exactly_locates_no_hidden_small_cell(
    persons: int, rows_each: int
) -> None:
    frozen = _published(_town(persons, persons, rows_each))
    hidden, counts = frozen.values == HIDDEN, frozen.system.counts
    solver = Solver(frozen.system, np.where(hidden, 1, counts), np.where(hidden, 10_000, counts))
    targets = list(_small_hidden(frozen))
    assert len(targets) > 20
    for cell in targets[:: max(1, len(targets) // 12)]:
        assert not solver.is_narrow(cell, counts)


def test_who_takes_published_counts_with_their_margin_locates_none_either() -> None:
    frozen = _published(_town(900, 7))
    hidden, shown = frozen.values == HIDDEN, frozen.values
    noisy = np.where(shown > 0, MOST, 0)
    low = np.where(hidden, 1, np.maximum(shown - noisy, 0))
    solver = Solver(frozen.system, low, np.where(hidden, 10_000, shown + noisy))
    counts, targets = frozen.system.counts, list(_small_hidden(frozen))
    for cell in targets[:: max(1, len(targets) // 12)]:
        assert not solver.is_narrow(cell, counts)


def test_without_the_audit_some_cell_would_be_located() -> None:
    """The attacker bites: with small cells alone hidden, subtraction gives one back."""
    frozen = _published(_town(1500, 1500))
    counts = frozen.system.counts
    hidden = (counts > 0) & (counts < 11)
    solver = Solver(frozen.system, np.where(hidden, 1, counts), np.where(hidden, 10_000, counts))
    assert any(solver.width(cell) < LEAST_WIDTH for cell in np.flatnonzero(hidden).tolist()[::2])


def test_what_is_published_is_near_the_truth_and_never_small() -> None:
    frozen = _published(_town(5000, 2))
    counts, shown = frozen.system.counts, frozen.values != HIDDEN
    assert not ((frozen.values >= 1) & (frozen.values <= 10)).any()
    assert (frozen.values[shown & (counts == 0)] == 0).all()
    gaps = np.abs(frozen.values - counts)[shown & (counts > 0)]
    assert gaps.max() <= MOST
    assert gaps.mean() <= 1.2
    assert (counts[shown & (counts > 0)] >= 11).all()
