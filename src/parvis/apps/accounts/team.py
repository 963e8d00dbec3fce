"""A team in one CSV file: who, with which role, in which sector."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from parvis.core.access import SECTOR_BOUND, Grant, Role
from parvis.core.errors import Refused, Where
from parvis.core.french import alphabetical
from parvis.core.sectors import Sector

COLUMNS = ("courriel", "nom", "role", "secteur")
MOST_BYTES = 200_000

E = TypeVar("E", Role, Sector)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One line: a person and one role; `line` is where it stands in the file."""

    line: int
    email: str
    name: str
    grant: Grant


def read_team(content: bytes, *, filename: str, authority: str) -> list[TeamLine]:
    """Every line of the file, or a refusal that names the first wrong one.

    Comma, semicolon or tab; UTF-8 or Windows-1252; the columns of `COLUMNS` in any order.
    """
    if len(content) > MOST_BYTES:
        raise Refused("team.too_long", where=Where(filename))
    text = _decoded(content)
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(";,\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    headers = [alphabetical(name or "").strip() for name in reader.fieldnames or ()]
    missing = [name for name in COLUMNS if name not in headers]
    if missing:
        raise Refused("team.columns", where=Where(filename), missing=", ".join(missing))
    reader.fieldnames = headers
    lines = list(_lines(reader, filename, authority))
    if not lines:
        raise Refused("team.empty", where=Where(filename))
    return lines


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _lines(reader: "csv.DictReader[str]", filename: str, authority: str) -> Iterator[TeamLine]:
    for row in reader:
        cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if any(cells.values()):
            where = Where(filename, reader.line_num)
            yield TeamLine(
                reader.line_num, cells["courriel"], cells["nom"], _grant(cells, where, authority)
            )


def _grant(cells: Mapping[str, str], where: Where, authority: str) -> Grant:
    role = _named(Role, cells["role"], where, "rôle")
    sector = _named(Sector, cells["secteur"], where, "secteur") if cells["secteur"] else None
    if (role in SECTOR_BOUND) != (sector is not None):
        raise Refused("role.sector", where=where, role=role.label)
    return Grant(authority, role, sector)


def _named(kind: type[E], text: str, where: Where, field: str) -> E:
    """The member whose code or French name is `text`, accents and case apart."""
    known: Mapping[str, E] = {
        alphabetical(spelling): member for member in kind for spelling in (member, member.label)
    }
    found = known.get(alphabetical(text))
    if found is None:
        names = ", ".join(member.value for member in kind)
        place = Where(where.file, where.line, field)
        raise Refused("team.unknown", where=place, value=text, known=names)
    return found
