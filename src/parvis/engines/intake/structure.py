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
_CHUNK = 2 * MEBI

Positions = NDArray[np.int64]


class IrregularError(Exception):
    """The file needs the careful reading; not an error."""


@dataclass(slots=True)
class Structure:
    """`records`: how many; `lines`: the physical line of each, counted from 0 at the first
    byte scanned, or None when record i is on line i."""

    records: int = 0
    lines: NDArray[np.int64] | None = None
    _parts: list[Positions] = field(default_factory=list)
    _next_line: int = 0

    def add_lines(self, count: int) -> None:
        """Take `count` records of one line each."""
        self._parts.append(np.arange(self._next_line, self._next_line + count))
        self._next_line += count
        self.records += count

    def add(self, ends: Positions, feeds: Positions) -> None:
        """Take the records that end at `ends`, among all the line feeds at `feeds`."""
        after = self._next_line + 1 + np.searchsorted(feeds, ends)
        self._parts.append(np.concatenate(([self._next_line], after[:-1])))
        self._next_line = int(after[-1])
        self.records += len(ends)

    def close(self, *, has_last: bool) -> "Structure":
        """End the scan; `has_last`: a last record has no line end."""
        if has_last:
            self._parts.append(np.array([self._next_line]))
            self.records += 1
        lines = np.concatenate(self._parts) if self._parts else np.empty(0, np.int64)
        self.lines = None if len(lines) == 0 or lines[-1] == len(lines) - 1 else lines
        return self


def scan(path: Path, *, offset: int, delimiter: str, longest: int) -> Structure:
    """The structure of the records of `path` from byte `offset` on.

    Raises IrregularError where what follows the last whole record of a block is longer than
    `longest`, where a quote stands inside an unquoted cell or is never closed. The number of
    columns is left to the engine, which refuses a wrong one.
    """
    found, carry = Structure(), b""
    with path.open("rb") as file:
        file.seek(offset)
        while block := file.read(_CHUNK):
            carry = _take(carry + block, ord(delimiter), found)
            if len(carry) > longest:
                raise IrregularError
    if carry.count(b'"') % 2:
        raise IrregularError
    return found.close(has_last=bool(carry))


def _take(block: bytes, delimiter: int, found: Structure) -> bytes:
    """Add the whole records of `block` to `found`; return what follows the last one."""
    if b'"' not in block:
        found.add_lines(block.count(b"\n"))
        return block[block.rfind(b"\n") + 1 :]
    cells = np.frombuffer(block, np.uint8)
    feeds = np.flatnonzero(cells == _FEED)
    quotes = np.flatnonzero(cells == _QUOTE)
    _check_quotes(cells, quotes, delimiter)
    ends = feeds[np.searchsorted(quotes, feeds) % 2 == 0]
    if not len(ends):
        return block
    found.add(ends, feeds)
    return block[int(ends[-1]) + 1 :]


def _check_quotes(cells: NDArray[np.uint8], quotes: Positions, delimiter: int) -> None:
    opening, closing = quotes[0::2], quotes[1::2]
    before = cells[opening[opening > 0] - 1]
    after = cells[closing[closing < len(cells) - 1] + 1]
    if not np.isin(before, (delimiter, _FEED, _QUOTE)).all():
        raise IrregularError
    if not np.isin(after, (delimiter, _FEED, _RETURN, _QUOTE)).all():
        raise IrregularError
