"""Whether a CSV file is as regular as it looks, and on which line each record starts.

A regular file is read by the engine in place, in parallel. Everything else goes through the
careful reading of `engines.intake.careful`.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parvis.engines.intake.limits import MEBI

_FEED, _RETURN, _QUOTE = 10, 13, 34
_CHUNK, _BLOCK = 2 * MEBI, MEBI // 8
"""A block of quotes stays in the processor's cache: twice as fast as one of two mebibytes."""

Positions = NDArray[np.int64]


class IrregularError(Exception):
    """The file needs the careful reading; not an error."""


def count_byte(block: bytes, byte: bytes) -> int:
    """How often `byte` stands in `block`; five times as fast as `bytes.count`."""
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == byte[0]))


def check_quotes(path: Path, *, offset: int, delimiter: str) -> int:
    """How many lines `path` has from byte `offset` on.

    Raises IrregularError where a quote stands inside an unquoted cell or is never closed. The
    number of columns is left to the engine, which refuses a wrong one.
    """
    quotes, feeds, block = _Quotes(ord(delimiter)), 0, b"\n"
    with path.open("rb") as file:
        file.seek(offset)
        while read := file.read(_BLOCK):
            block = read
            feeds += count_byte(block, b"\n")
            quotes.take(block)
    quotes.close()
    return feeds + (not block.endswith(b"\n"))


class _Quotes:
    """The quotes of a text seen block by block, each judged once both its neighbours are known."""

    def __init__(self, delimiter: int) -> None:
        self._may_precede, self._may_follow = np.zeros(256, np.bool), np.zeros(256, np.bool)
        self._may_precede[[delimiter, _FEED, _QUOTE]] = True
        self._may_follow[[delimiter, _FEED, _RETURN, _QUOTE]] = True
        self._count = 0
        self._carried = b"\n"

    def take(self, block: bytes) -> None:
        """Judge all the quotes but one that would end the block."""
        text = self._carried + block
        self._carried = text[-2:]
        if b'"' in text:
            self._judge(np.frombuffer(text, np.uint8))

    def close(self) -> None:
        """Judge the quote that ends the text, if one does."""
        self.take(b"\n")
        if self._count % 2:
            raise IrregularError

    def _judge(self, cells: NDArray[np.uint8]) -> None:
        at = np.flatnonzero(cells[1:-1] == _QUOTE) + 1
        is_open = self._count % 2
        opening, closing = at[is_open::2], at[1 - is_open :: 2]
        self._count += len(at)
        is_regular = self._may_precede[cells[opening - 1]].all()
        if not (is_regular and self._may_follow[cells[closing + 1]].all()):
            raise IrregularError


@dataclass(slots=True)
class _Starts:
    """On which line each record starts, counted from 0."""

    _parts: list[Positions] = field(default_factory=list)
    _next_line: int = 0

    def add_lines(self, count: int) -> None:
        """Take `count` records of one line each."""
        self._parts.append(np.arange(self._next_line, self._next_line + count))
        self._next_line += count

    def add(self, ends: Positions, feeds: Positions) -> None:
        """Take the records that end at `ends`, among all the line feeds at `feeds`."""
        after = self._next_line + 1 + np.searchsorted(feeds, ends)
        self._parts.append(np.concatenate(([self._next_line], after[:-1])))
        self._next_line = int(after[-1])

    def close(self, *, has_last: bool) -> Positions:
        """End the text; `has_last`: a last record has no line end."""
        if has_last:
            self._parts.append(np.array([self._next_line]))
        return np.concatenate(self._parts) if self._parts else np.empty(0, np.int64)


def starts(path: Path, *, offset: int, longest: int) -> Positions:
    """The line of each record of `path` from byte `offset` on, counted from 0; quotes checked.

    Raises IrregularError where what follows the last whole record of a block is longer than
    `longest`.
    """
    found, carry = _Starts(), b""
    with path.open("rb") as file:
        file.seek(offset)
        while block := file.read(_CHUNK):
            carry = _take(carry + block, found)
            if len(carry) > longest:
                raise IrregularError
    return found.close(has_last=bool(carry))


def _take(block: bytes, found: _Starts) -> bytes:
    """Add the whole records of `block` to `found`; return what follows the last one."""
    if b'"' not in block:
        found.add_lines(block.count(b"\n"))
        return block[block.rfind(b"\n") + 1 :]
    cells = np.frombuffer(block, np.uint8)
    feeds, quotes = (np.flatnonzero(cells == byte) for byte in (_FEED, _QUOTE))
    ends = feeds[np.searchsorted(quotes, feeds) % 2 == 0]
    if not len(ends):
        return block
    found.add(ends, feeds)
    return block[int(ends[-1]) + 1 :]
