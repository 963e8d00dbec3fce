"""Pictures of a brand: a logo and photos brought to their size, and the icons drawn from them."""

import hashlib
from functools import lru_cache
from io import BytesIO
from itertools import product
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from parvis.core.brand.colours import PAPER, palette
from parvis.core.brand.screens import Screen
from parvis.core.errors import Refused

LIMIT_MB = 12
LOGO_PX = 480
LOGO_SIDES = (160, 96, 64)
PHOTO_SIZES = ((960, 480), (640, 320), (320, 160))
PHOTO_BYTES, LOGO_BYTES = 24_000, 8_000
"""A photo is pressed, then made smaller, until it weighs no more: telephones read it."""
QUALITIES = (72, 52, 36)
FEW_COLOURS = 48
"""Of a start image: paper, the town's colour and the steps between them."""
ICONS = {"icone-192": (192, False), "icone-512": (512, False), "icone-512-pleine": (512, True),
         "icone-180": (180, True)}  # fmt: skip
"""Side in pixels, and whether the telephone may cut it to its own shape (maskable)."""
GLYPH = (((16, 6), (3, 28)), ((16, 6), (29, 28)), ((16, 6), (16, 28)), ((11, 14), (21, 14)),
         ((7, 21), (25, 21)))  # fmt: skip
"""The paving of the square, on a grid of 32."""


def logo(content: bytes) -> tuple[str, bytes]:
    """A logo as a PNG, and the name that its content gives it; Refused if it is no picture."""
    image = _opened(content).convert("RGBA")
    image.thumbnail((LOGO_PX, LOGO_PX))
    return _named("logo", "png", _saved(image, "PNG"))


def photo(content: bytes) -> tuple[str, bytes]:
    """A photo cut to two by one, without its metadata, light enough for a telephone."""
    image = _opened(content).convert("RGB")
    for size, quality in product(PHOTO_SIZES, QUALITIES):
        pressed = _saved(ImageOps.fit(image, size), "WEBP", quality)
        if len(pressed) <= PHOTO_BYTES:
            break
    return _named("photo", "webp", pressed)


def _opened(content: bytes) -> Image.Image:
    if len(content) > LIMIT_MB * 1_000_000:
        raise Refused("brand.heavy", limit=LIMIT_MB)
    try:
        image = Image.open(BytesIO(content), formats=("PNG", "JPEG", "WEBP"))
        return ImageOps.exif_transpose(image)
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("brand.picture") from error


def _saved(image: Image.Image, kind: str, quality: int = 80) -> bytes:
    image.info = {}
    out = BytesIO()
    image.save(out, format=kind, quality=quality, optimize=True)
    return out.getvalue()


def _named(stem: str, suffix: str, content: bytes) -> tuple[str, bytes]:
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:12]}.{suffix}", content


@lru_cache(maxsize=16)
def small_logo(path: Path) -> bytes:
    """The logo as pages show it: twice its height there, in few colours if it weighs too much."""
    with Image.open(path) as kept:
        image = kept.convert("RGBA")
    for side in LOGO_SIDES:
        shown = ImageOps.contain(image, (side, side))
        for drawn in (shown, shown.quantize(64)):
            content = _saved(drawn, "PNG")
            if len(content) <= LOGO_BYTES:
                return content
    return content


@lru_cache(maxsize=64)
def icon(colour: str, logo: Path | None, name: str) -> bytes:
    """The icon `name` as a PNG: the logo on paper, or the square in the town's colour."""
    side, is_cut = ICONS[name]
    image = _stamped(logo, side, is_cut) if logo else _drawn(colour, side, is_cut)
    return _saved(image, "PNG")


@lru_cache(maxsize=64)
def start_image(colour: str, logo: Path | None, screen: Screen) -> bytes:
    """What a telephone shows while the portal starts: its mark in the middle of the paper.

    Its few colours are chosen on the mark and an edge of paper, which the ground is made of: on the
    whole screen it would take four times as long.
    """
    side = min(screen.size) // 3
    mark = _stamped(logo, side, False) if logo else _drawn(colour, side, True)
    few = ImageOps.expand(mark, border=1, fill=PAPER).quantize(FEW_COLOURS)
    ground = Image.new("P", screen.size, few.getpixel((0, 0)))
    ground.putpalette(few.getpalette())
    ground.paste(few, ((screen.size[0] - few.width) // 2, (screen.size[1] - few.height) // 2))
    return _saved(ground, "PNG")


def _stamped(logo: Path, side: int, is_cut: bool) -> Image.Image:
    """The logo in the middle; what may be cut keeps it within the safe circle."""
    ground = Image.new("RGB", (side, side), PAPER)
    with Image.open(logo) as kept:
        stamp = kept.convert("RGBA")
    room = round(side * (0.56 if is_cut else 0.8))
    stamp = ImageOps.contain(stamp, (room, room))
    ground.paste(stamp, ((side - stamp.width) // 2, (side - stamp.height) // 2), stamp)
    return ground


def _drawn(colour: str, side: int, is_cut: bool) -> Image.Image:
    """Drawn four times as large, then reduced: its edges are smooth."""
    large = side * 4
    image = Image.new("RGB", (large, large), palette(colour)["accent"])
    pen, margin = ImageDraw.Draw(image), 0.2 if is_cut else 0.06
    unit = large * (1 - 2 * margin) / 32
    for line in GLYPH:
        points = [(margin * large + x * unit, margin * large + y * unit) for x, y in line]
        pen.line(points, fill=PAPER, width=round(unit * 2))
    return image.resize((side, side), Image.Resampling.LANCZOS)
