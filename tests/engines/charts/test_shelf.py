"""Drawings are made once, kept by what they say, and their size is known before."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from parvis.core.charts import Chart, Drawing, Mark, Size
from parvis.engines.charts import Shelf, drawing

ROWS = tuple(
    Mark(
        f"Quartier {n}",
        n / 12,
        n / 14,
        n / 10,
        said=f"{n} sur douze",
        tick=str(n),
        column="x",
        at=n / 9,
    )
    for n in range(1, 9)
)
CHART = Chart("c", "Titre", "Constat", ROWS)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the engine is asked to draw, in order."""
    asked: list[str] = []
    draw = drawing.single

    def noted(kind: Drawing, chart: Chart, size: Size) -> str:
        asked.append(f"{chart.id} {size}")
        return draw(kind, chart, size)

    monkeypatch.setattr(drawing, "single", noted)
    return asked


def test_sixteen_who_ask_at_once_have_the_same_chart_drawn_once(
    tmp_path: Path, counted: list[str]
) -> None:
    shelf, together = Shelf(tmp_path), Barrier(16)

    def ask(_: int) -> str:
        together.wait()
        return shelf.drawn(Drawing.BARS, CHART, Size.WIDE)

    with ThreadPoolExecutor(16) as readers:
        drawn = set(readers.map(ask, range(16)))
    assert len(drawn) == 1
    assert counted == ["c wide"]


def test_another_process_finds_what_was_drawn(tmp_path: Path, counted: list[str]) -> None:
    first = Shelf(tmp_path)
    assert first.kept(Drawing.BARS, CHART, Size.NARROW) is None
    drawn = first.drawn(Drawing.BARS, CHART, Size.NARROW)
    assert Shelf(tmp_path).kept(Drawing.BARS, CHART, Size.NARROW) == drawn
    assert counted == ["c narrow"]


def test_figures_that_differ_by_one_value_never_share_a_drawing(
    tmp_path: Path, counted: list[str]
) -> None:
    shelf = Shelf(tmp_path)
    shelf.drawn(Drawing.BARS, CHART, Size.WIDE)
    hidden = replace(CHART, marks=(replace(ROWS[0], value=None, said="masqué"), *ROWS[1:]))
    assert shelf.kept(Drawing.BARS, hidden, Size.WIDE) is None
    assert "masqué" in shelf.drawn(Drawing.BARS, hidden, Size.WIDE)
    assert len(counted) == 2


def test_a_disk_that_takes_nothing_takes_nothing_away(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("not a folder")
    shelf = Shelf(place)
    assert "<svg" in shelf.drawn(Drawing.BARS, CHART, Size.WIDE)
    assert shelf.kept(Drawing.BARS, CHART, Size.WIDE)


@pytest.mark.parametrize(
    "kind", [Drawing.TIME, Drawing.BARS, Drawing.DOTS, Drawing.HEAT, Drawing.CURVE, Drawing.FLOW]
)
@pytest.mark.parametrize("size", Size)
def test_the_room_that_a_drawing_takes_is_known_before(kind: Drawing, size: Size) -> None:
    drawn = drawing.single(kind, CHART, size)
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', drawn)
    assert found
    width, height = drawing.box(kind, CHART, size)
    assert float(found.group(1)) == pytest.approx(width, abs=12)
    assert float(found.group(2)) == pytest.approx(height, abs=12)
