"""How a source is doing, in a sentence."""

from dataclasses import dataclass
from datetime import datetime

from parvis.core import french


@dataclass(frozen=True, slots=True)
class Health:
    """What the kept deliveries of a source add up to; `last_at` is the latest reception."""

    deliveries: int
    rows_read: int
    rows_kept: int
    last_at: datetime | None

    @property
    def sentence(self) -> str:
        """One or two French sentences for the top of the source's page."""
        if self.last_at is None:
            return "Aucune livraison n’est gardée."
        kept = french.count(self.rows_kept, "ligne gardée", "lignes gardées")
        files = french.count(self.deliveries, "livraison")
        return (
            f"{kept} sur {french.number(self.rows_read)}, en {files}. "
            f"La dernière est du {french.moment(self.last_at)}."
        )
