"""A small file is typed by an engine of one thread, kept for the next; a large one by its own."""

import pytest

from parvis.engines.duckdb import idle
from parvis.engines.intake import records
from parvis.engines.intake.limits import MEBI, Limits


@pytest.mark.parametrize(("size", "threads", "is_kept"), [(3_000, 1, True), (MEBI, 2, False)])
def test_the_size_of_a_file_says_which(tmp_path, size: int, threads: int, is_kept: bool) -> None:
    idle.close_idle()
    with records.borrow(tmp_path, Limits(), size=size) as connection:
        found = connection.execute(
            "SELECT current_setting('threads'), current_setting('memory_limit'),"
            " current_setting('temp_directory'), current_setting('disabled_optimizers')"
        ).fetchone()
    without = set(found[3].split(","))
    assert found[:3] == (threads, "858.3 MiB", str(tmp_path / "spill"))
    assert without >= {"in_clause", "common_subexpressions"}
    assert ("late_materialization" in without) is is_kept
    assert bool(idle._idle) is is_kept
