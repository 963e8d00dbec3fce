"""The same day, amount, telephone and yes, however an application writes them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from intake_reading import load_in, rows_of
from parvis.core.ingest.contract import Contract, contract_from

EXACT = contract_from(
    {
        "id": "values",
        "version": 1,
        "title": "Valeurs",
        "sector": "fiscalite",
        "legal_basis": "x",
        "retention_days": 1,
        "fact": "",
        "key": ["n"],
        "field": [
            {"name": "n", "headers": ["n"], "type": "text"},
            {"name": "day", "headers": ["day"], "type": "date"},
            {"name": "at", "headers": ["at"], "type": "datetime"},
            {"name": "amount", "headers": ["amount"], "type": "decimal", "minimum": 0},
            {"name": "phone", "headers": ["phone"], "type": "phone", "is_lenient": True},
            {"name": "yes", "headers": ["yes"], "type": "boolean"},
            {"name": "remark", "headers": ["remark"], "type": "text"},
        ],
    },
    "values.toml",
)


def read(folder, field: str, *values: str) -> tuple[list[Any], list[tuple[int, str]]]:
    """The values kept of `field`, one a row, and the rejects."""
    names = [f.name for f in EXACT.fields]
    rows = (
        ";".join(str(i) if n == "n" else value if n == field else "" for n in names)
        for i, value in enumerate(values)
    )
    loaded = load_in(folder, ("\n".join([";".join(names), *rows]) + "\n").encode(), EXACT)
    kept = [row[field] for row in rows_of(loaded)]
    return kept, [(r.line, r.reason) for r in loaded.report.rejects]


DAYS = (
    "31/12/2025", "2025-12-31", "46022", "31 déc. 2025", "31 décembre 2025", "31-12-2025",
    "mercredi 31 décembre 2025", "31 DEC 2025", "31\u00a0déc.\u00a02025", "2025-12-31 00:00:00",
)  # fmt: skip


def test_mixed_dates_in_one_column_are_one_day(tmp_path) -> None:
    kept, rejects = read(tmp_path, "day", *DAYS)
    assert rejects == []
    assert kept == [date(2025, 12, 31)] * len(DAYS)


def test_a_day_that_does_not_exist_is_noted_once_where_its_row_stays(tmp_path) -> None:
    fields = tuple(replace(f, is_lenient=f.name != "n") for f in EXACT.fields)
    written = b"n;day;at;amount;phone;yes;remark\n1; 30/02/2025;hier;;;;\n"
    report = load_in(tmp_path, written, replace(EXACT, fields=fields)).report
    assert (report.rows_kept, report.rows_noted) == (1, 1)
    assert [(n.field, n.value, n.reason[:19]) for n in report.notes] == [
        ("at", "hier", "pas une date et heu"), ("day", "30/02/2025", "la date n’existe pa"),
    ]  # fmt: skip


MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip


def test_each_month_has_its_name(tmp_path) -> None:
    kept, rejects = read(
        tmp_path, "day", *(f"1er {m} 2026" for m in MONTHS), *(f"2 {m.upper()} 26" for m in MONTHS)
    )
    assert kept == [date(2026, number, 1) for number in range(1, 13)]
    assert len(rejects) == 12, "a year of two digits has two meanings"


def test_a_day_in_letters_that_does_not_exist_is_refused(tmp_path) -> None:
    kept, rejects = read(tmp_path, "day", "31 février 2025", "31 brumaire 2025", "12345")
    assert kept == []
    assert [reason.split(" (")[0] for _, reason in rejects] == [
        "la date n’existe pas",
        "pas une date",
        "pas une date",
    ]


INSTANTS = (
    "31/12/2025 14:05", "31/12/2025 14h05", "31 déc. 2025 à 14 h 05", "2025-12-31T13:05:00Z",
    "31 décembre 2025 14:05", "2025-12-31 à 14h05",
)  # fmt: skip


def test_mixed_instants_are_one_instant(tmp_path) -> None:
    kept, rejects = read(tmp_path, "at", *INSTANTS, "46022,5", "1er janvier 2026")
    assert rejects == []
    assert kept[:-2] == [datetime(2025, 12, 31, 13, 5, tzinfo=UTC)] * len(INSTANTS)
    assert kept[-2:] == [
        datetime(2025, 12, 31, 11, tzinfo=UTC),
        datetime(2025, 12, 31, 23, tzinfo=UTC),
    ]


AMOUNTS = (
    "1234.5", "1234,50", "1 234,50 €", "1\u202f234,50\u00a0€", "1\u2009234,5", "€ 1 234,50",
    "1.234,50 EUR", "1234.50 €", "1234,50 euros", "1 234,500",
)  # fmt: skip


def test_amounts_are_one_amount(tmp_path) -> None:
    kept, rejects = read(tmp_path, "amount", *AMOUNTS)
    assert (kept, rejects) == ([1234.5] * len(AMOUNTS), [])


@pytest.mark.parametrize("wrong", ["12,5,0", "1,234.50", "douze", "12 34,5", "€", "--3"])
def test_what_is_no_amount_is_refused(tmp_path, wrong: str) -> None:
    assert len(read(tmp_path, "amount", wrong)[1]) == 1


PHONES = (
    "06 12 34 56 78", "06.12.34.56.78", "06-12-34-56-78", "0612345678", "+33 6 12 34 56 78",
    "+33 (0)6 12 34 56 78", "0033612345678", "06/12/34/56/78", "612345678", "06\u00a012 34 56 78",
)  # fmt: skip


def test_phones_are_one_phone(tmp_path) -> None:
    kept, rejects = read(tmp_path, "phone", *PHONES, "+262 692 12 34 56", "+32 2 123 45 67")
    assert rejects == []
    assert kept == ["+33612345678"] * len(PHONES) + ["+262692123456", "+3221234567"]


def test_yes_and_no_in_every_spelling(tmp_path) -> None:
    kept, rejects = read(tmp_path, "yes", *"Oui O 1 VRAI x Non N 0 Faux".split())
    assert (kept, rejects) == ([True] * 5 + [False] * 4, [])


def noted(folder, contract: Contract = EXACT):
    content = "n;phone\nA;06 12 34 56 78\nB;liste rouge\nC;\n"
    return load_in(folder, content.encode(), contract)


def test_a_wrong_value_of_a_lenient_field_is_noted_and_its_row_stays(tmp_path) -> None:
    loaded = noted(tmp_path)
    assert [row["phone"] for row in rows_of(loaded)] == ["+33612345678", None, None]
    report = loaded.report
    assert (report.rows_kept, report.rows_rejected, report.rows_noted) == (3, 0, 1)
    (note,) = report.notes
    assert (note.line, note.field, note.value) == (3, "phone", "liste rouge")
    assert note.reason == "pas un numéro de téléphone"


NIR = "2 55 08 14 168 025 38"


@pytest.mark.parametrize(
    "sentence",
    [
        f"Mme R., n° sécu {NIR}, à rappeler",
        f"NIR:{NIR.replace(' ', '')}.",
        f"({NIR.replace(' ', '.')})",
        f"voir {NIR}",
    ],
)
def test_a_social_security_number_in_a_sentence_is_found_and_never_copied(
    tmp_path, sentence: str
) -> None:
    content = f"n;remark\nA;{sentence}\nB;rien\nC;le 06 12 34 56 78\n".encode()
    loaded = load_in(tmp_path, content, EXACT)
    assert [(r.line, r.value) for r in loaded.report.rejects] == [(2, "(masqué)")]
    assert loaded.quarantine is not None
    assert "168" not in loaded.quarantine.read_text("utf-8")


@pytest.mark.parametrize(
    "innocent",
    [
        "latitude 48.862247466096896 longitude 2.383611201617834",
        "IBAN FR76 3000 4000 0312 3456 7890 143",
        "commande 255081416802539",
    ],
)
def test_other_long_numbers_are_not_taken_for_one(tmp_path, innocent: str) -> None:
    loaded = load_in(tmp_path, f"n;remark\nA;{innocent}\n".encode(), EXACT)
    assert loaded.report.rows_kept == 1
