"""How a text file is laid out: its header row, its separator, its contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.header import DELIMITERS, Header, find_header
from parvis.core.ingest.recognise import Match, recognise

_SAMPLE = 1 << 18
_NOTHING = '\ufeff \r\n"' + "".join(DELIMITERS)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records start (byte `offset`, after `header`) and what they follow."""

    header: Header
    offset: int
    match: Match


def lay_out(path: Path, *, filename: str, contracts: Sequence[Contract]) -> Layout:
    """The layout of the UTF-8 file `path`; Refused if it is empty or of no contract."""
    raw = _sample(path)
    lines = _decoded(raw)
    header, found = lay_out_lines(lines, filename=filename, contracts=contracts)
    return Layout(header, sum(len(part) for part in raw[: header.next_line - 1]), found)


def sample_lines(path: Path) -> list[str]:
    """The first lines of the UTF-8 file `path`, ends kept."""
    return _decoded(_sample(path))


def _decoded(raw: list[bytes]) -> list[str]:
    lines = [part.decode(errors="replace") for part in raw]
    return [lines[0].lstrip("\ufeff"), *lines[1:]] if lines else []


def lay_out_lines(
    lines: list[str], *, filename: str, contracts: Sequence[Contract]
) -> tuple[Header, Match]:
    """The header and the contract of the first lines of a table, as CSV; Refused if none."""
    if not any(line.strip(_NOTHING) for line in lines):
        raise Refused("file.empty", where=Where(filename))
    header = find_header(lines, contracts)
    return header, recognise(header.names, header.rows, contracts, file=filename)


def _sample(path: Path) -> list[bytes]:
    """The first lines of the file, ends kept, the last one whole unless it is very long."""
    with path.open("rb") as file:
        block = file.read(_SAMPLE)
        block += file.readline(_SAMPLE)
    return block.splitlines(keepends=True)
