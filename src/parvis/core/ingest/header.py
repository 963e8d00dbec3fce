"""Where the header row of a text file is, and what separates its columns."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from parvis.core.ingest.contract import Contract
from parvis.core.ingest.recognise import match, places_of

DELIMITERS = (";", ",", "\t", "|")
PREAMBLE_LINES = 40
"""How far down the header row is looked for: titles and blank lines may come before it."""

SAMPLE_ROWS = 200
_HEADER_LINES = 10


@dataclass(frozen=True, slots=True)
class Header:
    """The header row: its physical `line` (1 is the first), the first line after it, its cells.

    `rows` samples the records that follow, for the judgement of their values.
    """

    delimiter: str
    line: int
    next_line: int
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def find_header(lines: Sequence[str], contracts: Sequence[Contract]) -> Header:
    """The row of `lines` (line ends kept) that best names the fields of a contract.

    Where no row does, the one with the most cells filled: a refusal then quotes its names.
    """
    best = max(_rows(lines), key=lambda row: _score(row, contracts), default=_NO_ROW)
    names, delimiter, index, consumed = best
    rows = _sampled(lines[index + consumed :], delimiter)
    return Header(
        delimiter=delimiter,
        line=index + 1,
        next_line=index + consumed + 1,
        names=tuple(n.strip() for n in names),
        rows=tuple(rows),
    )


_Row = tuple[list[str], str, int, int]
_NO_ROW: _Row = ([], ";", 0, 1)


def _rows(lines: Sequence[str]) -> Iterator[_Row]:
    for index in range(min(PREAMBLE_LINES, len(lines))):
        found: list[tuple[list[str], int]] = []
        for delimiter in DELIMITERS:
            reader = csv.reader(lines[index : index + _HEADER_LINES], delimiter=delimiter)
            with suppress(csv.Error):
                names = next(reader, [])
                # Those that are not in the line all leave it whole: it is judged once.
                if (names, reader.line_num) not in found:
                    found.append((names, reader.line_num))
                    yield names, delimiter, index, reader.line_num


def _sampled(lines: Sequence[str], delimiter: str) -> Iterator[tuple[str, ...]]:
    """Records to judge values on; what cannot be read ends the sample, and is told later."""
    with suppress(csv.Error):
        for record in islice(csv.reader(lines, delimiter=delimiter), SAMPLE_ROWS):
            if record:
                yield tuple(record)


def _score(row: _Row, contracts: Sequence[Contract]) -> tuple[bool, float, int, int]:
    names, _, index, _ = row
    # A row that has no heading of a contract cannot be its header: most rows, most contracts.
    bare = places_of(names).keys()
    matches = [match(c, names) for c in contracts if c.grid or not c.headings.isdisjoint(bare)]
    complete = any(m.is_complete for m in matches)
    share = max((m.score[0] for m in matches), default=0.0)
    return complete, share, sum(bool(name.strip()) for name in names), -index
