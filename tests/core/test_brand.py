"""Whatever colour a town gives, what is written in it can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.brand.colours import DEFAULT_BRAND, PAPER, hexa, oklch, palette, stylesheet
from parvis.core.errors import Refused

PAPER_SUNK, PAPER_DARK, WHITE = "#f3efe5", "#14191c", "#ffffff"


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: str, second: str) -> float:
    """WCAG contrast ratio, from 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def dark_accent(brand: str) -> str:
    """The accent on dark paper, as the style sheet derives it."""
    given = oklch(brand)
    return hexa(given.set_at(max(given.lightness, 0.79), 0.11))


colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colours)
def test_any_brand_gives_an_accent_that_reads_on_paper(brand: str) -> None:
    derived = palette(brand)
    assert contrast(derived["accent"], PAPER) >= 4.9
    assert contrast(derived["accent"], PAPER_SUNK) >= 4.9
    assert contrast(derived["accent"], derived["accent-wash"]) >= 4.5
    assert contrast(derived["accent"], WHITE) >= 4.5
    assert contrast(dark_accent(brand), PAPER_DARK) >= 7


@given(colours)
def test_a_colour_survives_oklch(colour: str) -> None:
    there = oklch(colour)
    assert hexa(there) == colour


@given(colours)
def test_the_ramp_of_a_map_darkens_step_by_step(brand: str) -> None:
    derived = palette(brand)
    lights = [oklch(derived[f"ramp-{step}"]).lightness for step in range(1, 6)]
    assert lights == sorted(lights, reverse=True)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#3e8e7e", "#fbf9f4") == pytest.approx(3.7, abs=0.05)


def test_a_dark_enough_brand_is_kept_as_it_is() -> None:
    assert palette("#0a3d91")["accent"] == "#0a3d91"


def test_the_style_sheet_holds_the_brand_and_its_literal_accent() -> None:
    sheet = stylesheet(DEFAULT_BRAND)
    assert f"--brand:{DEFAULT_BRAND}" in sheet
    assert f"--accent:{palette(DEFAULT_BRAND)['accent']};" in sheet
    assert sheet.count("{") == sheet.count("}")


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "#123456;}body{", ""])
def test_what_is_not_a_colour_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        stylesheet(text)
