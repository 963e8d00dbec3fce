"""Laws: whatever the table and however it is written, every record is told with its line."""

import csv
import io
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from intake_reading import load_in
from parvis.core.ingest.contract import contract_from

NOTES = contract_from(
    {
        "id": "notes",
        "version": 1,
        "title": "Notes",
        "sector": "relations_usagers",
        "legal_basis": "Mission d’intérêt public",
        "retention_days": 1,
        "fact": "",
        "key": ["number"],
        "nulls": [],
        "field": [
            {"name": "number", "headers": ["Numéro"], "type": "text"},
            {"name": "amount", "headers": ["Montant"], "type": "integer"},
            {"name": "note", "headers": ["Observation"], "type": "text"},
        ],
    },
    "notes.toml",
)
SAFE = st.characters(exclude_categories=("Cs", "Cc"), include_characters="\n\"';,\t=")
CELL = st.text(SAFE, max_size=12).map(lambda t: t.strip(" \t\n\u00a0\u202f\u2007"))
AMOUNT = st.sampled_from(["1", "12", "", "x", "-3"])
TABLE = st.lists(st.tuples(AMOUNT, CELL), min_size=1, max_size=25)
STYLE = st.tuples(
    st.sampled_from([";", ",", "\t", "|"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)


def as_csv(table, style) -> tuple[bytes, list[int]]:
    """The table as a file, and the physical line on which each record starts."""
    delimiter, quoting, end, encoding = style
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=quoting, lineterminator=end)
    writer.writerow(["Numéro", "Montant", "Observation"])
    lines = []
    for number, (amount, note) in enumerate(table):
        lines.append(out.getvalue().count("\n") + 1)
        writer.writerow([f"n{number}", amount, note])
    return out.getvalue().encode(encoding), lines


@settings(max_examples=60, deadline=None)
@given(table=TABLE, style=STYLE)
def test_every_record_is_kept_or_refused_on_its_physical_line(table, style) -> None:
    content, lines = as_csv(table, style)
    with tempfile.TemporaryDirectory() as folder:
        loaded = load_in(Path(folder), content, NOTES)
        rows = pq.ParquetFile(loaded.rows).read().to_pylist()
    good = [i for i, (amount, _) in enumerate(table) if amount != "x"]
    assert [(r["_line"], r["number"], r["note"] or "") for r in rows] == [
        (lines[i], f"n{i}", table[i][1]) for i in good
    ]
    report = loaded.report
    assert [r.line for r in report.rejects] == [
        lines[i] for i in range(len(table)) if i not in good
    ]
    assert report.rows_read == report.rows_kept + report.rows_rejected == len(table)


@settings(max_examples=30, deadline=None)
@given(table=TABLE)
def test_a_quarantine_corrected_brings_back_exactly_what_was_refused(table) -> None:
    content, _ = as_csv([("x", note) for _, note in table], (";", csv.QUOTE_ALL, "\n", "utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        first = load_in(Path(folder), content, NOTES)
        header, *rows = csv.reader(io.StringIO(first.quarantine.read_text("utf-8"), newline=""))
        out = io.StringIO(newline="")
        csv.writer(out).writerows([header, *([r[0], "7", *r[2:]] for r in rows)])
        again = load_in(Path(folder), out.getvalue().encode(), NOTES)
        kept = pq.ParquetFile(again.rows).read().to_pylist()
    assert [(r["number"], r["amount"], r["note"] or "") for r in kept] == [
        (f"n{i}", 7, note) for i, (_, note) in enumerate(table)
    ]
