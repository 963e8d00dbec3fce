"""Days that a spreadsheet counts, in a text file."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from intake_reading import HEADER, MEALS, rows_of
from parvis.core.ingest.contract import EXCEL_DAYS
from parvis.core.ports import Loaded

COUNTED = replace(
    MEALS,
    fields=tuple(
        replace(f, formats=(EXCEL_DAYS, "%Y%m%d")) if f.name in {"day", "closed_at"} else f
        for f in MEALS.fields
    ),
)


def test_days_counted_by_a_spreadsheet_are_read_in_any_date_and_others_where_the_contract_says(
    load: Callable[..., Loaded],
) -> None:
    content = (
        f"{HEADER}\nA;46022;;;46022,5;;\nB;20251231;;;31/12/2025 08:00;;\nC;31/12/2025;;;;;\n"
        "D;2025;;;;;\n"
    ).encode()
    loaded = load(content, COUNTED)
    rows = rows_of(loaded)
    assert [row["day"] for row in rows] == [date(2025, 12, 31)] * 3
    assert [row["closed_at"].isoformat() for row in rows[:2]] == [
        "2025-12-31T11:00:00+00:00",
        "2025-12-31T07:00:00+00:00",
    ]
    assert [r.line for r in loaded.report.rejects] == [5]
    assert {r.line for r in load(content).report.rejects} == {3, 5}
