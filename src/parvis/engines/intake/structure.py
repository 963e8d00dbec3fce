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
_CHUNK = 8 * MEBI

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


def scan(path: Path, *, offset: int, delimiter: str, width: int, longest: int) -> Structure:
    """The structure of the records of `path` from byte `offset` on.

    Raises IrregularError where a record has not `width` columns, is blank or longer than
    `longest`, where a quote stands inside an unquoted cell, or where there is one column.
    """
    if width == 1:
        raise IrregularError
    found, carry = Structure(), b""
    with path.open("rb") as file:
        file.seek(offset)
        while block := file.read(_CHUNK):
            carry = _take(carry + block, ord(delimiter), width, found)
            if len(carry) > longest:
                raise IrregularError
    if carry:
        _check_last(carry, ord(delimiter), width)
    return found.close(has_last=bool(carry))


def _take(block: bytes, delimiter: int, width: int, found: Structure) -> bytes:
    """Add the whole records of `block` to `found`; return what follows the last one."""
    cells = np.frombuffer(block, np.uint8)
    feeds = np.flatnonzero(cells == _FEED)
    commas = np.flatnonzero(cells == delimiter)
    ends = feeds
    if b'"' in block:
        quotes = np.flatnonzero(cells == _QUOTE)
        _check_quotes(cells, quotes, delimiter)
        ends, commas = _outside(feeds, quotes), _outside(commas, quotes)
    if not len(ends):
        return block
    counts = np.diff(np.searchsorted(commas, ends), prepend=0)
    if (counts != width - 1).any():
        raise IrregularError
    found.add(ends, feeds)
    return block[int(ends[-1]) + 1 :]


def _outside(positions: Positions, quotes: Positions) -> Positions:
    outside: Positions = positions[np.searchsorted(quotes, positions) % 2 == 0]
    return outside


def _check_quotes(cells: NDArray[np.uint8], quotes: Positions, delimiter: int) -> None:
    opening, closing = quotes[0::2], quotes[1::2]
    before = cells[opening[opening > 0] - 1]
    after = cells[closing[closing < len(cells) - 1] + 1]
    if not np.isin(before, (delimiter, _FEED, _QUOTE)).all():
        raise IrregularError
    if not np.isin(after, (delimiter, _FEED, _RETURN, _QUOTE)).all():
        raise IrregularError


def _check_last(carry: bytes, delimiter: int, width: int) -> None:
    cells = np.frombuffer(carry, np.uint8)
    quotes = np.flatnonzero(cells == _QUOTE)
    commas = _outside(np.flatnonzero(cells == delimiter), quotes)
    if len(quotes) % 2 or len(commas) != width - 1:
        raise IrregularError
