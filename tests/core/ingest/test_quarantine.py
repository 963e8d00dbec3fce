"""What goes out to a spreadsheet is harmless there, and comes back unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.ingest.quarantine import neutralise, restore

CELLS = st.text() | st.text(alphabet="=+-@'\t\r\n1a", max_size=6)


@given(cell=CELLS)
def test_a_cell_comes_back_as_it_was(cell: str) -> None:
    assert restore(neutralise(cell)) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1"])
def test_a_formula_is_made_text(cell: str) -> None:
    assert neutralise(cell).startswith("'")


@pytest.mark.parametrize("cell", ["-12", "+3,5", "école", "", "12/05/2025"])
def test_plain_values_are_left_alone(cell: str) -> None:
    assert neutralise(cell) == cell
