"""What a deliberation's table holds besides its brackets: several prices a line, and special cases.

A price by child (`1er enfant`, `3ème enfant et +`) or for those from elsewhere (`extérieurs`, `hors
commune`) are columns; `Hors commune : 6,00`, `PAI : 1,75`, `sans justificatif : 4,50` are lines.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.core.errors import Refused, Where

Lines = Sequence[tuple[int, str]]
Bare = Callable[[str], str]
_CELLS = re.compile(r"\s*[|;\t]\s*|\s{2,}")
_PRICE = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:€|euros?)?")
_RULE = re.compile(r"[\s|:=-]+")
_RANK = re.compile(r"(?:.*\b)?(\d)\s*(?:er|re|e|eme|nd|nde)?\s*enf\w*\.?(.*)")
_AND_MORE = re.compile(r"et|plus|\+|suivants?")
_OUTSIDE = re.compile(r"\bext(?:erieur\w*)?\b|\bhors\b|\bnon[- ]resid")
_INSIDE = re.compile(r"\bresid|\bcommune\b|\bcommunal|\bhabitant|\bcommunaute")
_INCOME = "income"
"""Stands for the column of the income, whatever the tariff calls it."""
_CASES: tuple[tuple[re.Pattern[str], dict[str, Any]], ...] = tuple(
    (re.compile(pattern), when)
    for pattern, when in (
        (r"\bsans (?:justificatif|quotient|qf)|\bnon (?:communique|fourni)|"
         r"\b(?:qf|quotient)\b.*\b(?:non|inconnu|absent)", {_INCOME: "missing"}),
        (r"\bp\.?a\.?i\b|\bpanier[- ]repas|\b(?:projet|protocole) d'accueil", {"pai": True}),
        (r"\bexterieur|\bhors\b|\bnon[- ]resident", {"resident": False}),
    )
)  # fmt: skip
_CASE = re.compile(
    r"[-–•*\s]*(?P<said>[^\d:;=|\t]*[a-z][^\d:;=|\t]*?)\s*(?:[:;=|\t]|\s{2,}|\s(?=\d))\s*"
    r"(?P<price>\d+(?:[.,]\d+)? ?(?:€|euros?)?|gratuit\w*)[\s;|]*"
)


@dataclass(frozen=True, slots=True)
class Column:
    """One price a line: its heading as written ("" where there is one column), whom it is for, and
    its lines, each with its number in the text.
    """

    heading: str
    when: dict[str, Any]
    lines: Lines

    def told(self, rate: str) -> dict[str, Any]:
        """The name and the condition of its rate, where it has any of its own."""
        if not self.when:
            return {}
        return {"name": f"{rate}, {self.heading}", "when": self.when}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of prices, the most particular first, and the rates of special cases."""

    columns: Sequence[Column]
    cases: Sequence[dict[str, Any]]


def sheet_of(text: str, name: str, income: str, bare: Bare) -> Sheet:
    """What `text` holds; `bare` takes accents and capitals away, `income` is the column that prices
    depend on. Refused names the line.
    """
    lines = [(rank, line.strip()) for rank, line in enumerate(text.splitlines(), 1)
             if line.strip() and not _RULE.fullmatch(line)]  # fmt: skip
    cases: list[dict[str, Any]] = []
    others: list[tuple[int, str]] = []
    for rank, line in lines:
        case = _case(line, income, bare)
        if case is None:
            others.append((rank, line))
        else:
            cases.append(case)
    if lines and not others:
        raise Refused("simulation.line", where=Where(name, lines[0][0]), value=lines[0][1])
    return Sheet(_columns(others, name, bare), cases)


def _case(line: str, income: str, bare: Bare) -> dict[str, Any] | None:
    """The rate of a line that prices another case than a bracket; None for another line."""
    found = _CASE.fullmatch(bare(line))
    if found is None:
        return None
    when = next((when for pattern, when in _CASES if pattern.search(found["said"])), None)
    if when is None:
        return None
    price = re.match(r"\d+(?:[.,]\d+)?", found["price"])
    cents = round(float(price[0].replace(",", ".")) * 100, 4) if price else 0
    whom = {income if column == _INCOME else column: value for column, value in when.items()}
    return {"name": line[: found.end("said")].strip(" -–•*"), "when": whom, "price_cents": cents}


def _columns(lines: Lines, name: str, bare: Bare) -> list[Column]:
    """The columns of prices; one where the first line is no heading of several."""
    if not lines:
        return [Column("", {}, lines)]
    first, *rows = lines
    headings = [cell for cell in _CELLS.split(first[1].strip("| ")) if cell]
    whose = [_whose(bare(heading)) for heading in headings]
    is_heading = len(headings) > 1 and not re.search(r"\d", headings[0])
    if is_heading and any(when is not None for when in whose):
        return _several(headings, whose, rows, name)
    if is_heading and _prices(rows) > 1:
        raise Refused("simulation.columns", where=Where(name, first[0]),
                      found=", ".join(headings[1:]))  # fmt: skip
    is_title = bool(rows) and not re.search(r"\d", first[1])
    return [Column("", {}, rows if is_title else lines)]


def _whose(heading: str) -> dict[str, Any] | None:
    """Whom a column is for; None where its heading does not say."""
    if _OUTSIDE.search(heading):
        return {"resident": False}
    child = _RANK.fullmatch(heading)
    if child is not None:
        return {"rank": f">={child[1]}" if _AND_MORE.search(child[2]) else int(child[1])}
    return {} if _INSIDE.search(heading) else None


def _several(headings: Sequence[str], whose: Sequence[dict[str, Any] | None], rows: Lines,
             name: str) -> list[Column]:  # fmt: skip
    """A column for each heading after those of the quotient; one may be of all the others."""
    known = [rank for rank, when in enumerate(whose) if when is not None]
    start = known[0] - 1 if known[0] > 1 else known[0]
    conditions = [whose[rank] or {} for rank in range(start, len(headings))]
    if any(conditions.count(when) > 1 for when in conditions):
        raise Refused("simulation.columns", where=Where(name), found=", ".join(headings[start:]))
    count = len(conditions)
    cut = [(rank, _cut(line, count, Where(name, rank))) for rank, line in rows]
    columns = [
        Column(headings[start + at], when, [(rank, f"{said} : {prices[at]}")
                                            for rank, (said, prices) in cut])
        for at, when in enumerate(conditions)
    ]  # fmt: skip
    return sorted(columns, key=lambda column: ("resident" not in column.when, not column.when))


def _cut(line: str, count: int, where: Where) -> tuple[str, list[str]]:
    """What a line says of the quotient, and its `count` prices."""
    cells = [cell for cell in _CELLS.split(line.strip("| ")) if cell]
    prices = cells[-count:]
    if len(cells) <= count or not all(_PRICE.fullmatch(cell) for cell in prices):
        raise Refused("simulation.prices", where=where, value=line, count=count)
    return " ".join(cells[:-count]), prices


def _prices(rows: Lines) -> int:
    """How many prices in euros the first row gives."""
    return len(re.findall(r"\d ?€", rows[0][1])) if rows else 0
