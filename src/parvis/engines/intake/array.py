"""The items of one JSON array, as text, each with its rank: many arrays hold on one line.

Only the ends of items are looked for: what an item is worth is told by whoever reads it, and one
that is wrong costs its own row, not the file.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from parvis.core.errors import Refused, Where
from parvis.engines.intake.limits import Limits, human

_MARK = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}]', re.DOTALL)
_OPENING, _CLOSING = "[{", "]}"


def check_array(path: Path, *, filename: str, limits: Limits) -> None:
    """Refuse an array too big to be held in memory, or that never ends."""
    where = Where(filename)
    if path.stat().st_size > limits.workbook:
        raise Refused("file.too_heavy", where=where, limit=human(limits.workbook))
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 64))
        if not file.read().rstrip().endswith(b"]"):
            raise Refused("file.truncated", where=where)


def array_items(path: Path) -> Iterator[tuple[int, str]]:
    """The rank, from 1, and the text of each object of the array."""
    text = path.read_text("utf-8-sig")
    start = text.index("[") + 1
    rank, depth, opened = 0, 0, start
    for mark in _MARK.finditer(text, start):
        sign = mark[0]
        if sign in _OPENING:
            opened = mark.start() if depth == 0 else opened
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
            if depth == 0:
                rank += 1
                yield rank, text[opened : mark.end()]
