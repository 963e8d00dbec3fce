"""Pictures drawn for a brand."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageDraw

from parvis.apps.ui import pictures
from parvis.core.brand.colours import PAPER
from parvis.core.brand.screens import Screen

SCREEN = Screen(120, 260, 2)
SIDE = 80


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    """A disc that fades from one colour to another."""
    image = Image.merge("RGB", [Image.linear_gradient("L"), Image.radial_gradient("L"),
                                Image.linear_gradient("L").rotate(90)])  # fmt: skip
    mask = Image.new("L", image.size)
    ImageDraw.Draw(mask).ellipse((0, 0, 255, 255), fill=255)
    image.putalpha(mask)
    image.save(tmp_path / "logo.png")
    return tmp_path / "logo.png"


@pytest.mark.parametrize("is_given", [False, True])
def test_a_start_image_is_that_whose_colours_were_chosen_on_the_whole_screen(
    logo: Path, is_given: bool
) -> None:
    given = logo if is_given else None
    mark = (pictures._stamped(logo, SIDE, False) if is_given
            else pictures._drawn("#7a1f5c", SIDE, True))  # fmt: skip
    whole = Image.new("RGB", SCREEN.size, PAPER)
    whole.paste(mark, ((SCREEN.size[0] - SIDE) // 2, (SCREEN.size[1] - SIDE) // 2))
    content = pictures.start_image("#7a1f5c", given, SCREEN)
    shown = Image.open(BytesIO(content)).convert("RGB")
    expected = whole.quantize(pictures.FEW_COLOURS).convert("RGB")
    assert ImageChops.difference(shown, expected).getbbox() is None
