"""What a watch of the town's name leaves: its table, and the evidence of what was read."""

from collections.abc import Mapping, Sequence
from datetime import date

from parvis.core.errors import Refused
from parvis.core.french import long_day
from parvis.core.loyalty.trademarks import Hit

COLUMNS = ("number", "mark", "applicant", "classes", "filed_on", "published_on", "name", "match",
           "oppose_by", "open")  # fmt: skip
SHORTEST = 3
LEGAL = (
    "code de la propriété intellectuelle, art. L. 711-3, I, 9° (nom d’une collectivité) et "
    "L. 712-4 (opposition dans les deux mois de la publication)"
)


def check_names(names: Sequence[str]) -> None:
    """Refused where there is no name to watch, or one so short that anything comes near it."""
    for name in names or ("",):
        if len(name.strip()) < SHORTEST:
            raise Refused("trademarks.short", name=name)


def row_of(hit: Hit) -> tuple[object, ...]:
    """The columns of `COLUMNS` for one mark."""
    filing = hit.filing
    return (
        filing.number, filing.mark, filing.applicant, " ".join(map(str, filing.classes)),
        filing.filed_on.isoformat(),
        filing.published_on.isoformat() if filing.published_on else "", hit.name,
        hit.match.value, hit.oppose_by.isoformat() if hit.oppose_by else "",
        "true" if hit.is_open else "false",
    )  # fmt: skip


def document_of(hit: Hit) -> Mapping[str, object]:
    """The same, named."""
    return dict(zip(COLUMNS, row_of(hit), strict=True))


def evidence(names: Sequence[str], file: str, digest: str, today: date, hits: Sequence[Hit]) -> str:
    """What was read and found, to be kept: its SHA-256 names the file, so that it can be proved."""
    lines = [
        f"# Veille des marques : {', '.join(names)}",
        "",
        f"Constat du {long_day(today)}. Fichier lu : {file}, SHA-256 {digest}.",
        f"Fondement : {LEGAL}.",
        "",
        *(line for hit in hits for line in _told(hit)),
    ]
    return "\n".join(lines)


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
