"""The draft of a contract as the screen posts it: one line per column of the file."""

from collections.abc import Mapping
from dataclasses import replace

from parvis.core.ingest.contract import FieldType
from parvis.core.ingest.draft import Draft, Proposed, slug

TYPES = (
    (FieldType.TEXT, "texte"),
    (FieldType.INTEGER, "nombre entier"),
    (FieldType.DECIMAL, "nombre ou montant"),
    (FieldType.DATE, "date"),
    (FieldType.DATETIME, "date et heure"),
    (FieldType.BOOLEAN, "oui ou non"),
    (FieldType.PHONE, "téléphone"),
)
YEAR_DAYS = 365
_MOST_YEARS = 50


def draft_from(posted: Mapping[str, str], proposed: Draft) -> Draft:
    """`proposed` with what was typed: `kept-3`, `title-3`, `type-3`, `required-3`, `key-3`,
    `identifying-3` for the fourth column, and what is said of the whole."""
    title = posted.get("title", "").strip()
    return Draft(
        columns=tuple(_column(posted, i, c) for i, c in enumerate(proposed.columns)),
        id=slug(title) if title else "",
        title=title,
        sector=posted.get("sector", ""),
        legal_basis=posted.get("legal_basis", "").strip(),
        retention_days=_years(posted.get("years", "")) * YEAR_DAYS,
    )


def _column(posted: Mapping[str, str], rank: int, column: Proposed) -> Proposed:
    kind = posted.get(f"type-{rank}", "")
    is_key = f"key-{rank}" in posted
    return replace(
        column,
        title=posted.get(f"title-{rank}", "").strip() or column.title,
        type=FieldType(kind) if kind in set(FieldType) else column.type,
        is_kept=f"kept-{rank}" in posted or is_key,
        is_key=is_key,
        is_required=f"required-{rank}" in posted or is_key,
        is_identifying=f"identifying-{rank}" in posted,
    )


def _years(text: str) -> int:
    return min(max(int(text), 1), _MOST_YEARS) if text.isdigit() else 1
