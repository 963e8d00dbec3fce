"""Every export of the synthetic town is recognised, and every right row of it is kept."""

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intake_reading import SHIPPED, load_in
from parvis.core.population.sheets import Sheet
from parvis.core.population.town import Asked, make_town
from parvis.engines.exports import write_sheet
from parvis.site.margins import margins_of
from parvis.site.synth import first_names

EXPECTED = {
    "grc_demandes": "demo_grc",
    "mediatheque_prets": "demo_mediatheque",
    "campagnes_envois": "demo_campagnes",
    "portail_familles": "demo_familles",
    "ecole_inscriptions": "demo_ecole",
    "cantine_presences": "demo_cantine",
    "cantine_calendrier": "demo_calendrier",
    "periscolaire_presences": "demo_periscolaire",
    "cantine_pointage_2025-2026": "demo_pointage",
    "cantine_pointage_2026-2027": "demo_pointage",
    "regie_factures": "demo_factures",
    "creche_heures": "demo_creche",
    "creche_capacite": "demo_creche_capacite",
    "creche_demandes": "demo_creche_demandes",
    "ecole_musique_sport_inscriptions": "demo_inscriptions",
    "ccas_aides": "demo_ccas",
    "voirie_signalements": "demo_voirie",
    "sirene_etablissements": "demo_sirene",
    "associations_subventions": "demo_associations",
}


@pytest.fixture(scope="module")
def sheets() -> dict[str, Sheet]:
    asked = Asked(600, 1, 1, until=date(2026, 11, 1))
    return {s.name: s for s in make_town(margins_of("41269"), first_names(), asked).exports()}


def marks(path: Path) -> int:
    """How many cells of a grid are marked."""
    with path.open(encoding="cp1252", newline="") as file:
        _, *rows = csv.reader(file, delimiter=";")
    return sum(bool(cell) for row in rows for cell in row[4:])


def lines_at_fault(sheet: Sheet) -> set[int]:
    return {row + 2 for row, _ in sheet.faults}


def test_the_town_writes_what_is_expected(sheets: dict[str, Sheet]) -> None:
    assert set(sheets) == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_each_export_is_read_whole(sheets: dict[str, Sheet], tmp_path: Path, name: str) -> None:
    sheet = sheets[name]
    (path,) = write_sheet(sheet, tmp_path)
    report = load_in(tmp_path, path, *SHIPPED).report
    assert report.contract == EXPECTED[name]
    assert report.rows_read == (marks(path) if "pointage" in name else sheet.rows)
    assert {reject.line for reject in report.rejects} == lines_at_fault(sheet)
    assert report.rows_rejected == len(lines_at_fault(sheet))
    declared = [c for c in report.controls if c.declared is not None]
    assert all(c.declared == c.found for c in declared)
    assert bool(declared) == sheet.has_totals


def spoilt(sheet: Sheet, title: str) -> Sheet:
    """`sheet` with the fourth cell under `title` left empty."""
    emptied = sheet.column(title).copy()
    emptied[3] = ""
    columns = (replace(c, values=emptied) if c.title == title else c for c in sheet.columns)
    return replace(sheet, columns=tuple(columns), faults={})


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("creche_heures", "Établissement"),
        ("ecole_musique_sport_inscriptions", "Discipline"),
        ("regie_factures", "N° famille"),
        ("voirie_signalements", "categorie"),
        ("cantine_pointage_2026-2027", "N° enfant"),
    ],
)
def test_a_planted_bad_row_is_named(
    sheets: dict[str, Sheet], tmp_path: Path, name: str, title: str
) -> None:
    (path,) = write_sheet(spoilt(sheets[name], title), tmp_path)
    report = load_in(tmp_path, path, *SHIPPED).report
    assert {(r.line, r.field) for r in report.rejects} == {(report.header_line + 4, title)}
    assert report.rows_kept == report.rows_read - report.rows_rejected > 0
