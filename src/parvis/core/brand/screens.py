"""The screens for which an iPhone or an iPad wants a start image, of their exact size: it scales
none (Apple, “Configuring Web Applications”)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen held upright: its sides in CSS pixels, and how many dots make one of them."""

    width: int
    height: int
    ratio: int

    @property
    def size(self) -> tuple[int, int]:
        """Its sides in dots."""
        return self.width * self.ratio, self.height * self.ratio

    @property
    def name(self) -> str:
        """What its picture is called."""
        return f"{self.size[0]}x{self.size[1]}"

    @property
    def media(self) -> str:
        """The media query that this screen alone answers."""
        sides = f"(device-width:{self.width}px) and (device-height:{self.height}px)"
        return f"{sides} and (-webkit-device-pixel-ratio:{self.ratio}) and (orientation:portrait)"


SCREENS = tuple(
    Screen(*sides)
    for sides in (
        (375, 667, 2), (414, 736, 3), (375, 812, 3), (414, 896, 2), (414, 896, 3), (390, 844, 3),
        (428, 926, 3), (393, 852, 3), (430, 932, 3), (402, 874, 3), (420, 912, 3), (440, 956, 3),
        (768, 1024, 2), (810, 1080, 2), (820, 1180, 2), (834, 1194, 2), (1024, 1366, 2),
    )
)  # fmt: skip
"""Telephones since 2014 and tablets since 2013, upright."""
BY_NAME = {screen.name: screen for screen in SCREENS}
