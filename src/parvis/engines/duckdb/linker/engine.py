"""The port of persons, on DuckDB."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from parvis.core.people.links import Likeness, SectorLinks, Traits
from parvis.core.people.records import RecordFile
from parvis.core.people.rulings import Ruling
from parvis.core.ports import Progress
from parvis.engines.duckdb.linker import joining, knowing, looking, sector, standing
from parvis.engines.duckdb.linker.ground import NOWHERE, Ground


class DuckDBPeople:
    """Linking and looking, over the typed rows of the deliveries; `ground` is what the town knows
    of places."""

    def __init__(self, ground: Ground = NOWHERE) -> None:
        self._ground = ground

    def link_sector(
        self,
        files: Sequence[RecordFile],
        rulings: Sequence[Ruling],
        ready: Path,
        progress: Progress,
    ) -> SectorLinks:
        return sector.link_sector(files, rulings, ready, progress, self._ground)

    def join_sector(self, files: Sequence[RecordFile], ready: Path) -> Mapping[str, int] | None:
        return joining.join_files(files, ready, self._ground)

    def homes(self, ready: Path, year: int) -> SectorLinks | None:
        return joining.homes_kept(ready, year)

    def known(self, traits: Traits, ready: Path, limit: int) -> list[Likeness]:
        return knowing.known(traits, ready, limit)

    def forget(self, ready: Path) -> None:
        standing.forget(ready)

    def traits_of(
        self, files: Sequence[RecordFile], references: Collection[str], spill: Path
    ) -> Mapping[str, Traits]:
        return looking.traits_of(files, references, spill)
