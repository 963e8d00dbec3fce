"""Papers that follow the brand: the town's name in its colour, and its logo, at the head."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from parvis.apps.ui.brands import home_card, key_of, pictures
from parvis.core.brand.colours import palette

STYLE = """
.letterhead {{ border-bottom: 0.6mm solid {colour}; margin: 0 0 8mm; padding: 0 0 2mm; }}
.letterhead img {{ height: 14mm; }}
.letterhead p {{ font: 20pt/1.2 {voice}; color: {colour}; margin: 0; }}
h1, h2 {{ font-family: {voice}; }}
"""
VOICES = {"serif": '"Liberation Serif", serif', "sans": '"Liberation Sans", sans-serif'}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the head of a paper: `logo` is a data address, "" for none."""

    name: str
    logo: str
    style: str


def letterhead(town: Any) -> Letterhead:
    """The head of the papers of `town`, and the style they follow."""
    brand = home_card(key_of(town)).brand
    style = STYLE.format(colour=palette(brand.colour)["accent"], voice=VOICES[brand.voice])
    return Letterhead(town.name, _inlined(town, brand.logo) if brand.logo else "", style)


def _inlined(town: Any, name: str) -> str:
    content = (pictures(key_of(town)) / name).read_bytes()
    return f"data:image/png;base64,{b64encode(content).decode()}"
