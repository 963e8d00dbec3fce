"""What linking a sector gives, and the port that does it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from parvis.core.people.estimates import Quality
from parvis.core.people.model import LinkModel
from parvis.core.people.records import RecordFile
from parvis.core.people.roles import PersonRole
from parvis.core.people.rulings import Ruling
from parvis.core.ports import Progress

Traits = Mapping[PersonRole, str]
"""What one record says of its person, as received."""


@dataclass(frozen=True, slots=True)
class PairToReview:
    """Two records by reference, the log-odds that they are one person, and the pair's levels.

    `gain` ranks the queue, 0 outside it; `stratum` and `weight` are those of the random sample,
    -1 and 0 outside it.
    """

    left: str
    right: str
    odds: float
    levels: tuple[int, ...]
    is_linked: bool
    gain: float = 0.0
    stratum: int = -1
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Likeness:
    """A record that may be of the same person: its reference, what it says, the probability."""

    reference: str
    traits: Traits
    chance: float


@dataclass(frozen=True, slots=True)
class SectorLinks:
    """References of the records and the person of each, and how that is known.

    `model` is None where the files say too little: each record is then a person of its own.
    `home` names the home of each group; `second` are children's other homes, as (group, home).
    `notes` and `home_notes`: what deserves a look, bounds that were met among it, in French.
    """

    references: list[str]
    group: NDArray[np.int64]
    model: LinkModel | None = None
    quality: Quality | None = None
    compared: int = 0
    to_review: tuple[PairToReview, ...] = ()
    home: Mapping[int, int] = field(default_factory=dict)
    second: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()
    home_notes: tuple[str, ...] = ()


class PeopleEngine(Protocol):
    """Reads records of persons on the identified side."""

    def link_sector(
        self,
        files: Sequence[RecordFile],
        rulings: Sequence[Ruling],
        ready: Path,
        progress: Progress,
    ) -> SectorLinks:
        """Who is the same person in all files of one sector, rulings obeyed.

        `ready` is the folder where the sector is kept for what comes next.
        """
        ...

    def join_sector(self, files: Sequence[RecordFile], ready: Path) -> Mapping[str, int] | None:
        """The group of each record that is new, or whose group changes for that.

        None where all has to be linked again: nothing is kept ready, a known record changed or
        has gone, or too much is new.
        """
        ...

    def homes(self, ready: Path, year: int) -> SectorLinks | None:
        """The homes of a sector kept ready, as of `year`; None where nothing is kept."""
        ...

    def known(self, traits: Traits, ready: Path, limit: int) -> list[Likeness]:
        """The records that may be of one person, the likeliest first; one for each person."""
        ...

    def forget(self, ready: Path) -> None:
        """Throw away what is kept ready of a sector."""
        ...

    def traits_of(
        self, files: Sequence[RecordFile], references: Collection[str], spill: Path
    ) -> Mapping[str, Traits]:
        """What the latest row of each reference says."""
        ...
