"""The port of persons, on DuckDB."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from parvis.core.people.links import SectorLinks, Traits
from parvis.core.people.records import RecordFile
from parvis.core.people.rulings import Ruling
from parvis.core.ports import Progress
from parvis.engines.duckdb.linker import looking, sector


class DuckDBPeople:
    """Linking and looking, over the typed rows of the deliveries."""

    def link_sector(
        self,
        files: Sequence[RecordFile],
        rulings: Sequence[Ruling],
        spill: Path,
        progress: Progress,
    ) -> SectorLinks:
        return sector.link_sector(files, rulings, spill, progress)

    def traits_of(
        self, files: Sequence[RecordFile], references: Collection[str], spill: Path
    ) -> Mapping[str, Traits]:
        return looking.traits_of(files, references, spill)
