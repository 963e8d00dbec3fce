"""From the cells of a file of attendance to series, days and what is announced."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.offer.cases import day_of
from parvis.core.offer.forecast.features import Announced
from parvis.core.offer.forecast.panel import Flags, Floats, Ints, Panel

Cells = Mapping[str, Sequence[str]]

QUANTITIES = (
    "reel", "realise", "quantite", "effectif", "effectifs", "presents", "presences",
    "frequentation", "entrees", "repas", "repas_servis", "nombre", "nb", "visiteurs", "passages",
    "usagers", "prets",
    "quantity", "count", "value", "attendance", "actual", "visits", "y",
)  # fmt: skip
"""Names of a column of counts, the likeliest first."""
DAYS = ("date", "jour", "day", "ds", "date_jour")
CLOSED = ("ferme", "fermeture", "closed", "closure")
"""Names of a flag that means that nobody comes."""
_EPOCH = date(1970, 1, 1).toordinal()
_NOTHING = frozenset({"", "na", "n/a", "nan", "nd", "nc", "null", "none", "-"})
"""How an export says that there is no number."""
_WORDS = {"oui": 1.0, "true": 1.0, "vrai": 1.0, "non": 0.0, "false": 0.0, "faux": 0.0}
MOST_CATEGORIES, MOST_KINDS = 250, 20
RARE = 0.2
"""A flag up on fewer days than this is an exception: such days do not say what is usual."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column says what; `keys` tell one series from another."""

    day: str
    quantity: str
    keys: tuple[str, ...]


def plain(name: str) -> str:
    """ "Réel servi" -> "reel_servi"."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", bare.lower()).strip("_")


def roles_of(cells: Cells, file: str, quantity: str | None) -> Roles:
    """The roles of the columns: the quantity by name or as asked, keys are the words."""
    names = {plain(name): name for name in cells}
    day = next((names[n] for n in DAYS if n in names), None)
    if day is None:
        raise Refused("forecast.no_date", where=Where(file), found=", ".join(cells))
    if quantity is not None and quantity not in cells:
        raise Refused("forecast.no_quantity", where=Where(file), found=", ".join(cells))
    chosen = quantity or next((names[n] for n in QUANTITIES if n in names), None)
    if chosen is None:
        raise Refused("forecast.no_quantity", where=Where(file), found=", ".join(cells))
    keys = tuple(n for n in cells if n not in (day, chosen) and not _is_numeric(cells[n]))
    return Roles(day, chosen, keys)


def _is_numeric(column: Sequence[str]) -> bool:
    filled = [cell for cell in column[:2_000] if cell.strip().lower() not in _NOTHING]
    return bool(filled) and sum(number(cell) is not None for cell in filled) >= 0.98 * len(filled)


def number(cell: str) -> float | None:
    """A count as French files write it; yes and no are one and zero; None if it is no number."""
    text = cell.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    try:
        return float(text)
    except ValueError:
        return None


def days_of(cells: Sequence[str], file: str, lines: Sequence[int], field: str) -> Ints:
    """Days since 1970; Refused at the first line that has none."""
    seen: dict[str, int] = {}
    found = np.empty(len(cells), dtype=np.int64)
    for rank, cell in enumerate(cells):
        if cell not in seen:
            try:
                seen[cell] = day_of(cell[:10]).toordinal() - _EPOCH
            except Refused as refusal:
                where = Where(file, lines[rank], field)
                raise Refused(refusal.rule, where=where, **refusal.facts) from None
        found[rank] = seen[cell]
    return found


def counts_of(cells: Sequence[str], file: str, lines: Sequence[int], field: str) -> Floats:
    """Counts, NaN where a cell is empty; Refused where it is no count."""
    found = np.full(len(cells), np.nan)
    for rank, cell in enumerate(cells):
        is_said = cell.strip().lower() not in _NOTHING
        value = number(cell) if is_said else None
        if is_said and (value is None or not 0 <= value < float("inf")):
            raise Refused("forecast.count", where=Where(file, lines[rank], field), value=cell)
        if value is not None:
            found[rank] = value
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """A column announced ahead, by day and by the keys that its file shares with the history."""

    name: str
    by: tuple[str, ...]
    values: Mapping[tuple[str, ...], str]


def announced(
    known: Sequence[Known], keys: Mapping[str, Sequence[str]], days: Sequence[str]
) -> list[Announced]:
    """Each column of `known`, laid on the rows whose keys and days are given (days as ISO)."""
    found = []
    for column in known:
        rows = zip(*(keys[name] for name in column.by), days, strict=True)
        cells = [column.values.get(row, "") for row in rows]
        found.append(_one(column, cells))
    return found


def _one(column: Known, cells: Sequence[str]) -> Announced:
    said = {cell for cell in column.values.values() if cell}
    numbers = {cell: number(cell) for cell in said}
    if all(value in (0.0, 1.0) for value in numbers.values()):
        return _flag(column, cells, numbers)
    if all(value is not None for value in numbers.values()):
        return Announced(column.name, _laid(cells, numbers), None, is_category=False)
    ranks = {cell: float(rank) for rank, cell in enumerate(sorted(said)[:MOST_CATEGORIES])}
    return Announced(column.name, _laid(cells, ranks), None, is_category=True)


def _flag(column: Known, cells: Sequence[str], numbers: Mapping[str, float | None]) -> Announced:
    raised = [row[-1] for row, cell in column.values.items() if numbers.get(cell) == 1.0]
    days = [date.fromisoformat(day).toordinal() - _EPOCH for day in set(raised)]
    everywhere = not column.by
    return Announced(
        column.name, np.nan_to_num(_laid(cells, numbers)),
        np.array(sorted(days), dtype=np.int64) if everywhere else None, is_category=False,
    )  # fmt: skip


def _laid(cells: Sequence[str], values: Mapping[str, float | None]) -> Floats:
    return np.array([_or_nan(values.get(cell)) for cell in cells], dtype=np.float64)


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else value


def has_kinds(cells: Sequence[str]) -> bool:
    """Whether a key column tells kinds of series (nursery, primary), rather than each of them."""
    return 1 < len(set(cells)) <= MOST_KINDS


def kind_of(name: str, cells: Sequence[str]) -> Announced:
    """A key column that tells kinds, as something known of each row."""
    ranks = {cell: float(rank) for rank, cell in enumerate(sorted(set(cells)))}
    return Announced(name, _laid(cells, ranks), None, is_category=True)


def unusual(announced: Sequence[Announced]) -> Flags | None:
    """Rows on which a rare flag is up; None if nothing is announced."""
    flags = [
        np.nan_to_num(each.values) == 1.0
        for each in announced
        if not each.is_category and set(np.unique(np.nan_to_num(each.values))) <= {0.0, 1.0}
    ]
    rare = [flag for flag in flags if 0 < flag.mean() < RARE]
    return np.logical_or.reduce(rare) if rare else None


def closed(announced: Sequence[Announced], rows: int) -> Flags:
    """Rows on which a closure is announced."""
    found = np.zeros(rows, dtype=bool)
    for each in announced:
        if plain(each.name) in CLOSED:
            found |= np.nan_to_num(each.values) == 1.0
    return found


def panel_of(series: Ints, days: Ints, counts: Floats, exceptional: Flags | None) -> Panel:
    """The panel of rows given by day; days of zero and exceptions do not say what is usual."""
    is_usual = np.nan_to_num(counts, nan=1.0) > 0
    return Panel(series, days, counts, is_usual if exceptional is None else is_usual & ~exceptional)
