"""What goes through the gate: deliveries of typed, identified rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from parvis.core.ingest.contract import Contract
from parvis.core.privacy.purposes import PREFIX
from parvis.core.release import Input
from parvis.core.sectors import Sector


@dataclass(frozen=True, slots=True)
class ReleaseInput:
    """One delivery as loaded: `rows` is its Parquet of typed rows (see `core.ports.Loaded`).

    `observed_until` is the latest instant met in the delivery: an open case is known to be
    open until then and no later. `purpose` is the declared purpose that joined its sectors, ""
    for what one sector delivered.
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
    purpose: str = ""

    @property
    def realm(self) -> str:
        """What the pseudonyms of its persons are made for: its sector, or a declared purpose."""
        return f"{PREFIX}{self.purpose}" if self.purpose else self.sector.value

    def note(self) -> Input:
        """What the manifest says of it: no file name, no key, no line."""
        return Input(
            authority=self.authority,
            sector=self.realm,
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
