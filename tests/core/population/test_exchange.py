"""Exchanges of households: quick ones are those that sorting and summing everything would make."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.population.raking import HITS, adding_up, exchange


def _exchanged(cells: np.ndarray, counts: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """The same, said plainly: the best of the pairs of the 160 best on each side, or of 1,000."""
    counts, width = counts.copy(), 0
    while width < 2:
        gap = targets - (cells * counts[:, None]).sum(axis=0)
        norm, pull = (cells**2).sum(axis=1), (cells * gap).sum(axis=1)
        many = (160, 1_000)[width]
        leaving = np.where(counts > 0, norm + 2 * pull, np.inf)
        outs = np.argsort(leaving, kind="stable")[:many]
        ins = np.argsort(norm - 2 * pull, kind="stable")[:many]
        cross = (cells[outs][:, None, :] * cells[ins][None, :, :]).sum(axis=2)
        cost = leaving[outs][:, None] + (norm - 2 * pull)[ins] - 2 * cross
        out, into = (int(at) for at in np.unravel_index(cost.argmin(), cost.shape))
        if cost[out, into] < 0:
            counts[outs[out]] -= 1
            counts[ins[into]] += 1
            width = 0
        else:
            width += 1
    return counts


@pytest.mark.parametrize(("kinds", "taken"), [(30, 12), (400, 40), (400, 900), (1_300, 300)])
def test_each_exchange_is_the_best_of_those_that_are_tried(kinds: int, taken: int) -> None:
    draw = np.random.default_rng(kinds + taken)
    cells = draw.integers(0, 3, (kinds, 5)).astype(float)
    counts = draw.multinomial(taken, np.full(kinds, 1 / kinds))
    targets = (cells * draw.permutation(counts)[:, None]).sum(axis=0) + draw.integers(-3, 4, 5)
    found = exchange(cells, counts, targets)
    assert found.tolist() == _exchanged(cells, counts, targets).tolist()
    assert found.sum() == taken
    assert found.tolist() != counts.tolist()


@given(st.lists(st.integers(-9, 9) | st.integers(-(2**63), 2**63 - 1), max_size=60),
       st.integers(-12, 12) | st.integers(-(2**63), 2**63 - 1))  # fmt: skip
def test_moves_that_add_up_are_those_that_sorting_them_all_finds(moves: list[int], total: int):
    """Codes wrap round as whole numbers of 64 bits do, in both."""
    codes, wanted = np.array(moves, dtype=np.int64), np.int64(total)
    order = np.argsort(codes, kind="stable")
    pairs = [
        (first, next(k for k in order.tolist() if codes[k] == rest))
        for first, rest in zip(order.tolist(), (wanted - codes[order]).tolist(), strict=True)
        if rest in codes
    ]
    assert [tuple(pair) for pair in adding_up(codes, wanted).tolist()] == pairs[:HITS]
