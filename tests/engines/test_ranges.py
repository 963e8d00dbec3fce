"""How wide hidden cells are known, on tables small enough to be told by hand."""

import numpy as np
import pytest

from parvis.core.privacy.frozen import Lines
from parvis.engines.ranges import widths


def _lines(*lines: tuple[list[int], int], is_exact: bool = True) -> Lines:
    children = np.array([cell for cells, _ in lines for cell in cells])
    starts = np.r_[0, np.cumsum([len(cells) for cells, _ in lines])]
    parents = np.array([parent for _, parent in lines])
    return Lines(starts, children, parents, np.full(len(lines), is_exact))


def _widths(lines: Lines, counts: list[int], hidden: list[int]) -> list[float]:
    flags = np.isin(np.arange(len(counts)), hidden)
    found = widths(lines, np.array(counts), flags, np.array(hidden, dtype=np.int64), 1e6)
    return found.tolist()


def test_a_lone_hidden_cell_is_known() -> None:
    assert _widths(_lines(([0, 1], 2)), [3, 20, 23], [0]) == [0]


def test_two_hidden_cells_share_what_is_left_each_holding_somebody() -> None:
    """3 + 9: each may be 1 to 11."""
    assert _widths(_lines(([0, 1, 2], 3)), [3, 9, 20, 32], [0, 1]) == pytest.approx([10, 10])


def test_the_corners_of_a_square_that_rows_and_columns_leave_free() -> None:
    """Four hidden of three by three: 3 + t, 4 + t, 9 - t, 8 - t, where t goes from -2 to 7."""
    counts = [3, 9, 20, 8, 4, 20, 20, 20, 20]
    rows = [([0, 1, 2], 9), ([3, 4, 5], 10), ([6, 7, 8], 11)]
    columns = [([0, 3, 6], 12), ([1, 4, 7], 13), ([2, 5, 8], 14)]
    totals = [32, 32, 60, 31, 33, 60]
    found = _widths(_lines(*rows, *columns), counts + totals, [0, 1, 3, 4])
    assert found == pytest.approx([9, 9, 9, 9])


def test_where_persons_are_in_several_children_only_inequalities_bind() -> None:
    """Parent of 12, children of 3 (hidden) and 10: from 2 to 12."""
    lines = _lines(([0, 1], 2), is_exact=False)
    assert _widths(lines, [3, 10, 12], [0]) == pytest.approx([10])
    assert _widths(lines, [3, 10, 12], [2]) == pytest.approx([3])


def test_nothing_hidden_links_nothing() -> None:
    assert _widths(_lines(([0, 1], 2)), [12, 20, 32], []) == []
