"""The watch of the town's name in trademark filings, and the evidence of what was found."""

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from parvis.core.calendar.holidays import Calendar
from parvis.core.errors import Refused, Where
from parvis.core.french import long_day
from parvis.core.loyalty.trademarks import Hit, hits_in
from parvis.engines.inpi import read_filings

COLUMNS = ("number", "mark", "applicant", "classes", "filed_on", "published_on", "name", "match",
           "oppose_by", "open")  # fmt: skip


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
    for name in names:
        if len(name.strip()) < 3:
            raise Refused("trademarks.short", name=name)
    filings = list(read_filings(file))
    hits = tuple(hits_in(filings, names, today, calendar))
    if out is not None:
        _write(out, hits)
        _write_evidence(out.with_suffix(".md"), file, names, today, hits)
    return Watched(len(filings), hits, out)


def _write(out: Path, hits: Sequence[Hit]) -> None:
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(_row(hit) for hit in hits)
    except OSError as error:
        raise Refused("table.unwritable", where=Where(out.name), detail=error.strerror) from error


def _row(hit: Hit) -> tuple[object, ...]:
    filing = hit.filing
    return (
        filing.number, filing.mark, filing.applicant, " ".join(map(str, filing.classes)),
        filing.filed_on.isoformat(),
        filing.published_on.isoformat() if filing.published_on else "", hit.name,
        hit.match.value, hit.oppose_by.isoformat() if hit.oppose_by else "",
        "true" if hit.is_open else "false",
    )  # fmt: skip


def _write_evidence(
    path: Path, file: Path, names: Sequence[str], today: date, hits: Sequence[Hit]
) -> None:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    lines = [
        f"# Veille des marques : {', '.join(names)}",
        "",
        f"Constat du {long_day(today)}. Fichier lu : {file.name}, SHA-256 {digest}.",
        "Fondement : code de la propriété intellectuelle, art. L. 711-3, I, 9° (nom d’une "
        "collectivité) et L. 712-4 (opposition dans les deux mois de la publication).",
        "",
        *(line for hit in hits for line in _told(hit)),
    ]
    path.write_text("\n".join(lines), "utf-8")


def _told(hit: Hit) -> list[str]:
    filing = hit.filing
    term = (
        f"opposition possible jusqu’au {long_day(hit.oppose_by)}" if hit.is_open and hit.oppose_by
        else "délai d’opposition passé" if hit.oppose_by else "publication inconnue"
    )  # fmt: skip
    classes = ", ".join(map(str, filing.classes)) or "inconnues"
    return [
        f"## {filing.mark} (n° {filing.number})",
        "",
        f"- Déposée le {long_day(filing.filed_on)} par {filing.applicant or 'inconnu'}",
        f"- Classes de Nice : {classes}",
        f"- Proche de « {hit.name} » : {hit.match.label}",
        f"- {term[0].upper()}{term[1:]}",
        "",
    ]


def as_document(found: Watched) -> dict[str, object]:
    """What `--json` says."""
    return {
        "read": found.read,
        "open": found.open,
        "hits": [dict(zip(COLUMNS, _row(hit), strict=True)) for hit in found.hits],
        "out": str(found.out) if found.out else None,
    }
