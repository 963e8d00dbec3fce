"""Eight messy files: every valid row kept, every bad one named by its line, totals to the cent.

Each is generated from rows whose truth is known, then spoilt as applications and people spoil
their exports; the truth is counted apart, in whole cents.
"""

import csv
import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intake_reading import SHIPPED, load_in, rows_of

CONTRACT = "encaissements"
TITLES = (
    "N° quittance", "N° facture", "Code payeur", "Date d’encaissement", "Montant encaissé",
    "Mode de règlement", "N° bordereau",
)  # fmt: skip
BAD = {7: ("amount", "douze euros"), 19: ("date", "31/02/2026"), 33: ("family", "")}
"""Rows at fault, by rank, and what stands in their cell."""

MONTHS = ("janv.", "février", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.")


@dataclass(frozen=True)
class Row:
    """One true receipt."""

    number: int
    cents: int
    day: int
    month: int


def truth(seed: int, count: int = 60) -> list[Row]:
    rng = random.Random(seed)
    return [Row(i, rng.randrange(1, 400_000), rng.randrange(1, 29), rng.randrange(1, 10))
            for i in range(count)]  # fmt: skip


def amount(row: Row, style: int) -> str:
    whole, cents = divmod(row.cents, 100)
    grouped = f"{whole:,}"
    return (
        f"{whole},{cents:02}",
        f"{grouped.replace(',', chr(0x202F))},{cents:02} €",
        f"€ {grouped.replace(',', ' ')},{cents:02}",
        f"{whole}.{cents:02}",
        f"{grouped.replace(',', chr(0x2009))},{cents:02} EUR",
    )[style % 5]


def day(row: Row, style: int) -> str:
    when = date(2026, row.month, row.day)
    return (
        f"{row.day:02}/{row.month:02}/2026",
        when.isoformat(),
        str((when - date(1899, 12, 30)).days),
        f"{row.day} {MONTHS[row.month - 1]} 2026",
    )[style % 4]


def cells(row: Row) -> list[str]:
    """A row as written, spoilt if its rank says so."""
    kind, value = BAD.get(row.number, ("", ""))
    return [
        f"Q{row.number:04}",
        f"2026-{row.number % 23}",
        value if kind == "family" else f"F{row.number % 17}",
        value if kind == "date" else day(row, row.number),
        value if kind == "amount" else amount(row, row.number // 2),
        ("CB", 'Chèque "banque"', "Prélèvement;SEPA", "Espèces\n(guichet)")[row.number % 4],
        "" if row.number % 5 else f"B{row.number}",
    ]


def table(rows: list[Row], *, delimiter: str = ";", end: str = "\r\n") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
    writer.writerow(TITLES)
    writer.writerows(cells(row) for row in rows)
    return out.getvalue()


def lines_of(text: str, delimiter: str, header: int) -> dict[str, int]:
    """The physical line of each receipt, by an independent reading."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found, before = {}, 0
    for record in reader:
        if record and record[0].startswith("Q0"):
            found[record[0]] = before + 1 + header
        before = reader.line_num
    return found


def windows(rows: list[Row]) -> tuple[bytes, dict[str, int]]:
    text = table(rows)
    plain = text.replace("\u202f", "\u00a0").replace("\u2009", " ")
    return plain.encode("cp1252"), lines_of(text, ";", 0)


def preamble(rows: list[Row]) -> tuple[bytes, dict[str, int]]:
    head = "Ville fictive;;;;;;\r\nRégie de recettes, exercice 2026\r\n\r\n"
    total = sum(r.cents for r in rows if r.number not in BAD)
    text = table(rows)
    tail = f"TOTAL;;;;{total // 100},{total % 100:02};;\r\nÉdité le 3 octobre 2026;;;;;;\r\n"
    return (head + text + tail).encode(), lines_of(text, ";", 3)


def wide(rows: list[Row]) -> tuple[bytes, dict[str, int]]:
    text = table(rows, delimiter="\t", end="\n")
    return text.encode("utf-16"), lines_of(text, "\t", 0)


def zipped(rows: list[Row]) -> tuple[bytes, dict[str, int]]:
    text = table(rows, delimiter=",", end="\n")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._export.csv", "x")
        archive.writestr("export/encaissements.csv", "\ufeff" + text)
    return out.getvalue(), lines_of(text, ",", 0)


def packed(rows: list[Row]) -> tuple[bytes, dict[str, int]]:
    text = table(rows, delimiter="|", end="\n")
    return gzip.compress(text.encode("utf-8")), lines_of(text, "|", 0)


def objects(rows: list[Row]) -> tuple[bytes, dict[str, int]]:
    found = [dict(zip(TITLES, cells(row), strict=True)) for row in rows]
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in found) + "\n"
    return text.encode(), {f"Q{r.number:04}": rank for rank, r in enumerate(rows, 1)}


def array(rows: list[Row]) -> tuple[bytes, dict[str, int]]:
    found = [dict(reversed(list(zip(TITLES, cells(row), strict=True)))) for row in rows]
    text = json.dumps(found, indent=1)
    return text.encode(), {f"Q{r.number:04}": rank for rank, r in enumerate(rows, 1)}


def columnar(rows: list[Row]) -> tuple[bytes, dict[str, int]]:
    out = io.BytesIO()
    columns = zip(*(cells(row) for row in rows), strict=True)
    pq.write_table(pa.table(dict(zip(TITLES, map(list, columns), strict=True))), out)
    return out.getvalue(), {f"Q{r.number:04}": rank for rank, r in enumerate(rows, 1)}


FILES: dict[str, Callable[[list[Row]], tuple[bytes, dict[str, int]]]] = {
    "windows.csv": windows,
    "preambule.csv": preamble,
    "large.tsv": wide,
    "archive.zip": zipped,
    "export.csv.gz": packed,
    "lignes.ndjson": objects,
    "tableau.json": array,
    "colonnes.parquet": columnar,
}


@pytest.mark.parametrize(("name", "seed"), [(name, seed) for seed, name in enumerate(FILES, 1)])
def test_a_messy_file_is_read_to_the_cent(name: str, seed: int, tmp_path: Path) -> None:
    rows = truth(seed)
    content, lines = FILES[name](rows)
    loaded = load_in(tmp_path, content, *SHIPPED, name=name)
    report = loaded.report
    assert report.contract == CONTRACT
    expected = {lines[f"Q{rank:04}"] for rank in BAD}
    assert {reject.line for reject in report.rejects} == expected
    assert report.rows_rejected == len(BAD)
    kept = {row["receipt_number"]: row for row in rows_of(loaded)}
    assert set(kept) == {f"Q{r.number:04}" for r in rows if r.number not in BAD}
    cents = {r.number: r.cents for r in rows if r.number not in BAD}
    found = {int(k[1:]): int(Decimal(str(v["amount"])) * 100) for k, v in kept.items()}
    assert found == cents
    days = {int(k[1:]): (v["paid_on"].day, v["paid_on"].month) for k, v in kept.items()}
    assert days == {r.number: (r.day, r.month) for r in rows if r.number not in BAD}
    (total,) = [c for c in report.controls if c.name == "amount"]
    assert Decimal(str(total.found)) == Decimal(sum(cents.values())) / 100
    assert total.declared in (None, total.found)
