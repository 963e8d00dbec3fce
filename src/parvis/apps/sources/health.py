"""How a source is doing, in a sentence."""

from dataclasses import dataclass
from datetime import datetime

from parvis.core import french
from parvis.core.charts import Chart, Mark

FEWEST_DRAWN = 2
"""One delivery alone has no history to draw."""


@dataclass(frozen=True, slots=True)
class Received:
    """One delivery as its source's history shows it: how many rows came, how many stayed."""

    received_at: datetime
    rows_read: int
    rows_kept: int


@dataclass(frozen=True, slots=True)
class Health:
    """What the kept deliveries of a source add up to; `last_at` is the latest reception.

    `history` is each of the last deliveries that correct no other, the oldest first.
    """

    deliveries: int
    rows_read: int
    rows_kept: int
    last_at: datetime | None
    history: tuple["Received", ...] = ()

    @property
    def finding(self) -> str:
        """What the drawing of the history shows, in French."""
        refused = sum(one.rows_read - one.rows_kept for one in self.history)
        last = f"{french.number(len(self.history))} dernières livraisons"
        if not refused:
            return f"Tout est gardé des {last}."
        read = french.number(sum(one.rows_read for one in self.history))
        said = french.count(refused, "ligne mise de côté", "lignes mises de côté")
        return f"{said} sur {read}, dans les {last}."

    def chart(self) -> Chart | None:
        """The rows kept of each delivery before those read; None while there is no history."""
        if len(self.history) < FEWEST_DRAWN:
            return None
        marks = tuple(_mark(rank, one) for rank, one in enumerate(self.history))
        return Chart("sante-livraisons", "Lignes gardées, par livraison", self.finding, marks)

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


def _mark(rank: int, one: Received) -> Mark:
    """A bar named by its local day; `rank` tells apart two deliveries of one day."""
    day = french.day(one.received_at.astimezone(french.PARIS).date())
    return Mark(
        label=f"{day}, livraison {rank + 1}",
        value=float(one.rows_kept),
        reference=float(one.rows_read),
        tick=day.rsplit(" ", 1)[0],
    )
