"""JSON objects, one per line or in one array, as rows whose columns are the keys met."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from parvis.core.errors import Refused, Where
from parvis.core.ingest.header import SAMPLE_ROWS
from parvis.engines.intake.array import array_items, check_array
from parvis.engines.intake.careful import Row
from parvis.engines.intake.limits import Limits, human

UNREADABLE = 0
"""The `_width` of a line that is no object; its text stands in the first cell."""

_LONE = re.compile(r"\\u[dD]")
_MOST_KEYS = 2_000


@dataclass(frozen=True, slots=True)
class Objects:
    """A UTF-8 file of objects and the keys met in it, in order."""

    path: Path
    filename: str
    is_array: bool
    names: tuple[str, ...]


def find_objects(path: Path, *, filename: str, is_array: bool, limits: Limits) -> Objects:
    """The keys of all objects of `path`; Refused if the first is none, or if the file is cut."""
    if is_array:
        check_array(path, filename=filename, limits=limits)
    names: dict[str, None] = {}
    place = Where(filename)
    for number, text in _pieces(path, is_array):
        if len(text) > limits.record:
            where = Where(filename, number)
            raise Refused("file.line_too_long", where=where, limit=human(limits.record))
        found = _object(text)
        if found is None and not names:
            raise Refused("file.kind", where=place, kind="JSON qui n’est pas un tableau d’objets")
        if found is None and not is_array and not text.endswith("\n"):
            raise Refused("file.truncated", where=Where(filename, number))
        names.update(dict.fromkeys(found or ()))
        if len(names) > _MOST_KEYS:
            raise Refused("file.kind", where=place, kind="JSON aux clés toutes différentes")
    return Objects(path, filename, is_array, tuple(names))


def sample_of(objects: Objects) -> list[list[str]]:
    """The first rows, for the judgement of their values."""
    return [cells for _, _, cells in islice(object_rows(objects), SAMPLE_ROWS)]


def object_rows(objects: Objects) -> Iterator[Row]:
    """Each object as cells, with its physical line; Refused where a value is not a scalar."""
    blank = [""] * (len(objects.names) - 1)
    for number, text in _pieces(objects.path, objects.is_array):
        found = _object(text)
        if found is None:
            yield number, UNREADABLE, [text.strip(), *blank]
        else:
            yield number, None, [_text(found.get(n), n, objects) for n in objects.names]


def _pieces(path: Path, is_array: bool) -> Iterator[tuple[int, str]]:
    """The text of each object, with its physical line, or its rank in the array."""
    return array_items(path) if is_array else _lines(path)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    with path.open(encoding="utf-8-sig", newline="\n") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield number, line


def _object(text: str) -> dict[str, Any] | None:
    """The object that `text` writes, numbers as they are written; None if it is no object, or
    holds half a character."""
    try:
        found = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
        if _LONE.search(text):
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(value: object, name: str, objects: Objects) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list | dict):
        raise Refused("file.nested_columns", where=Where(objects.filename), column=name)
    return "" if value is None else "true" if value else "false"
