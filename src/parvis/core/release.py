"""What a release of the warehouse says of itself (`manifest.json`)."""

from dataclasses import dataclass, field
from datetime import date, datetime

LARGE_ROWS = 500_000
"""Rows of a release below which any page is answered at once."""


@dataclass(frozen=True, slots=True)
class Input:
    """One delivery that went in: never its file name, its key or a line number."""

    authority: str
    sector: str
    contract: str
    contract_version: int
    title: str
    producer: str
    fact: str
    sha256: str
    rows: int
    received_at: datetime
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class TableNote:
    """One table of the release: rows, and the days it covers for each authority.

    `undated` rows were left out because their time is empty; `replaced` ones because a later
    delivery of the same contract holds the same key. `zones`: by authority, for each column of
    areas, its values and the value of the wider column that each is within ("" if there is none).
    """

    fact: str
    rows: int
    extents: dict[str, tuple[date, date]]
    undated: int = 0
    replaced: int = 0
    zones: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What could change a row of a fact: its deliveries in order, and all the rest together.

    Marks, not contents. Where they are those of another release, so are the rows.
    """

    context: str
    deliveries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """`id` is the UTC instant of publication, e.g. `20261123T041000Z`.

    `files` gives the SHA-256 of every other file of the release by its name, `sizes` its bytes;
    `key_epoch` is that of its pseudonyms. `grounds` are by fact.
    """

    id: str
    published_at: datetime
    code_version: str
    inputs: tuple[Input, ...]
    tables: tuple[TableNote, ...]
    files: dict[str, str]
    key_epoch: int = 1
    sizes: dict[str, int] = field(default_factory=dict)
    grounds: dict[str, Grounds] = field(default_factory=dict)


def is_large(manifest: Manifest) -> bool:
    """Whether the first readers of this release would wait for an answer."""
    return sum(note.rows for note in manifest.tables) >= LARGE_ROWS
