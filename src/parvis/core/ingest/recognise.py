"""Which contract a file follows, from its header row and a sample of its rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parvis.core.errors import Refused, Where
from parvis.core.ingest.contract import Contract
from parvis.core.ingest.grid import Unfolding, unfolding_of
from parvis.core.ingest.headings import normalise_header
from parvis.core.ingest.patterns import BLANKS, looks_like

QUARANTINE_COLUMNS = ("_ligne", "_champ", "_raison")
"""Columns added to a downloaded quarantine, ignored when the corrected file comes back."""

COLUMNS_NAMED = 12
"""How many column names a refusal quotes."""

SURE = 0.4
"""A file whose contract is less sure is not loaded by itself: somebody says what it is."""

_PLURAL = 2


@dataclass(frozen=True, slots=True)
class Match:
    """How the columns of a file meet a contract.

    `columns`: field name to column index. `missing`: spellings of the indispensable fields
    not found. `unknown`: header cells the contract does not name. `fit`: share in [0, 1] of
    the sampled values written as their field expects. `unfolding` says how a grid becomes rows;
    `names` and `columns` are then those of the rows.
    """

    contract: Contract
    names: tuple[str, ...]
    columns: dict[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    fit: float = 1.0
    unfolding: Unfolding | None = None

    @property
    def width(self) -> int:
        """How many columns the file has."""
        return self.unfolding.width if self.unfolding else len(self.names)

    @property
    def is_complete(self) -> bool:
        """Whether every indispensable field has its column."""
        return bool(self.columns) and not self.missing

    @property
    def confidence(self) -> float:
        """How sure it is that the file is of this family, in [0, 1].

        The share of the contract's fields that are found, times how well values fit, discounted
        by up to half where the file has columns that the contract does not name.
        """
        found = len(self.columns)
        named = found / max(1, found + len(self.unknown))
        return self.fit * (found / len(self.contract.fields)) * (1 + named) / 2

    @property
    def score(self) -> tuple[float, int]:
        """The order of preference: confidence, then how many columns are read."""
        return self.confidence, len(self.columns)

    @property
    def why(self) -> str:
        """The French sentence of the report: on what the contract was recognised."""
        count, unknown = len(self.contract.fields), len(self.unknown)
        ignored = f", {unknown} inconnue{'s' * (unknown >= _PLURAL)}" if unknown else ""
        valid = f"{self.fit:.0%}".replace("%", "\u202f%")
        return f"{len(self.columns)} colonnes sur {count}{ignored}, {valid} de valeurs conformes"

    @property
    def has_quarantine_columns(self) -> bool:
        """Whether the file is a quarantine that somebody downloaded and corrected."""
        return set(QUARANTINE_COLUMNS) <= set(self.names)


def match(contract: Contract, names: Sequence[str]) -> Match:
    """The columns called `names` laid against `contract`; the first of two equals is taken."""
    unfolding = unfolding_of(contract, names)
    names = unfolding.names if unfolding else names
    places = places_of(names)
    columns: dict[str, int] = {}
    for name, spellings in contract.spellings.items():
        place = next((places[s] for s in spellings if s in places), None)
        if place is not None and place not in columns.values():
            columns[name] = place
    missing = [n for n in contract.indispensable if n not in columns]
    used = set(columns.values())
    unknown = (n for i, n in enumerate(names) if i not in used and n not in QUARANTINE_COLUMNS)
    return Match(
        contract=contract,
        names=tuple(names),
        columns=columns,
        missing=tuple(contract.by_name[n].headers[0] for n in missing),
        unknown=tuple(n for n in unknown if normalise_header(n)),
        unfolding=unfolding,
    )


def places_of(names: Sequence[str]) -> dict[str, int]:
    """The column of each normalised header; the second of a name is also called "name (2)"."""
    places: dict[str, int] = {}
    seen: dict[str, int] = {}
    for place, name in enumerate(names):
        bare = normalise_header(name)
        rank = seen[bare] = seen.get(bare, 0) + 1
        places.setdefault(bare if rank == 1 else f"{bare}{rank}", place)
    return places


def with_fit(found: Match, rows: Sequence[Sequence[str]]) -> Match:
    """`found` once the sampled `rows` are read: how well values fit their fields."""
    if unfolding := found.unfolding:
        whole = (row for row in rows if len(row) == unfolding.width)
        rows = [cells for row in whole for cells in unfolding.rows(row)]
    fields, nulls = found.contract.by_name, found.contract.nulls
    cells = [
        looks_like(fields[name], row[place].strip(BLANKS))
        for row in rows
        for name, place in found.columns.items()
        if place < len(row) and row[place].strip(BLANKS) not in nulls
    ]
    fit = sum(cells) / len(cells) if cells else 1.0
    return replace(found, fit=fit)


def candidates(contracts: Sequence[Contract], contract_id: str | None) -> Sequence[Contract]:
    """The contracts to try: all, or the one asked for; Refused if it is unknown."""
    if contract_id is None:
        return contracts
    chosen = [c for c in contracts if c.id == contract_id]
    if not chosen:
        known = ", ".join(sorted(c.id for c in contracts)) or "aucun"
        raise Refused("contract.unknown", contract=contract_id, known=known)
    return chosen


def recognise(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    contracts: Sequence[Contract],
    *,
    file: str,
) -> Match:
    """The contract of a file whose header is `names`; Refused if none, or several, fit.

    `contracts` is what `candidates` returned: a single one was asked for by name.
    """
    matches = [match(c, names) for c in contracts]
    complete = [with_fit(m, rows) for m in matches if m.is_complete]
    if not complete:
        raise _unrecognised(names, matches, file)
    best = max(m.score for m in complete)
    winners = [m for m in complete if m.score == best]
    if len(winners) > 1:
        ids = ", ".join(sorted(m.contract.id for m in winners))
        raise Refused("contract.ambiguous", where=Where(file), candidates=ids)
    if len(contracts) > 1 and winners[0].confidence < SURE:
        raise _unsure(winners[0], file)
    _check_twice(winners[0], file)
    return winners[0]


def _unsure(found: Match, file: str) -> Refused:
    share = f"{found.confidence:.0%}".replace("%", "\u202f%")
    return Refused(
        "contract.unsure",
        where=Where(file),
        title=found.contract.title,
        contract=found.contract.id,
        share=share,
    )


def _check_twice(found: Match, file: str) -> None:
    normal = [normalise_header(n) for n in found.names]
    read = Counter(normal[place] for place in found.columns.values())
    for place in found.columns.values():
        if normal.count(normal[place]) > read[normal[place]]:
            raise Refused("contract.column_twice", where=Where(file), column=found.names[place])


def _unrecognised(names: Sequence[str], matches: Sequence[Match], file: str) -> Refused:
    shown = [n.strip() or "(sans nom)" for n in names[:COLUMNS_NAMED]]
    columns = ", ".join(shown) + (", …" if len(names) > COLUMNS_NAMED else "")
    nearest = max(matches, key=lambda m: (m.score, -len(m.missing)), default=None)
    if nearest is None:
        return Refused("contract.unknown", where=Where(file), contract="*", known="aucun")
    if len(matches) > 1 and not nearest.columns:
        return Refused("contract.unlike", where=Where(file), columns=columns)
    missing = ", ".join(nearest.missing)
    rule = "contract.missing_columns" if len(matches) == 1 else "contract.unrecognised"
    return Refused(
        rule,
        where=Where(file),
        columns=columns,
        contract=nearest.contract.id,
        nearest=nearest.contract.id,
        title=nearest.contract.title,
        missing=missing,
    )
