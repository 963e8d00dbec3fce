"""A grid as one writes it on a sheet of paper, and back: a line per bracket, or a rate of effort.

    400 ; 1,20
    900 ; 3,00
    au-delà ; 5,10

or `taux 0,36 % ; plancher 1,00 ; plafond 4,90`.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from parvis.core import french
from parvis.core.errors import Refused, Where
from parvis.core.offer.grid import Bracket, Grid, Rate, Tariff, tariff_from
from parvis.core.offer.pricing import number

BEYOND = "au-delà"
_NUMBER = r"(\d[\d\s]*(?:[.,]\d+)?)"
_LINE = re.compile(
    rf"(?:(?:moins de\s+)?{_NUMBER}|au[- ]del[àa])\s*(?:€\s*)?[;:\t=]\s*{_NUMBER}\s*€?"
)
_EFFORT = re.compile(rf"taux\s*:?\s*{_NUMBER}\s*%?", re.IGNORECASE)
_BOUND = {
    "floor_cents": re.compile(rf"plancher\s*:?\s*{_NUMBER}\s*€?", re.IGNORECASE),
    "cap_cents": re.compile(rf"plafond\s*:?\s*{_NUMBER}\s*€?", re.IGNORECASE),
}


def tariff_written(text: str, model: Tariff, since: date, name: str) -> Tariff:
    """`model` with the prices that `text` says from `since` on, in the place of those of residents.

    Other rates, reductions, tiers and rounding stay those of the grid in force. Refused names the
    line.
    """
    before = model.grid_on(since) or model.grids[-1]
    said = _effort(text) if "taux" in text.casefold() else _brackets(text, name)
    data = {
        "id": model.id, "title": model.title, "unit": model.unit,
        "grid": [{"since": since, "source": name, "rate": [{"name": name, **said}]}],
    }  # fmt: skip
    (new,) = tariff_from(data, name).grids[0].rates
    told = _told(before)
    rates = tuple(
        replace(new, name=rate.name, when=rate.when) if rate is told else rate
        for rate in before.rates
    )  # fmt: skip
    if told is None:
        rates = (new,)
    return replace(model, grids=(replace(before, since=since, until=date.max, source=name,
                                         rates=rates),))  # fmt: skip


def _effort(text: str) -> dict[str, Any]:
    found = _EFFORT.search(text)
    if found is None:
        raise Refused("simulation.effort", where=Where(line=1), value=text.strip())
    rate: dict[str, Any] = {"effort_percent": _float(found[1])}
    for entry, pattern in _BOUND.items():
        bound = pattern.search(text)
        if bound is not None:
            rate[entry] = _cents(bound[1])
    return rate


def _brackets(text: str, name: str) -> dict[str, Any]:
    brackets: list[dict[str, Any]] = []
    last = 0.0
    for rank, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise Refused("simulation.line", where=Where(name, rank), value=line.strip())
        row: dict[str, Any] = {"from": last, "price_cents": _cents(found[2])}
        if found[1] is not None:
            last = _float(found[1])
            row["below"] = last
        brackets.append(row)
    if not brackets or "below" in brackets[-1]:
        raise Refused("simulation.no_end", where=Where(name))
    return {"brackets": brackets}


def _float(text: str) -> float:
    return float(re.sub(r"\s", "", text).replace(",", "."))


def _cents(text: str) -> float:
    return float(Decimal(re.sub(r"\s", "", text).replace(",", ".")) * 100)


def written(tariff: Tariff, day: date) -> str:
    """The grid in force on `day` in the same words; "" where it cannot be said so."""
    grid = tariff.grid_on(day)
    rate = _told(grid)
    if rate is None:
        return ""
    if rate.brackets:
        return "\n".join(map(_bracket_line, rate.brackets))
    parts = [f"taux {number(rate.efforts[0].percent)} %"]
    for word, cents in (("plancher", rate.floor_cents), ("plafond", rate.cap_cents)):
        if cents is not None:
            parts.append(f"{word} {_euros(cents)}")
    return " ; ".join(parts)


def _told(grid: Grid | None) -> Rate | None:
    """The rate that prices residents, where one line a bracket says it all."""
    rates = [r for r in (grid.rates if grid else ()) if r.brackets or len(r.efforts) == 1]
    return rates[0] if rates else None


def _bracket_line(bracket: Bracket) -> str:
    border = BEYOND if bracket.end is None else number(bracket.end)
    return f"{border} ; {_euros(bracket.price_cents)}"


def _euros(cents: Decimal) -> str:
    return french.number(float(cents) / 100, 2)
