"""A table that a town shows to anybody."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublicTable:
    """One published table: its file, its hash, and what it counts, by what, of when."""

    name: str
    sha256: str
    metric: str
    version: int
    by: tuple[str, ...]
    period: str
    authority: str
    release: str
    published_on: str
