"""Controls over typed rows: what they find is what a plain count finds, to the cent."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parvis.core.controls.definition import Control, control_from
from parvis.core.controls.outcome import Outcome, Staged, State
from parvis.core.ingest.contract import Contract, contract_from
from parvis.engines.controls.auditor import DuckAuditor, DuckAuditors

TODAY = date(2026, 11, 26)
ARMISTICE = date(2026, 11, 11)


def contract(name: str, key: list[str], **types: str) -> Contract:
    fields = [{"name": n, "headers": [n], "type": t} for n, t in types.items()]
    return contract_from(
        {
            "id": name,
            "version": 1,
            "title": name,
            "sector": "scolaire_sport_culture",
            "legal_basis": "x",
            "retention_days": 1,
            "fact": "",
            "key": key,
            "field": fields,
        },
        name,
    )


MARKS = contract("marks", ["child", "day"], child="text", day="date", mark="text")
BILLS = contract(
    "bills", ["number"], number="text", child="text", month="date", meals="integer",
    price="decimal", amount="decimal", paid="date",
)  # fmt: skip
ARROW = {"text": pa.string(), "date": pa.date32(), "integer": pa.int64(), "decimal": pa.float64()}


def staged(folder: Path, what: Contract, *deliveries: Sequence[Mapping[str, Any]]) -> Staged:
    schema = pa.schema(
        [("_line", pa.int64()), *((f.name, ARROW[f.type.value]) for f in what.fields)]
    )
    found = []
    for number, rows in enumerate(deliveries, 1):
        path = folder / f"{what.id}{number}.parquet"
        numbered = [{"_line": i, **row} for i, row in enumerate(rows, 2)]
        pq.write_table(pa.Table.from_pylist(numbered, schema), path)
        found.append((number, path))
    return Staged(what, tuple(found))


def control(kind: str, **more: Any) -> Control:
    return control_from(
        {
            "id": "essai", "version": 1, "title": "Essai", "kind": kind, "severity": "grave",
            "sector": "scolaire_sport_culture", "owner": "responsable", "finding": "{lines}",
            "remedy": "x", "reason": "x", **more,
        },
        "essai.toml",
    )  # fmt: skip


BILLED = control(
    "reconcile",
    key_titles=["Enfant", "Mois"],
    settle_days=10,
    left={
        "title": "Pointés",
        "contracts": ["marks"],
        "keys": ["child", "month:day"],
        "where": [{"field": "mark", "test": "among", "values": ["P", "A"]}],
        "shown": ["mark"],
    },
    right={
        "title": "Facturés",
        "contracts": ["bills"],
        "keys": ["child", "month:month"],
        "quantity": "meals",
    },
)


def marks(child: str, month: int, days: int, mark: str = "P") -> list[dict[str, Any]]:
    return [{"child": child, "day": date(2026, month, d), "mark": mark} for d in range(1, days + 1)]


def bill(number: str, child: str, month: int, meals: int, **more: Any) -> dict[str, Any]:
    return {"number": number, "child": child, "month": date(2026, month, 1), "meals": meals, **more}


@pytest.fixture
def auditor(tmp_path: Path):
    """Opens an auditor over what is staged."""
    opened: list[DuckAuditor] = []

    def make(*what: Staged) -> DuckAuditor:
        made = DuckAuditors(frozenset({ARMISTICE}))(what, spill=tmp_path)
        opened.append(made)
        return made

    yield make
    for one in opened:
        one.close()


def judged(made: DuckAuditor, what: Control, dismissed: Sequence[str] = ()) -> Outcome:
    return made.judge(what, today=TODAY, dismissed=dismissed)


def lines(made: DuckAuditor, what: Control, offset: int = 0, limit: int = 50):
    return made.lines(what, today=TODAY, dismissed=(), offset=offset, limit=limit)


def test_what_is_billed_as_it_was_marked_raises_nothing(tmp_path: Path, auditor) -> None:
    made = auditor(
        staged(tmp_path, MARKS, marks("E1", 9, 4) + marks("E1", 10, 3, "A")),
        staged(tmp_path, BILLS, [bill("1", "E1", 9, 4), bill("2", "E1", 10, 3)]),
    )
    assert judged(made, BILLED) == Outcome(State.CLEAR, judged=2)


def test_a_month_never_billed_is_a_line_with_its_first_row(tmp_path: Path, auditor) -> None:
    made = auditor(
        staged(tmp_path, MARKS, marks("E1", 9, 4) + marks("E2", 9, 6) + marks("E1", 10, 3)),
        staged(tmp_path, BILLS, [bill("1", "E1", 9, 4), bill("2", "E1", 10, 2)]),
    )
    found = judged(made, BILLED)
    assert (found.state, found.lines, found.gap) == (State.RAISED, 2, Decimal(7))
    first, second = lines(made, BILLED)
    assert (first.keys, first.left, first.right) == (("E2", "2026-09-01"), 6, 0)
    assert [(p.delivery, p.line) for p in first.places] == [(1, 6)]
    assert (second.keys, second.gap) == (("E1", "2026-10-01"), 1)
    assert len(second.places) == 2
    assert lines(made, BILLED, offset=1, limit=1) == [second]


def test_months_that_one_side_has_not_reached_are_not_judged(tmp_path: Path, auditor) -> None:
    made = auditor(
        staged(tmp_path, MARKS, marks("E1", 8, 2) + marks("E1", 9, 4) + marks("E1", 11, 5)),
        staged(tmp_path, BILLS, [bill("1", "E1", 9, 4), bill("9", "E9", 12, 1)]),
    )
    assert judged(made, BILLED) == Outcome(State.CLEAR, judged=1)


def test_six_months_without_any_invoice_are_found(tmp_path: Path, auditor) -> None:
    """Amiens, 2017: the right side stops altogether."""
    attended = [row for month in range(3, 10) for row in marks("E1", month, 4)]
    made = auditor(
        staged(tmp_path, MARKS, attended), staged(tmp_path, BILLS, [bill("1", "E1", 3, 4)])
    )
    found = judged(made, BILLED)
    assert (found.lines, found.gap) == (6, Decimal(24))


def test_what_is_billed_without_a_mark_is_found_too(tmp_path: Path, auditor) -> None:
    made = auditor(
        staged(tmp_path, MARKS, marks("E1", 9, 4)),
        staged(tmp_path, BILLS, [bill("1", "E1", 9, 4), bill("2", "E2", 9, 4)]),
    )
    assert judged(made, BILLED).gap == Decimal(-4)


def test_a_corrected_delivery_counts_once(tmp_path: Path, auditor) -> None:
    late = [bill("1", "E1", 9, 4)]
    made = auditor(
        staged(tmp_path, MARKS, marks("E1", 9, 4)),
        staged(tmp_path, BILLS, [bill("1", "E1", 9, 3)], late),
    )
    assert judged(made, BILLED).state is State.CLEAR


def test_an_explained_line_counts_no_more(tmp_path: Path, auditor) -> None:
    made = auditor(
        staged(tmp_path, MARKS, marks("E1", 9, 4)), staged(tmp_path, BILLS, [bill("1", "E2", 9, 1)])
    )
    one, other = lines(made, BILLED)
    assert judged(made, BILLED, [one.id]).lines == 1
    assert judged(made, BILLED, [one.id, other.id]).state is State.CLEAR


def test_without_a_side_nothing_is_said_to_hold(tmp_path: Path, auditor) -> None:
    made = auditor(staged(tmp_path, MARKS, marks("E1", 9, 4)))
    assert judged(made, BILLED).state is State.UNREADY
    assert lines(made, BILLED) == []


def rows(*where: dict[str, Any], quantity: str = "count", is_any: bool = False) -> Control:
    return control(
        "rows",
        key_titles=["Facture"],
        rows={
            "title": "Factures",
            "contracts": ["bills"],
            "keys": ["number"],
            "quantity": quantity,
            "any": is_any,
            "where": list(where),
        },
    )


PRICED = [
    bill("1", "E1", 9, 3, price=2.1, amount=6.3, paid=date(2026, 10, 9)),
    bill("2", "E1", 9, 3, price=0.1, amount=0.31, paid=date(2026, 11, 12)),
    bill("3", "E1", 9, 7, price=4.35, amount=30.44, paid=None),
]


@pytest.mark.parametrize(
    ("where", "numbers"),
    [
        ({"field": "amount", "test": "differs", "factors": ["price", "meals"]}, {"2", "3"}),
        ({"field": "paid", "test": "empty"}, {"3"}),
        ({"field": "paid", "test": "filled"}, {"1", "2"}),
        ({"field": "amount", "test": "above", "number": 6.3}, {"3"}),
        ({"field": "amount", "test": "below", "against": "meals"}, {"2"}),
        ({"field": "child", "test": "not_among", "values": ["E1"]}, set()),
        ({"field": "paid", "test": "after", "against": "month", "number": 60}, {"2"}),
        ({"field": "paid", "test": "before", "number": 10, "working": True}, {"1"}),
        ({"field": "paid", "test": "before", "number": 9, "working": True}, {"1", "2"}),
        ({"field": "paid", "test": "age_below", "number": 1}, {"1", "2"}),
        ({"field": "month", "test": "age_above", "number": 0}, set()),
    ],
)
def test_a_condition_keeps_the_rows_it_says(
    tmp_path: Path, auditor, where: dict[str, Any], numbers: set[str]
) -> None:
    made = auditor(staged(tmp_path, BILLS, PRICED))
    assert {line.keys[0] for line in lines(made, rows(where))} == numbers


def test_sums_of_money_are_exact_to_the_cent(tmp_path: Path, auditor) -> None:
    ten_cents = [bill(str(n), "E1", 9, 1, price=0.1, amount=0.1) for n in range(1_000)]
    made = auditor(staged(tmp_path, BILLS, ten_cents))
    everything = rows({"field": "number", "test": "filled"}, quantity="amount")
    assert judged(made, everything).left == Decimal("100.00")


CAPPED = {
    "key_titles": ["Enfant", "Mois"],
    "relation": "at_most",
    "factor": 1.2,
    "tolerance": 1,
    "floor": 10,
}


def test_a_ceiling_lets_tolerance_and_small_amounts_through(tmp_path: Path, auditor) -> None:
    side = {"title": "x", "contracts": ["bills"], "keys": ["child", "month:month"]}
    capped = control(
        "reconcile", **CAPPED, left={**side, "quantity": "amount"},
        right={**side, "quantity": "meals"},
    )  # fmt: skip
    billed = [
        bill("1", "E1", 9, 10, amount=13.0),
        bill("2", "E2", 9, 10, amount=13.01),
        bill("3", "E3", 9, 9, amount=99.0),
    ]
    made = auditor(staged(tmp_path, BILLS, billed))
    found = lines(made, capped)
    assert [(line.keys[0], line.gap) for line in found] == [("E2", Decimal("1.01"))]


def test_months_are_counted(tmp_path: Path, auditor) -> None:
    counted = control(
        "volume",
        key_titles=["Mois"],
        rows={"title": "x", "contracts": ["marks"], "keys": ["month:day"]},
    )
    made = auditor(staged(tmp_path, MARKS, marks("E1", 9, 4) + marks("E1", 10, 2)))
    assert made.months(counted) == [(date(2026, 9, 1), 4), (date(2026, 10, 1), 2)]


def test_places_of_a_site_face_each_of_its_days(tmp_path: Path, auditor) -> None:
    capacity = control(
        "reconcile", key_titles=["Enfant", "Jour"], relation="at_most",
        left={"title": "x", "contracts": ["marks"], "keys": ["child", "day"]},
        right={"title": "y", "contracts": ["bills"], "keys": ["child"], "quantity": "meals"},
    )  # fmt: skip
    twice = marks("E1", 9, 2) + marks("E1", 9, 1) + marks("E2", 9, 3)
    made = auditor(staged(tmp_path, MARKS, twice), staged(tmp_path, BILLS, [bill("1", "E1", 9, 1)]))
    assert [(x.keys, x.gap) for x in lines(made, capacity)] == [(("E1", "2026-09-01"), 1)]
