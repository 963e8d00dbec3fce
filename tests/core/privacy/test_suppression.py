"""Disclosure control: what an attacker who subtracts can learn."""

from hypothesis import given
from hypothesis import strategies as st

from parvis.core.privacy.suppression import (
    BusinessGuard,
    Line,
    NoGuard,
    PersonsGuard,
    Support,
    judge,
)

PERSONS = PersonsGuard()
counts = st.lists(st.integers(0, 40), max_size=12)


def _cells(*persons: int) -> list[Support]:
    return [Support(count, count) for count in persons]


def _sum(cells: list[Support]) -> Support:
    sides = tuple(sum(parts) for parts in zip(*(c.sides for c in cells), strict=True))
    return Support(sum(c.rows for c in cells), sum(c.persons for c in cells), sides)


@given(counts)
def test_no_shown_cell_nor_difference_rests_on_one_to_ten_persons(persons: list[int]) -> None:
    cells = _cells(*persons)
    total = _sum(cells)
    verdict = judge(cells, total, PERSONS)
    hidden = verdict.hidden
    shown = [count for rank, count in enumerate(persons) if rank not in hidden]
    assert all(count == 0 or count >= 11 for count in shown)
    if hidden and not verdict.withholds_cells:
        assert len(hidden) >= 2
        assert sum(persons) - sum(shown) >= 11


@given(counts)
def test_the_others_holding_something_never_pins_a_hidden_cell_down(persons: list[int]) -> None:
    """What an attacker knows: the total, the shown cells, and at least one in each hidden."""
    cells = _cells(*persons)
    verdict = judge(cells, _sum(cells), PERSONS)
    if verdict.hidden and not verdict.withholds_cells:
        hidden = sum(persons[rank] for rank in verdict.hidden)
        assert hidden - (len(verdict.hidden) - 1) >= 11


def test_eleven_persons_in_eleven_listed_cells_would_be_one_in_each() -> None:
    cells = _cells(*[1] * 11)
    assert judge(cells, _sum(cells), PERSONS).withholds_cells
    cells = _cells(*[1] * 11, 30)
    assert judge(cells, _sum(cells), PERSONS).hidden == set(range(12))


def test_under_a_total_that_is_not_shown_the_list_of_cells_would_count_them() -> None:
    """Ten keys under a total hidden because it is below eleven: one in each."""
    cells = _cells(*[1] * 10)
    verdict = judge(cells, _sum(cells), PERSONS)
    assert verdict.hides_total
    assert verdict.withholds_cells


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=10))
def test_no_side_of_a_shown_or_subtracted_share_is_below_eleven(
    sides: list[tuple[int, int]],
) -> None:
    cells = [Support(a + b, a + b, (a, b)) for a, b in sides]
    verdict = judge(cells, _sum(cells), PERSONS)
    hidden = verdict.hidden
    for rank, pair in enumerate(sides):
        assert rank in hidden or pair == (0, 0) or min(pair) >= 11
    if hidden and not verdict.withholds_cells:
        for side in (0, 1):
            assert sum(sides[rank][side] for rank in hidden) >= 11


def test_the_smallest_other_cell_protects_the_only_hidden_one() -> None:
    verdict = judge(_cells(500, 3, 40, 12), Support(555, 555), PERSONS)
    assert (verdict.hidden, verdict.hides_total) == ({1, 3}, False)


def test_two_small_cells_that_reach_twelve_together_protect_each_other() -> None:
    assert judge(_cells(6, 6, 100), Support(112, 112), PERSONS).hidden == {0, 1}


def test_two_small_cells_that_do_not_reach_twelve_need_a_third() -> None:
    assert judge(_cells(4, 5, 100, 200), Support(309, 309), PERSONS).hidden == {0, 1, 2}
    assert judge(_cells(6, 5, 100, 200), Support(311, 311), PERSONS).hidden == {0, 1, 2}


def test_the_same_persons_in_two_small_cells_do_not_protect_each_other() -> None:
    """Six persons who are in both cells: the difference to the total is still six persons."""
    cells = [Support(6, 6), Support(6, 6), Support(90, 90), Support(80, 80)]
    assert judge(cells, Support(182, 170), PERSONS).hidden == {0, 1, 3}


def test_all_goes_when_nothing_can_protect() -> None:
    verdict = judge(_cells(4, 5), Support(9, 9), PERSONS)
    assert verdict.hides_total
    assert verdict.withholds_cells
    assert judge([], Support(9, 9), PERSONS).hides_total
    assert not judge([], Support(0, 0), PERSONS).hides_total


@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_margin_that_can_be_had_apart_gives_no_lone_cell_of_its_line(
    grid: list[list[int]],
) -> None:
    flat = [count for row in grid for count in row]
    places = [frozenset(range(3 * r, 3 * r + 3)) for r in range(len(grid))]
    places += [frozenset(range(c, len(flat), 3)) for c in range(3)]
    cells = _cells(*flat)
    lines = [Line(ranks, _sum([cells[rank] for rank in ranks])) for ranks in places]
    verdict = judge(cells, _sum(cells), PERSONS, lines)
    for line in lines:
        hidden = [flat[rank] for rank in line.ranks & verdict.hidden if flat[rank]]
        shown = [flat[rank] for rank in line.ranks - verdict.hidden if flat[rank]]
        if hidden and line.total.persons >= 11:
            assert sum(hidden) >= 11
            assert len(hidden) >= 2 or not shown


def test_rows_of_nobody_known_are_not_safe() -> None:
    assert not PERSONS.is_safe(Support(rows=40, persons=0))


def test_businesses_need_three_of_them_and_none_above_85_percent() -> None:
    guard = BusinessGuard()
    assert not guard.is_safe(Support(9, units={"a": 50.0, "b": 50.0}))
    assert not guard.is_safe(Support(9, units={"a": 86.0, "b": 7.0, "c": 7.0}))
    assert guard.is_safe(Support(9, units={"a": 85.0, "b": 8.0, "c": 7.0}))
    assert guard.is_safe(Support(0))


def test_what_is_hidden_of_businesses_is_judged_on_the_businesses_it_joins() -> None:
    one = Support(2, units={"a": 50.0, "b": 50.0})
    other = Support(2, units={"a": 40.0, "c": 40.0})
    wide = Support(9, units={"d": 30.0, "e": 30.0, "f": 30.0})
    total = Support(13, units={"a": 90.0, "b": 50.0, "c": 40.0, "d": 30.0, "e": 30.0, "f": 30.0})
    verdict = judge([one, other, wide], total, BusinessGuard())
    assert (verdict.hidden, verdict.hides_total) == ({0, 1}, False)


@given(counts)
def test_without_persons_everything_is_shown(persons: list[int]) -> None:
    verdict = judge(_cells(*persons), Support(sum(persons)), NoGuard())
    assert not verdict.hidden
    assert not verdict.hides_total
