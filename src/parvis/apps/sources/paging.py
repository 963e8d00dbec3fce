"""One page of something whose size is known and whose items are read by offset."""

from dataclasses import dataclass

FARTHEST = 1_000_000
"""No page beyond this one exists; it keeps offsets within what engines count."""


def asked_page(text: str | None) -> int:
    """The page number of an address, 1 when there is none or it makes no sense."""
    is_number = text is not None and text.isascii() and text.isdecimal() and len(text) < 8
    return min(max(int(text or "1"), 1), FARTHEST) if is_number else 1


@dataclass(frozen=True, slots=True)
class Slice:
    """Page `number` (from 1) of `total` items, `size` to a page."""

    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        """How many items come before this page."""
        return (self.number - 1) * self.size

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        """The page before, if any."""
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        """The page after, if any."""
        return self.number + 1 if self.number < self.pages else None
