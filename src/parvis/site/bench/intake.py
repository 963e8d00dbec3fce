"""Intake and controls: a million attendances with every check and control, a workbook of a million
cells, the planted batch, and two hundred clean towns."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

import duckdb
import numpy as np

from parvis.core.controls.definition import Kind, control_from
from parvis.core.controls.volume import judge_volume
from parvis.core.population.people import day_of
from parvis.core.population.sheets import Sheet
from parvis.core.population.town import UNTIL, Asked
from parvis.core.ports import Progress
from parvis.engines.definitions import read_definitions
from parvis.engines.duckdb.connect import literal
from parvis.site.bench.children import measured
from parvis.site.bench.control_towns import billed_exports, town_without_errors
from parvis.site.bench.figures import Figure

ROUNDS = 3
TIMES, MEMORY, SECONDS = 10, 1_500, 30
SEEDS, MOST_ALARMS = 200, 18
PERSONS = 400
YARDSTICK = "DuckDB read_csv, typé, sans double"
_CELLS, _COLUMNS = 1_000_000, 10
_FAMILY_RISK = 0.05
_ATTENDANCE = """
    SELECT 'E' || (i % 8000) AS "N° enfant", 'NOM' || (i % 8000) AS "Nom",
        'Prénom' || (i % 97) AS "Prénom", 'École ' || (i % 80) AS "Restaurant",
        ['PS', 'CP', 'CM2'][1 + i % 3] AS "Classe",
        strftime(DATE '2025-09-01' + (i // 8000)::INTEGER, '%d/%m/%Y') AS "Date",
        CASE WHEN i % 13 = 0 THEN 'N' ELSE 'P' END AS "Présence", 'Classique' AS "Menu"
    FROM range(1000000) r(i)
"""
_INVOICES = """
    SELECT row_number() OVER (ORDER BY "Mois", "Code payeur") AS "N° facture", 1 AS "N° ligne", *
    FROM (SELECT 'F' || (i % 8000) AS "Code payeur", 'E' || (i % 8000) AS "N° enfant",
        'Cantine' AS "Prestation",
        strftime(date_trunc('month', DATE '2025-09-01' + (i // 8000)::INTEGER), '%d/%m/%Y')
            AS "Mois",
        count(*) AS "Qté", '3,00' AS "PU", printf('%d,00', 3 * count(*)) AS "Montant",
        '05/02/2026' AS "Date facture", '05/03/2026' AS "Date limite de paiement"
    FROM range(1000000) r(i) GROUP BY ALL)
    WHERE NOT ("Mois" = '01/11/2025' AND hash("N° enfant") % 100 = 0)
"""


def measure_intake(place: Path, progress: Progress) -> Iterator[Figure]:
    """The figures of the intake, one theme after the other."""
    progress(0.0, "Un million de présences")
    yield from _attendance(place)
    progress(0.5, "Un classeur d’un million de cellules")
    yield _workbook(place)
    progress(0.6, "Deux cents villes sans défaut")
    yield _alarms(progress)
    progress(1.0, "Intake mesuré")


def _attendance(place: Path) -> Iterator[Figure]:
    file, invoices = place / "presences.csv", place / "factures.csv"
    _write(_ATTENDANCE, file)
    _write(_INVOICES, invoices)
    ours, plain = [], []
    for rank in range(ROUNDS):
        ours.append(measured("controlling", file, invoices, place / f"home-{rank}"))
        plain.append(measured("loading", "duckdb", file, "N° enfant,Date", place / f"plain-{rank}"))
    seconds, beside = (median(r["seconds"] for r in runs) for runs in (ours, plain))
    peak, peak_beside = (max(r["megabytes"] for r in runs) for runs in (ours, plain))
    note = f"{seconds / beside:.1f} fois ; {ours[0]['controls']} contrôles"
    yield Figure("intake.attendance.seconds", seconds, "s", YARDSTICK, beside,
                 f"<= {TIMES} fois l’étalon", seconds <= TIMES * beside, note)  # fmt: skip
    yield Figure("intake.attendance.memory", peak, "Mo", YARDSTICK, peak_beside,
                 f"<= {MEMORY} Mo", peak <= MEMORY, note)  # fmt: skip
    found, planted = ours[0]["unbilled"], _planted(file, invoices)
    yield Figure("controls.unbilled", found, "lignes", "une jointure écrite à part", planted,
                 "toutes, au premier passage", found == planted > 0)  # fmt: skip


def _write(query: str, target: Path) -> None:
    duckdb.execute(f"COPY ({query}) TO {literal(str(target))} (HEADER, DELIMITER ';')")


def _planted(attendance: Path, invoices: Path) -> int:
    """Months of a child marked and not billed, by a plain query on the two files."""
    row = duckdb.execute(
        'SELECT count(DISTINCT (a."N° enfant", right(a."Date", 7)))'
        f" FROM read_csv({literal(str(attendance))}, all_varchar = true) a ANTI JOIN"
        f" read_csv({literal(str(invoices))}, all_varchar = true) f"
        ' ON a."N° enfant" = f."N° enfant" AND right(a."Date", 7) = right(f."Mois", 7)'
    ).fetchone()
    return int(row[0]) if row else 0


def _workbook(place: Path) -> Figure:
    book = place / "classeur.xlsx"
    rows = _CELLS // _COLUMNS
    made = measured("workbooks", "write", book, rows)
    ours = measured("workbooks", "load", book, place / "book")
    plain = measured("workbooks", "plain", book)
    note = f"{made['rows']} lignes de {_COLUMNS} cellules, {ours['rows']} gardées"
    return Figure("intake.workbook.seconds", ours["seconds"], "s", "calamine seul",
                  plain["seconds"], f"<= {SECONDS} s", ours["seconds"] <= SECONDS,
                  note)  # fmt: skip


def _alarms(progress: Progress) -> Figure:
    """How many of the clean towns see a statistical control raised."""
    controls = [c for c in (control_from(d, n) for n, d in read_definitions("controls"))
                if c.kind is Kind.VOLUME]  # fmt: skip
    raised = 0
    for seed in range(SEEDS):
        progress(0.6 + 0.4 * seed / SEEDS, "Deux cents villes sans défaut")
        sheets = {s.name: s for s in billed_exports(town_without_errors(Asked(PERSONS, seed)))}
        months = {"volume_repas": _months(sheets["cantine_presences"], "Date"),
                  "volume_demandes": _months(sheets["grc_demandes"], "Reçue le")}  # fmt: skip
        risk = _FAMILY_RISK / len(controls)
        found = [judge_volume(m, today=UNTIL, risk=risk) for m in months.values()]
        raised += any(one is not None and one.is_odd for one in found)
    note = f"{SEEDS} graines, {PERSONS} habitants, {len(controls)} contrôles"
    return Figure("controls.false_alarms", raised, "villes", "attendu au risque de 5 %",
                  SEEDS * _FAMILY_RISK, f"<= {MOST_ALARMS} sur {SEEDS}", raised <= MOST_ALARMS,
                  note)  # fmt: skip


def _months(sheet: Sheet, title: str) -> list[tuple[date, int]]:
    values = np.asarray(sheet.column(title), dtype=np.int64)
    days = values // (24 * 60) if values.max() > day_of(date(2200, 1, 1)) else values
    months = days.astype("datetime64[D]").astype("datetime64[M]")
    return [(m.astype(date), int(n)) for m, n in zip(*np.unique(months, return_counts=True),
            strict=True)]  # fmt: skip
