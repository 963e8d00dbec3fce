"""What goes through the gate: deliveries of typed, identified rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from parvis.core.ingest.contract import Contract
from parvis.core.release import Input
from parvis.core.sectors import Sector


@dataclass(frozen=True, slots=True)
class ReleaseInput:
    """One delivery as loaded: `rows` is its Parquet of typed rows (see `core.ports.Loaded`).

    `observed_until` is the latest instant met in the delivery: an open case is known to be
    open until then and no later.
    """

    authority: str
    sector: Sector
    contract: Contract
    rows: Path
    sha256: str
    received_at: datetime
    observed_until: datetime | None
    row_count: int
    is_synthetic: bool

    def note(self) -> Input:
        """What the manifest says of it: no file name, no key, no line."""
        return Input(
            authority=self.authority,
            sector=self.sector.value,
            contract=self.contract.id,
            contract_version=self.contract.version,
            title=self.contract.title,
            producer=self.contract.producer,
            fact=self.contract.fact,
            sha256=self.sha256,
            rows=self.row_count,
            received_at=self.received_at,
            is_synthetic=self.is_synthetic,
        )


def in_order(inputs: Iterable[ReleaseInput]) -> list[ReleaseInput]:
    """The oldest first; the order decides which of two rows of one key is the later."""
    return sorted(inputs, key=lambda i: (i.received_at, i.authority, i.contract.id, i.sha256))
