"""From the colour a town gives to colours one can read, whatever it gives.

Hue and lightness are those of OKLCH (B. Ottosson, "A perceptual color space for image
processing", 2020). The bounds below keep text above WCAG 2.2's 4.5:1 whatever the hue.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from parvis.core.errors import Refused

DEFAULT_BRAND = "#3e8e7e"
PAPER = "#fbf9f4"
HEX = re.compile(r"#[0-9a-fA-F]{6}")
GAMUT_STEPS = 24
WASH = 0.09
"""Share of the accent in the wash laid under selected things."""

Triple = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Oklch:
    """Lightness in [0, 1], chroma (about 0 to 0.4), hue in radians."""

    lightness: float
    chroma: float
    hue: float

    def capped(self, lightness: float, chroma: float) -> "Oklch":
        """No lighter than `lightness`, no more vivid than `chroma`."""
        return Oklch(min(self.lightness, lightness), min(self.chroma, chroma), self.hue)

    def set_at(self, lightness: float, chroma: float) -> "Oklch":
        """At this lightness, no more vivid than `chroma`."""
        return Oklch(lightness, min(self.chroma, chroma), self.hue)


RAMP = ((0.925, 0.028), (0.84, 0.055), (0.735, 0.08), (0.6, 0.1), (0.455, 0.11))
"""Lightness and largest chroma of the five steps of a map."""


@lru_cache(maxsize=64)
def palette(brand: str) -> dict[str, str]:
    """Every colour derived from `brand` on light paper, by CSS name, as #rrggbb."""
    given = oklch(brand)
    accent = hexa(given.capped(0.475, 0.15))
    return {
        "accent": accent,
        "accent-strong": hexa(given.capped(min(given.lightness - 0.1, 0.38), 0.12)),
        "accent-wash": _mix(accent, PAPER, WASH),
        "accent-line": hexa(given.set_at(0.83, 0.042)),
        **{f"ramp-{i}": hexa(given.set_at(*step)) for i, step in enumerate(RAMP, 1)},
    }


DARK_RAMP = ((0.31, 0.03), (0.4, 0.05), (0.51, 0.065), (0.66, 0.08), (0.82, 0.09))
"""The same on dark paper, where more is lighter."""


@lru_cache(maxsize=64)
def dark_palette(brand: str) -> dict[str, str]:
    """What a drawing takes of `brand` on dark paper, by CSS name, as #rrggbb."""
    given = oklch(brand)
    return {
        "accent": hexa(given.set_at(max(given.lightness, 0.79), 0.11)),
        "accent-line": hexa(given.set_at(0.45, 0.05)),
        **{f"ramp-{i}": hexa(given.set_at(*step)) for i, step in enumerate(DARK_RAMP, 1)},
    }


def stylesheet(brand: str, voice: str = "serif") -> str:
    """The town's style sheet: its colour, and what is derived for older browsers."""
    literal = "".join(f"--{name}:{value};" for name, value in palette(checked(brand)).items())
    old = "@supports not (color:oklch(from red l c h))"
    spoken = "--serif:var(--sans);" if voice == "sans" else ""
    return f"@layer tokens{{:root{{--brand:{brand};{spoken}}}{old}{{:root{{{literal}}}}}}}\n"


def checked(brand: str) -> str:
    """`brand` itself, if it is written #rrggbb; Refused otherwise."""
    if not HEX.fullmatch(brand):
        raise Refused("brand.not_a_colour", value=brand)
    return brand


def oklch(colour: str) -> Oklch:
    """#rrggbb in OKLCH."""
    lightness, a, b = _oklab(_linear(colour))
    return Oklch(lightness, math.hypot(a, b), math.atan2(b, a))


def hexa(colour: Oklch) -> str:
    """The sRGB colour of this lightness and hue, its chroma lowered until the screen has it."""
    if _is_shown(_rgb(colour)):
        return _hex(_rgb(colour))
    low, high = 0.0, colour.chroma
    for _ in range(GAMUT_STEPS):
        middle = (low + high) / 2
        is_in = _is_shown(_rgb(Oklch(colour.lightness, middle, colour.hue)))
        low, high = (middle, high) if is_in else (low, middle)
    return _hex(_rgb(Oklch(colour.lightness, low, colour.hue)))


def _linear(colour: str) -> Triple:
    red, green, blue = (int(checked(colour)[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return _to_linear(red), _to_linear(green), _to_linear(blue)


def _to_linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _from_linear(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def _oklab(rgb: Triple) -> Triple:
    red, green, blue = rgb
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lab: Triple) -> Triple:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _rgb(colour: Oklch) -> Triple:
    a, b = colour.chroma * math.cos(colour.hue), colour.chroma * math.sin(colour.hue)
    return _from_oklab((colour.lightness, a, b))


def _is_shown(linear: Triple) -> bool:
    return all(-1e-4 <= channel <= 1.0001 for channel in linear)


def _hex(linear: Triple) -> str:
    channels = (_from_linear(min(max(channel, 0.0), 1.0)) for channel in linear)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def _mix(colour: str, ground: str, share: float) -> str:
    first, second = _oklab(_linear(colour)), _oklab(_linear(ground))
    lightness, a, b = (share * x + (1 - share) * y for x, y in zip(first, second, strict=True))
    return _hex(_from_oklab((lightness, a, b)))


@dataclass(frozen=True, slots=True)
class ShownColour:
    """A colour and how well it is read on the paper of the pages: 4.5 is what AA asks."""

    name: str
    colour: str
    contrast: float

    @property
    def is_readable(self) -> bool:
        """Whether text of this colour on paper passes WCAG 2.2 AA."""
        return self.contrast >= AA


AA = 4.5


def shown_colours(brand: str) -> list[ShownColour]:
    """The colour given, then what the pages use: the correction is never hidden."""
    used = palette(checked(brand))
    named = (("Donnée par la ville", brand), ("Employée, texte et boutons", used["accent"]),
             ("Au survol", used["accent-strong"]))  # fmt: skip
    return [ShownColour(name, colour, contrast(colour, PAPER)) for name, colour in named]


def contrast(one: str, other: str) -> float:
    """The WCAG 2.2 contrast of two colours, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
