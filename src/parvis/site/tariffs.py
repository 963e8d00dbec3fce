"""Prices of a file of cases: read as it comes, priced by the core, refused line by line."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from parvis.core.errors import Refused, Where
from parvis.core.home import Home
from parvis.core.offer.cases import day_of, value_of
from parvis.core.offer.grid import Tariff, tariff_from
from parvis.core.offer.pricing import price_of
from parvis.core.offer.psu import Nursery, Scale, paid, scale_on, scales_from
from parvis.core.offer.written import tariff_read
from parvis.core.ports import Progress
from parvis.engines.definitions import read_definitions
from parvis.engines.tables import Columns, read_columns, read_text, write_rows

_WRITTEN = frozenset({".txt", ".csv"})
_STEP = 20_000
"""Cases between two words of progress."""


@dataclass(frozen=True, slots=True)
class Priced:
    """What a file of prices holds; `total_cents` sums the cases that have a price."""

    out: Path
    cases: int
    refused: int
    total_cents: int


def tariff_named(home: Home, name: str) -> Tariff:
    """The tariff of a TOML file, of a grid written as on paper, else the one of that id, shipped or
    the town's own."""
    path = Path(name)
    if path.suffix.lower() in _WRITTEN:
        return tariff_read(read_text(path), path.name)
    if path.suffix == ".toml" or path.is_file():
        return tariff_from(_read(path), path.name)
    known = {}
    for file, data in read_definitions("tariffs", home.tariffs):
        tariff = tariff_from(data, file)
        known[tariff.id] = tariff
    if name not in known:
        raise Refused("tariff.unknown", name=name, known=", ".join(sorted(known)))
    return known[name]


def _read(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise Refused("file.missing", where=Where(path.name)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused("definition.unreadable", where=Where(path.name), detail=error) from error


def write_prices(tariff: Tariff, cases: Path, out: Path, progress: Progress) -> Priced:
    """Write `id,price_cents,explanation`; a case without a price has its refusal instead."""
    read = read_columns(cases)
    _need(read, "id", "date")
    rows = list(_priced(tariff, read, progress))
    write_rows(out, ("id", "price_cents", "explanation"), rows)
    prices = [int(cents) for _, cents, _ in rows if cents]
    return Priced(out, len(rows), len(rows) - len(prices), sum(prices))


def _need(read: Columns, *names: str) -> None:
    missing = [name for name in names if name not in read.values]
    if missing:
        raise Refused("table.columns", where=Where(read.file), missing=", ".join(missing),
                      found=", ".join(read.values))  # fmt: skip


def _priced(tariff: Tariff, read: Columns, progress: Progress) -> Iterator[tuple[str, str, str]]:
    names = [name for name in read.values if name not in ("id", "date")]
    columns = [read.values[name] for name in names]
    total = len(read.lines)
    for rank, (case, day) in enumerate(zip(read.values["id"], read.values["date"], strict=True)):
        if rank % _STEP == 0 and total > _STEP:
            progress(rank / total, "Calcul des prix")
        said = {name: column[rank] for name, column in zip(names, columns, strict=True)}
        yield (case, *_answer(tariff, day, said))


def _answer(tariff: Tariff, day: str, said: Mapping[str, str]) -> tuple[str, str]:
    dates = f"{tariff.income}_on"
    try:
        case = {name: value_of(cell) for name, cell in said.items()}
        if said.get(dates):
            case[dates] = day_of(said[dates]).isoformat()
        price = price_of(tariff, day_of(day), case)
    except Refused as refusal:
        return "", refusal.sentence()
    return str(price.cents), price.explanation


_HOURS = ("offered", "billed", "done", "cost", "fees")
_REGIME = "regime"
"""A column that may be absent: all children are then of the general regime."""


def write_psu(nurseries: Path, scales: Path, out: Path) -> Priced:
    """Write ratio, occupancy, cap and amount per nursery; one that has none has its refusal."""
    read, known = read_columns(nurseries), scales_from(_read(scales), scales.name)
    _need(read, "id", "date", *_HOURS)
    rows = [_psu(read, rank, known) for rank in range(len(read.lines))]
    write_rows(out, ("id", "ratio", "occupancy", "cap", "amount", "lost", "refusal"), rows)
    amounts = [Decimal(row[4]) for row in rows if row[4]]
    return Priced(out, len(rows), len(rows) - len(amounts), int(sum(amounts) * 100))


def _psu(read: Columns, rank: int, known: tuple[Scale, ...]) -> tuple[str, ...]:
    name = read.values["id"][rank]
    try:
        columns = [*_HOURS, *([_REGIME] if _REGIME in read.values else [])]
        values = [_decimal(read, rank, column) for column in columns]
        found = paid(Nursery(*values), scale_on(known, day_of(read.values["date"][rank])))
    except Refused as refusal:
        return (name, "", "", "", "", "", refusal.sentence())
    shown = (found.ratio, found.occupancy, found.cap)
    money = (str(found.amount), str(found.lost))
    return (name, *(f"{value:.2f}" for value in shown), *money, "")


def _decimal(read: Columns, rank: int, column: str) -> Decimal:
    cell = read.values[column][rank]
    value = value_of(cell)
    if not isinstance(value, Decimal):
        raise Refused("simulation.number", where=read.where(rank, column), value=cell)
    return value
