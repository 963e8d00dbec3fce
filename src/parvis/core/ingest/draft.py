"""A contract proposed from a file that none knows: for a person to finish."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from parvis.core.ingest.contract import Field, FieldType
from parvis.core.ingest.headings import normalise_header
from parvis.core.ingest.patterns import BLANKS, looks_like

_TRIED = (
    FieldType.BOOLEAN,
    FieldType.INTEGER,
    FieldType.DECIMAL,
    FieldType.PHONE,
    FieldType.DATE,
    FieldType.DATETIME,
)
_NULLS = frozenset({"", "NA", "NULL", "N/A", "-"})
_AGREEMENT = 0.9
"""Share of the values that a type must read; the rest is what the quarantine is for."""

_PERSONAL = (
    "nom", "prenom", "naissance", "neele", "ddn", "adresse", "rue", "courriel", "mail", "tel",
    "portable", "famille", "usager", "allocataire", "responsable", "adherent", "lecteur", "carte",
    "enfant", "beneficiaire", "redevable", "dossier",
)  # fmt: skip
_NUMBERED = ("numero", "n", "id", "code", "ref", "reference", "matricule", "siret", "uuid")
_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for one column: `header` as in the file, an `example` of its values."""

    header: str
    name: str
    title: str
    type: FieldType
    example: str
    is_kept: bool = True
    is_required: bool = False
    is_key: bool = False
    is_identifying: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A contract in the making; `sector`, `legal_basis` and `id` are for a person to say."""

    columns: tuple[Proposed, ...]
    id: str = ""
    title: str = ""
    sector: str = ""
    legal_basis: str = ""
    retention_days: int = 365


def propose(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Draft:
    """What the columns called `names` seem to hold, from a sample of `rows`."""
    taken: set[str] = set()
    columns = [_column(rank, name, rows, taken) for rank, name in enumerate(names)]
    keys = _key(columns, rows)
    marked = (
        replace(c, is_key=rank in keys, is_required=c.is_required or rank in keys)
        for rank, c in enumerate(columns)
    )
    return Draft(tuple(marked))


def definition_of(draft: Draft) -> dict[str, Any]:
    """The draft as the entries of a contract's file."""
    kept = [c for c in draft.columns if c.is_kept]
    return {
        "id": draft.id,
        "version": 1,
        "title": draft.title,
        "sector": draft.sector,
        "legal_basis": draft.legal_basis,
        "retention_days": draft.retention_days,
        "fact": "",
        "key": [c.name for c in kept if c.is_key],
        "field": [_entry(c) for c in kept],
    }


def _entry(column: Proposed) -> dict[str, Any]:
    flags = {"required": column.is_required, "is_identifying": column.is_identifying}
    return {
        "name": column.name,
        "title": column.title,
        "headers": [column.header],
        "type": column.type.value,
        **{name: True for name, is_set in flags.items() if is_set},
    }


def written(definition: Mapping[str, Any]) -> str:
    """`definition` as TOML: texts, whole numbers, booleans, lists of texts, tables of fields."""
    lines = [f"{k} = {_toml(v)}" for k, v in definition.items() if k != "field"]
    for field in definition["field"]:
        lines += ["", "[[field]]", *(f"{k} = {_toml(v)}" for k, v in field.items())]
    return "\n".join(lines) + "\n"


def slug(text: str) -> str:
    """`text` as an id: small letters, digits and underscores, starting with a letter."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    joined = "_".join(_WORDS.findall("".join(c for c in bare if not unicodedata.combining(c))))
    return joined if joined[:1].isalpha() else f"x_{joined}".rstrip("_")


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", escaped) + '"'


def _column(rank: int, header: str, rows: Sequence[Sequence[str]], taken: set[str]) -> Proposed:
    values = [v for row in rows if rank < len(row) for v in (row[rank].strip(BLANKS),)]
    filled = [v for v in values if v not in _NULLS]
    name = _name(header, rank, taken)
    return Proposed(
        header=header,
        name=name,
        title=header.strip() or f"Colonne {rank + 1}",
        type=_type(filled),
        example=filled[0][:60] if filled else "",
        is_kept=bool(header.strip()) and bool(filled),
        is_required=bool(filled) and len(filled) == len(values),
        is_identifying=any(word in normalise_header(header) for word in _PERSONAL),
    )


def _name(header: str, rank: int, taken: set[str]) -> str:
    name = slug(header) if header.strip() else f"colonne_{rank + 1}"
    while name in taken:
        name = f"{name}_{rank + 1}"
    taken.add(name)
    return name


def _type(filled: Sequence[str]) -> FieldType:
    """The first type that reads nearly all values; codes with a leading zero stay texts."""
    is_code = any(re.fullmatch(r"0[0-9]+", v) for v in filled)
    for kind in _TRIED:
        if is_code and kind in {FieldType.INTEGER, FieldType.DECIMAL}:
            continue
        if filled and _share(kind, filled) >= _AGREEMENT and not _is_doubtful(kind, filled):
            return kind
    return FieldType.TEXT


def _share(kind: FieldType, filled: Sequence[str]) -> float:
    field = Field("x", ("x",), kind)
    return sum(looks_like(field, v) for v in filled) / len(filled)


def _is_doubtful(kind: FieldType, filled: Sequence[str]) -> bool:
    """0 and 1 are numbers unless words say otherwise; a telephone has its zero or its sign."""
    if kind is FieldType.BOOLEAN:
        return all(v.isdigit() for v in filled) and len(set(filled)) < len({"0", "1"})
    if kind is FieldType.PHONE:
        return not all(v.lstrip("(").startswith(("0", "+")) for v in filled)
    return False


def _key(columns: Sequence[Proposed], rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The first column without double, one that numbers things if there is; else two of them;
    else every column that is always filled."""
    always = [rank for rank, c in enumerate(columns) if c.is_required and c.is_kept]
    ordered = sorted(always, key=lambda rank: (not _numbers(columns[rank]), rank))
    for chosen in (*((rank,) for rank in ordered), *_pairs(ordered)):
        if _is_unique(rows, chosen):
            return chosen
    return tuple(always) or (0,)


def _pairs(ranks: Sequence[int]) -> Iterator[tuple[int, int]]:
    return ((a, b) for i, a in enumerate(ranks) for b in ranks[i + 1 :])


def _numbers(column: Proposed) -> bool:
    words = _WORDS.findall(slug(column.header).replace("_", " "))
    return any(word in _NUMBERED for word in words)


def _is_unique(rows: Sequence[Sequence[str]], ranks: Sequence[int]) -> bool:
    seen = [tuple(row[r] for r in ranks) for row in rows if max(ranks) < len(row)]
    return len(seen) == len(set(seen)) > 0
