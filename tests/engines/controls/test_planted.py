"""The planted batch that nobody billed is found line by line; a clean town raises nothing."""

from datetime import date
from pathlib import Path

import pytest

from intake_reading import SHIPPED, load_in
from parvis.core.controls.definition import Kind, control_from
from parvis.core.controls.outcome import Staged, State
from parvis.core.population.sheets import Sheet
from parvis.core.population.town import Asked, Town
from parvis.engines.controls.auditor import DuckAuditor, DuckAuditors
from parvis.engines.definitions import read_definitions
from parvis.engines.exports import write_sheet
from parvis.site.bench.control_towns import billed_exports, town_without_errors

TODAY = date(2026, 11, 26)
CONTROLS = {
    control.id: control
    for control in (control_from(data, name) for name, data in read_definitions("controls"))
}
EXACT = [c for c in CONTROLS.values() if c.kind in (Kind.RECONCILE, Kind.ROWS)]


@pytest.fixture(scope="module")
def town() -> Town:
    return town_without_errors(Asked(1_500, 3, 2, until=date(2026, 11, 1)))


def audited(folder: Path, sheets: list[Sheet]) -> DuckAuditor:
    contracts = {c.id: c for c in SHIPPED}
    found: dict[str, list[tuple[int, Path]]] = {}
    for number, sheet in enumerate(sheets):
        (path,) = write_sheet(sheet, folder)
        loaded = load_in(folder, path, *SHIPPED)
        found.setdefault(loaded.report.contract, []).append((number, loaded.rows))
    staged = [Staged(contracts[name], tuple(rows)) for name, rows in found.items()]
    return DuckAuditors(frozenset())(staged, spill=folder)


def test_the_planted_batch_is_found_whole(town: Town, tmp_path: Path) -> None:
    sheets = [s for s in town.exports() if s.name.startswith(("cantine", "regie"))]
    school = town.planted.school
    assert school is not None
    auditor = audited(tmp_path, sheets)
    control = CONTROLS["repas_factures"]
    found = auditor.judge(control, today=TODAY, dismissed=())
    lines = auditor.lines(control, today=TODAY, dismissed=(), offset=0, limit=1_000)
    assert found.state is State.RAISED
    assert found.gap == school.unbilled.meals
    assert found.lines == len(lines) == len(school.unbilled.children)
    assert {line.keys[1] for line in lines} == {f"{school.unbilled.month}-01"}
    assert {dict(line.shown)["school"] for line in lines} == {school.unbilled.school}


def test_a_clean_town_raises_no_deterministic_control(town: Town, tmp_path: Path) -> None:
    auditor = audited(tmp_path, list(billed_exports(town)))
    raised = {
        c.id: found
        for c in EXACT
        if (found := auditor.judge(c, today=TODAY, dismissed=())).state is State.RAISED
    }
    assert raised == {}
