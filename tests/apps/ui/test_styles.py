"""Laws of the style sheets: tokens hold the colours, components hold none."""

import re
from pathlib import Path

import brotli

import parvis
from parvis.core.brand.colours import DEFAULT_BRAND, palette

STYLES = Path(parvis.__file__).parent / "apps" / "ui" / "static" / "ui"
TOKENS, BASE, COMPONENTS = (
    (STYLES / f"{name}.css").read_text("utf-8") for name in ("tokens", "base", "components")
)


def test_components_hold_no_raw_colour() -> None:
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", BASE + COMPONENTS)


def test_every_token_that_is_used_is_named() -> None:
    used = set(re.findall(r"var\((--[\w-]+)", BASE + COMPONENTS))
    named = set(re.findall(r"(--[\w-]+):", TOKENS))
    assert used <= named


def test_literal_colours_are_those_computed_from_the_brand() -> None:
    first = TOKENS.split("@supports")[0]
    assert f"--brand: {DEFAULT_BRAND}" in first
    for name, value in palette(DEFAULT_BRAND).items():
        assert f"--{name}: {value};" in first


def test_no_style_sheet_reaches_elsewhere() -> None:
    assert "url(" not in TOKENS + BASE + COMPONENTS
    assert "@import" not in TOKENS + BASE + COMPONENTS


def test_styles_weigh_little() -> None:
    assert len(brotli.compress((TOKENS + BASE + COMPONENTS).encode())) < 10_000
