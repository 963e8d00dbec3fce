"""From a figure back to its lines: as many lines as the figure says, and the right ones."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.core.sectors import Sector
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.gate.inputs import ReleaseInput
from parvis.gate.trace import Trace, trace
from staged import NOW, TOWN, facts, metrics, publish, stage_rows
from stillness import no_noise

OPENED = datetime(2024, 1, 1, 12, tzinfo=UTC)


def _requests(staging: Path) -> list[ReleaseInput]:
    def row(n: int) -> dict[str, Any]:
        opened = OPENED + timedelta(days=n % 90)
        return {
            "request_number": f"D{n}",
            "citizen_number": f"U{n}",
            "opened_at": opened,
            "due_at": opened + timedelta(days=3) if n % 2 else None,
            "closed_at": opened + timedelta(days=n % 6) if n % 5 else None,
            "category": ["Voirie", "Propreté", "Espaces verts"][n % 3] if n >= 12 else f"Rare{n}",
            "channel": "Guichet",
        }

    first = [row(n) for n in range(400)]
    second = [{**row(n), "category": "Voirie"} for n in range(390, 500)]
    return [
        stage_rows(first, staging, "demo_grc", sha256="1" * 64, observed_until=NOW),
        stage_rows(
            second,
            staging,
            "demo_grc",
            sha256="2" * 64,
            received_at=NOW + timedelta(days=1),
            observed_until=NOW,
        ),
    ]


def _trace(question: Question, inputs: list[ReleaseInput], spill: Path, **more: Any) -> Trace:
    metric = metrics()[question.metric]
    arguments = {"limit": 10_000, "sectors": list(Sector), **more}
    return trace(
        question,
        metric=metric,
        fact=facts()[metric.fact],
        inputs=inputs,
        spill=spill,
        **arguments,
    )


@pytest.mark.parametrize("metric", ["requests", "requests_on_time", "request_delay_median"])
def test_each_cell_has_as_many_lines_as_it_says(home: Home, staging: Path, metric: str) -> None:
    inputs = _requests(staging)
    publish(home, inputs)
    reader = DuckDBReader(home)
    by = ("quarter", "category")
    with no_noise():
        table = answer(Question(metric, TOWN, by), reader, metrics(), facts())
    assert any("Autres" in cell.keys for cell in table.cells)
    shown = [cell for cell in table.cells if cell.n is not None]
    assert shown
    for cell in (*shown, table.total):
        where = tuple(zip(by, cell.keys, strict=False))
        assert _trace(Question(metric, TOWN, where=where), inputs, staging).count == cell.n


def test_lines_are_those_of_the_delivery_that_counts(staging: Path) -> None:
    """Line 2 is the first of each file; keys D390 to D399 come back in the second."""
    inputs = _requests(staging)
    found = _trace(Question("requests", TOWN), inputs, staging)
    assert found.count == 500
    lines = [(line.sha256[0], line.line) for line in found.lines]
    assert lines == [("1", n + 2) for n in range(390)] + [("2", n + 2) for n in range(110)]


def test_rare_values_are_found_behind_others_and_pages_follow_each_other(staging: Path) -> None:
    inputs = _requests(staging)
    question = Question("requests", TOWN, where=(("category", "Autres"),))
    assert [line.line for line in _trace(question, inputs, staging).lines] == list(range(2, 14))
    page = _trace(question, inputs, staging, limit=5, offset=10)
    assert (page.count, [line.line for line in page.lines]) == (12, [12, 13])
    assert dict(zip(page.columns, page.lines[0].values, strict=True))["channel"] == "Guichet"
    assert "person" not in page.columns


def test_a_period_and_another_authority_bound_the_lines(staging: Path) -> None:
    inputs = _requests(staging)
    january = Question("requests", TOWN, period=parse_period("2024-01"))
    found = _trace(january, inputs, staging)
    days = {line.values[found.columns.index("opened_on")] for line in found.lines}
    assert {(day.year, day.month) for day in days} == {(2024, 1)}  # type: ignore[attr-defined]
    assert _trace(Question("requests", "41018"), inputs, staging).count == 0


def test_lines_of_other_sectors_are_neither_shown_nor_counted(staging: Path) -> None:
    inputs = _requests(staging)
    question = Question("requests", TOWN)
    assert _trace(question, inputs, staging, sectors=[Sector.SANTE]).count == 0
    assert _trace(question, inputs, staging, sectors=[Sector.RELATIONS_USAGERS]).count == 500
