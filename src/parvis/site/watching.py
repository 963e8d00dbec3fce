"""The watch of the town's name in trademark filings, and the evidence of what was found."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parvis.core.calendar.holidays import Calendar
from parvis.core.errors import Refused, Where
from parvis.core.loyalty.trademarks import Hit, hits_in
from parvis.core.loyalty.watching import COLUMNS, check_names, document_of, evidence, row_of
from parvis.engines.inpi import read_filings


@dataclass(frozen=True, slots=True)
class Watched:
    """What a watch found: filings read, those near the name, those still open to opposition."""

    read: int
    hits: tuple[Hit, ...]
    out: Path | None

    @property
    def open(self) -> int:
        """How many may still be opposed."""
        return sum(hit.is_open for hit in self.hits)


def watch(
    file: Path, names: Sequence[str], today: date, out: Path | None, calendar: Calendar | None
) -> Watched:
    """Read `file`, find what comes near `names`, and write `out` with an evidence file beside it.

    The evidence names the file by its SHA-256, so that what was read can be proved. Refused where
    a name is too short to watch.
    """
    check_names(names)
    filings = list(read_filings(file))
    hits = tuple(hits_in(filings, names, today, calendar))
    if out is not None:
        _write(out, hits)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        told = evidence(names, file.name, digest, today, hits)
        out.with_suffix(".md").write_text(told, "utf-8")
    return Watched(len(filings), hits, out)


def _write(out: Path, hits: Sequence[Hit]) -> None:
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(row_of(hit) for hit in hits)
    except OSError as error:
        raise Refused("table.unwritable", where=Where(out.name), detail=error.strerror) from error


def as_document(found: Watched) -> dict[str, object]:
    """What `--json` says."""
    return {
        "read": found.read,
        "open": found.open,
        "hits": [document_of(hit) for hit in found.hits],
        "out": str(found.out) if found.out else None,
    }
