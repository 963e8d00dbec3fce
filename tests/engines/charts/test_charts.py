"""Drawings that follow the style sheet: classes, never colours; two widths; words too."""

import re
from functools import cache
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.core.charts import Chart, Drawing, Mark, Size
from parvis.engines.charts import drawing
from parvis.engines.charts.inks import CLASSES


def both(kind: Drawing, chart: Chart) -> str:
    """The two drawings of a chart."""
    return "\n".join(drawing.single(kind, chart, size) for size in Size)


MONTHS = tuple(
    Mark(f"2025-{m:02}", 1000.0 * m, 900.0 * m, 1100.0 * m, tick=f"m{m}") for m in range(1, 13)
)
SITES = (
    Mark("Cour & jardin <nord>", 0.8, 0.7, 0.9, "entre 70 et 90\u202f%"),
    Mark("Gymnase", None, said="masqué"),
)
CHARTS = {
    "time": (Drawing.TIME, Chart("t", "Titre", "Constat", MONTHS)),
    "bars": (Drawing.BARS, Chart("b", "Titre", "Constat", SITES)),
    "dots": (Drawing.DOTS, Chart("d", "Titre", "Constat", SITES, is_share=True)),
}
every_drawing = pytest.mark.parametrize("drawn", CHARTS, indirect=True)


@cache
def drawing_of(name: str) -> str:
    """Drawn when first asked for: the engine starts in half a second, which others do without."""
    return both(*CHARTS[name])


@pytest.fixture
def drawn(request: pytest.FixtureRequest) -> str:
    return drawing_of(request.param)


def parsed(drawn: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{drawn}</div>")


@every_drawing
def test_nothing_is_styled_in_place(drawn: str) -> None:
    assert not re.search(r"\b(style|fill|stroke|font-family|font-size|opacity)=", drawn)
    assert "#0000" not in drawn


@every_drawing
def test_classes_are_those_of_the_style_sheet(drawn: str) -> None:
    used = {e.get("class") for e in parsed(drawn).iter() if e.get("class")}
    assert used <= {*CLASSES.values(), "c wide", "c narrow"}
    assert "us" in used


@every_drawing
def test_each_drawing_comes_in_two_widths_named_and_described(drawn: str) -> None:
    wide, narrow = parsed(drawn)
    assert (wide.get("class"), narrow.get("class")) == ("c wide", "c narrow")
    ids = [e.get("id") for e in parsed(drawn).iter() if e.get("id")]
    assert len(ids) == len(set(ids)) == 4
    for one in (wide, narrow):
        assert one.get("aria-labelledby") == " ".join(e.get("id", "") for e in one[:2])
        assert [e.text for e in one[:2]] == ["Titre", "Constat"]


def test_axes_write_numbers_as_french_does() -> None:
    assert ">10\u202f000<" in drawing_of("time")


def test_names_are_written_as_text_whatever_they_hold() -> None:
    assert "Cour &amp; jardin &lt;nord&gt;" in drawing_of("bars")


def test_a_protected_value_is_drawn_as_such_and_not_as_zero() -> None:
    assert drawing_of("bars").count('class="secret"') == 2
    assert drawing_of("bars").count('class="us"') == 2
    assert ">masqué<" in drawing_of("bars")


def test_a_protected_month_keeps_its_place() -> None:
    marks = (MONTHS[0], Mark("2025-02", None, tick="m2"), MONTHS[2])
    wide, _ = parsed(both(Drawing.TIME, Chart("p", "", "", marks)))
    shapes = [e for e in wide.iter() if e.get("class") in ("us", "secret")]
    by_place = sorted(shapes, key=lambda e: float(re.match(r"M([\d.]+)", e.get("d")).group(1)))
    assert [e.get("class") for e in by_place] == ["us", "secret", "us"]


def test_what_was_planned_stands_behind_what_was_served() -> None:
    marks = tuple(Mark(str(i), 10.0, reference=12.0) for i in range(3))
    drawn = both(Drawing.TIME, Chart("r", "", "", marks))
    assert drawn.index('class="ref"') < drawn.index('class="us"')


def test_a_year_of_months_keeps_every_name_and_ten_years_only_the_januaries() -> None:
    assert all(f">m{m}<" in drawing_of("time").split("</svg>")[0] for m in range(1, 13))
    years = tuple(Mark(str(i), 1.0, tick=f"m{i % 12}", is_major=i % 12 == 0) for i in range(120))
    drawn = both(Drawing.TIME, Chart("y", "", "", years))
    assert ">m0<" in drawn
    assert ">m5<" not in drawn


def test_a_long_label_of_emoji_is_cut_without_stopping_the_engine() -> None:
    marks = tuple(Mark("🏛" * n, 3.0, said="x", tick="🏛" * n) for n in range(20, 40))
    for kind in (Drawing.BARS, Drawing.TIME, Drawing.DOTS):
        assert len(parsed(both(kind, Chart("emoji", "t", "d", marks)))) == 2


@pytest.mark.parametrize("label", ["\\", "a\\", '"', "'", "${x}", "\u2028"])
def test_no_character_of_a_label_is_a_sign_of_the_engine(label: str) -> None:
    marks = (Mark(label, 3.0, said="x", tick=label),)
    for kind in (Drawing.BARS, Drawing.TIME, Drawing.DOTS):
        assert len(parsed(both(kind, Chart("signs", "t", "d", marks)))) == 2


labels = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(labels, st.none() | st.floats(0, 1e9)), min_size=1, max_size=8))
def test_any_names_and_values_make_a_well_formed_drawing(
    rows: list[tuple[str, float | None]],
) -> None:
    marks = tuple(Mark(label, value, said=label, tick=label) for label, value in rows)
    for kind in (Drawing.BARS, Drawing.TIME, Drawing.DOTS):
        assert len(parsed(both(kind, Chart("any", "t", "d", marks)))) == 2


WAITS = tuple(
    Mark(f"{n * 10} %", 20.0 * n, 18.0 * n, None if n > 7 else 23.0 * n, at=n / 10,
         said="la moitié : 4 jours" if n == 5 else "")
    for n in range(1, 9)
)  # fmt: skip


def test_a_curve_falls_from_everybody_and_keeps_its_open_end() -> None:
    ticks = ((24.0, "1 jour"), (120.0, "5 jours"))
    wide, _ = parsed(both(Drawing.CURVE, Chart("w", "t", "d", WAITS, ticks=ticks)))
    kinds = [e.get("class") for e in wide.iter() if e.tag == "path"]
    assert kinds.count("usline") == kinds.count("pale") == 1
    said = {e.text for e in wide.iter() if e.text}
    assert {"100\u202f%", "0\u202f%", "1 jour", "5 jours", "la moitié : 4 jours"} <= said


def test_bands_of_a_flow_are_as_thick_as_those_who_pass_and_say_who_stays() -> None:
    marks = (
        Mark("Guichet", 60.0, column="Guichet", is_pale=True),
        Mark("Guichet", 30.0, column="En ligne"),
        Mark("En ligne", 10.0, column="En ligne", is_pale=True),
        Mark("En ligne", None, column="Guichet"),
    )
    chart = Chart("f", "t", "d", marks, rows=("2024", "2025"))
    for drawn in parsed(both(Drawing.FLOW, chart)):
        kinds = [e.get("class") for e in drawn.iter() if e.tag == "path"]
        assert kinds.count("move") == 1 and kinds.count("stay") == 2 and kinds.count("ink") == 4
        said = [e.text for e in drawn.iter("text")]
        assert said.count("Guichet") == said.count("En ligne") == 2
        assert {"2024", "2025"} <= set(said)
        heights = [_thickness(e.get("d")) for e in drawn.iter() if e.get("class") == "move"]
        stays = [_thickness(e.get("d")) for e in drawn.iter() if e.get("class") == "stay"]
        assert stays[0] == pytest.approx(2 * heights[0], rel=0.02)


def _thickness(path: str) -> float:
    """How tall a band is where it begins: its first and last heights."""
    first = float(path.split()[1].split("C")[0])
    last = float(path.removesuffix("Z").rsplit(" ", 1)[1])
    return last - first
