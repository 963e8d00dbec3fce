"""A grid as one writes it on a sheet of paper, and back: a line per bracket, or a rate of effort.

    400 ; 1,20
    900 ; 3,00
    au-delà ; 5,10

or `taux 0,36 % ; plancher 1,00 ; plafond 4,90`, or as a deliberation says it: `QF de 401 à 600 :
2,10 €`, `moins de 400`, `900 et plus`, `400 < QF <= 600`, a table of three columns, or one with a
price by child or for those from elsewhere (`sheet`). What is not understood is refused, never left.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from parvis.core import french
from parvis.core.errors import Refused, Where
from parvis.core.offer.grid import Bracket, Grid, Rate, Tariff, tariff_from
from parvis.core.offer.pricing import number
from parvis.core.offer.sheet import Column, sheet_of

BEYOND = "au-delà"
_NUMBER = r"(\d{1,3}(?: \d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
_PRICED = re.compile(
    rf"(.*?)(?:\s*[;:=|→\t]\s*|\s{{2,}}|€\s+){_NUMBER}\s*(?:€|euros?)?"
    r"(?:\s*(?:le|par|/)\s*[a-z]+)?[\s;|]*"
)
"""What is said of the quotient, then the price: a sign, two spaces or a euro part them, for "1 200"
alone is a number."""
_LABEL = re.compile(
    r"^(?:tranche|tr\.?|t(?=\d)|categorie)\s*[a-z0-9]{1,2}\b(?!\s*(?:[-–]|a|et)\s*\d)\s*[:;.)|\t\-–]?\s*"
)
_NOISE = re.compile(
    r"€|euros?\b|\bquotients? famil\w+|\bquotient\b|\bq\.?f\.?|"
    r"\bsi\b|\bpour\b|\bune?\b|\bcaf\b|[()]"
)
_SAID = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"^[-–•*]\s+", ""),
        (r",?\s*\b(?:tarif\w*|prix)\b[^:;|\t\d]*?(?:\ba\b|\bde\b|:|=)\s*(?=\d)", " : "),
        (r"\s*[:;=|→\t]?\s*\bgratuit\w*\s*$", " : 0"),
        (r"(?<=[\d+)]) (?=\d{1,2}[.,]\d\d ?€\s*$)", " : "),
    )
)
"""Ways of saying a price that come down to a sign before it; a price of three digits after a space
could end a number: it is left."""
_BELOW, _UP_TO = r"moins de|inferieur a|sous|en dessous de|<", r"jusqu'?a|inferieur ou egal a|<=|≤"
_FROM, _ABOVE = r"a partir de|superieur ou egal a|des|>=|≥", r"plus de|superieur a|>"
_RANGES = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (rf"{_NUMBER}\s*(<=?|≤)\s*(<=?|≤)\s*{_NUMBER}", "compared"),
        (rf"(?:de|entre)?\s*{_NUMBER}\s*(?:a|et|-|–|;|\||\t)\s*(?:moins de)\s*{_NUMBER}", "open"),
        (rf"(?:de|entre)?\s*{_NUMBER}\s*(?:a|et|-|–|;|\||\t)\s*{_NUMBER}", "closed"),
        (rf"(?:{_FROM})\s*{_NUMBER}|(?:de\s*)?{_NUMBER}\s*et (?:plus|\+|au[- ]dela)", "from"),
        (rf"(?:{_ABOVE}|au[- ]dela de)\s*{_NUMBER}", "above"),
        (rf"(?:{_UP_TO})\s*{_NUMBER}", "up_to"),
        (rf"(?:{_BELOW})?\s*{_NUMBER}", "below"),
        (r"au[- ]dela|et plus|au[- ]dessus", "rest"),
    )
)
_IS_EFFORT = re.compile(r"taux|%\s*(?:du|de|x|×|\*)|\bq\.?f\.?\s*[x×*]\s*0[.,]")
_PERCENT = re.compile(rf"{_NUMBER}\s*%|taux\s*:?\s*{_NUMBER}|\bq\.?f\.?\s*[x×*]\s*(0[.,]\d+)")
_BOUND = {
    "floor_cents": re.compile(rf"(?:plancher|mini\w*)\D{{0,12}}{_NUMBER}"),
    "cap_cents": re.compile(rf"(?:plafon\w*|maxi\w*)\D{{0,12}}{_NUMBER}"),
}
_CENT = Decimal("0.01")
_OPEN_DATE = date(1970, 1, 1)
"""A grid written without its date holds on any day of a case."""


def tariff_read(text: str, name: str) -> Tariff:
    """A tariff of its own from a grid so written, by quotient familial; Refused names the line."""
    named = {"id": name, "title": name, "unit": "unité", "income": "quotient_familial"}
    return _checked(text, named, _OPEN_DATE, name, "Tous")


def tariff_written(text: str, model: Tariff, since: date, name: str) -> Tariff:
    """`model` with the prices that `text` says from `since` on, in the place of those of residents.

    Other rates, reductions, tiers and rounding stay those of the grid in force, but for the cases
    that `text` prices too. Refused names the line.
    """
    before = model.grid_on(since) or model.grids[-1]
    named = {"id": model.id, "title": model.title, "unit": model.unit, "income": model.income}
    new = _checked(text, named, since, name, name).grids[0].rates
    told = _told(before)
    said = {rate.when for rate in new if rate.when}
    rates: list[Rate] = []
    for rate in before.rates:
        if rate is told:
            rates += [replace(one, when=one.when + rate.when, name=_named(one, rate, name))
                      for one in new]  # fmt: skip
        elif rate.when not in said:
            rates.append(rate)
    return replace(model, grids=(replace(before, since=since, until=date.max, source=name,
                                         rates=tuple(rates) if told else new),))  # fmt: skip


def _named(new: Rate, before: Rate, grid: str) -> str:
    """The one price of a grid keeps the name that its rate has today; a case has its own."""
    return before.name if new.name == grid else new.name


def _checked(text: str, named: dict[str, str], since: date, name: str, rate: str) -> Tariff:
    """The tariff that `text` says; what its grid refuses is said at the line that was written."""
    sheet = sheet_of(text, name, named["income"], _bare)
    rates = [{"name": rate, **_priced(column, name), **column.told(rate)}
             for column in sheet.columns]  # fmt: skip
    try:
        return tariff_from({**named, "grid": [{"since": since, "source": name,
                                               "rate": [*sheet.cases, *rates]}]}, name)  # fmt: skip
    except Refused as refusal:
        if refusal.rule == "tariff.floor_above_cap":
            floor, cap = (f"{_euros(Decimal(str(refusal.facts[side])))} €"
                          for side in ("floor", "cap"))  # fmt: skip
            raise Refused(refusal.rule, where=Where(name), floor=floor, cap=cap) from refusal
        rank = re.search(r"brackets\[(\d+)\]", refusal.where.field if refusal.where else "")
        if rank is None:
            raise
        line, _ = sheet.columns[0].lines[int(rank[1]) - 1]
        raise Refused(refusal.rule, where=Where(name, line), **refusal.facts) from refusal


def _priced(column: Column, name: str) -> dict[str, Any]:
    """What a column says: a rate of effort where it has one, else brackets."""
    said = _bare("\n".join(line for _, line in column.lines))
    return _effort(said, name) if _IS_EFFORT.search(said) else _brackets(column.lines, name)


def _bare(text: str) -> str:
    """Small letters without accents, common spaces, straight apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[\u00a0\u202f]", " ", bare)


def _effort(text: str, name: str) -> dict[str, Any]:
    found = _PERCENT.search(text)
    if found is None:
        raise Refused("simulation.effort", where=Where(name, 1), value=text.strip())
    percent = _decimal(found[1] or found[2]) if not found[3] else _decimal(found[3]) * 100
    rate: dict[str, Any] = {"effort_percent": float(percent)}
    left = text.replace(found[0], " ", 1)
    for entry, pattern in _BOUND.items():
        bound = pattern.search(left)
        if bound is not None:
            rate[entry] = _cents(bound[1])
            left = left.replace(bound[0], " ", 1)
    more = re.search(r"[^;\n]*\d[^;\n]*", left)
    if more is not None:
        raise Refused("simulation.effort_more", where=Where(name), value=more[0].strip())
    return rate


def _brackets(lines: Sequence[tuple[int, str]], name: str) -> dict[str, Any]:
    """A row a line; borders that are shared, missing or covered twice are refused by the grid."""
    brackets: list[dict[str, Any]] = []
    for rank, line in lines:
        before = Decimal(repr(brackets[-1].get("below", 0.0))) if brackets else Decimal(0)
        start, end, cents = _bracket(line, before, Where(name, rank))
        if brackets and start == before - 1 + _CENT and before > 1:
            brackets[-1]["below"] = float(start)  # 308 is included, and 308,01 follows it
        row: dict[str, Any] = {"from": float(start), "price_cents": cents}
        brackets.append(row if end is None else {**row, "below": float(end)})
    if not brackets or "below" in brackets[-1]:
        raise Refused("simulation.no_end", where=Where(name))
    return {"brackets": brackets}


def _bracket(line: str, before: Decimal, where: Where) -> tuple[Decimal, Decimal | None, float]:
    """From what, to what (excluded, None: without end), at which price in cents."""
    plain = _bare(line)
    for pattern, written_so in _SAID:
        plain = pattern.sub(written_so, plain)
    priced = _PRICED.fullmatch(plain)
    if priced is not None:
        said = _NOISE.sub(" ", _LABEL.sub("", priced[1])).strip(" ;:=|→,\t")
        said = re.sub(r" +", " ", said)
        for pattern, kind in _RANGES:
            found = pattern.fullmatch(said)
            if found is not None:
                return (*_ends(kind, [g for g in found.groups() if g], before), _cents(priced[2]))
    raise Refused("simulation.line", where=where, value=line)


def _ends(kind: str, said: list[str], before: Decimal) -> tuple[Decimal, Decimal | None]:
    """The two ends of a bracket: what is said to be included ends where the next unit begins."""
    if kind == "rest":
        return before, None
    if kind == "compared":
        low, after, upto, high = said
        start = _decimal(low) if after != "<" else _next(low)
        return start, _decimal(high) if upto == "<" else _next(high)
    if kind in ("open", "closed"):
        return _decimal(said[0]), _decimal(said[1]) if kind == "open" else _next(said[1])
    if kind in ("from", "above"):
        return _decimal(said[0]) if kind == "from" else _next(said[0]), None
    return before, _decimal(said[0]) if kind == "below" else _next(said[0])


def _next(text: str) -> Decimal:
    """The first amount after an included one: a euro more, or a cent where cents are written."""
    value = _decimal(text)
    return value + (1 if value == value.to_integral_value() else _CENT)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace(",", "."))


def _cents(text: str) -> float:
    return float(_decimal(text) * 100)


def written(tariff: Tariff, day: date) -> str:
    """The grid in force on `day` in the same words; "" where it cannot be said so."""
    grid = tariff.grid_on(day)
    rate = _told(grid)
    if rate is None:
        return ""
    if rate.brackets:
        return "\n".join(map(_bracket_line, rate.brackets))
    return " ; ".join(_effort_said(rate))


def _effort_said(rate: Rate) -> list[str]:
    """A rate of effort in its words: each step where there are several, then its bounds."""
    parts = [f"taux {number(step.percent)} %" for step in rate.efforts]
    for word, cents in (("plancher", rate.floor_cents), ("plafond", rate.cap_cents)):
        if cents is not None:
            parts.append(f"{word} {_euros(cents)}")
    return parts


def grid_said(tariff: Tariff, day: date) -> str:
    """All the prices in force on `day`, a line each: those of `written` where they are one rate,
    else each rate by its name.
    """
    grid = tariff.grid_on(day)
    rates = grid.rates if grid else ()
    if len(rates) == 1:
        return written(tariff, day)
    return "\n".join(f"{rate.name} : {_rate_said(rate)}" for rate in rates)


def _rate_said(rate: Rate) -> str:
    if rate.flat_cents is not None:
        return f"{_euros(rate.flat_cents)} €"
    if rate.brackets:
        return " / ".join(map(_bracket_line, rate.brackets))
    return " / ".join(_effort_said(rate)) if rate.efforts else "suit une ligne de prix"


def _told(grid: Grid | None) -> Rate | None:
    """The rate that prices residents, where one line a bracket says it all."""
    rates = [r for r in (grid.rates if grid else ()) if r.brackets or len(r.efforts) == 1]
    return rates[0] if rates else None


def _bracket_line(bracket: Bracket) -> str:
    border = BEYOND if bracket.end is None else number(bracket.end)
    return f"{border} ; {_euros(bracket.price_cents)}"


def _euros(cents: Decimal) -> str:
    return french.number(float(cents) / 100, 2)
