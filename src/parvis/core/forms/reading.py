"""What a browser sends for a page, read as answers; nothing typed is lost, right or wrong."""

from collections.abc import Mapping, Sequence
from typing import Any

from parvis.core.forms.definition import SAID, Block, Item, Kind, Page

Sent = Mapping[str, Sequence[str]]
"""The values of each control, as a form sends them."""
SEVERAL = frozenset({Kind.CHOICES})
LONGEST = 20_000


def read_page(page: Page, sent: Sent, before: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of `before`, those of `page` replaced by what was sent.

    Files are not read here: they are kept apart, and their answers stay as they were.
    """
    answers = dict(before)
    for part in page.parts:
        if isinstance(part, Block):
            answers[part.id] = _rows(part, sent, before.get(part.id))
        elif _is_read(part):
            answers[part.id] = _value(part, part.id, sent)
    return answers


def _is_read(item: Item) -> bool:
    return item.kind not in SAID and item.kind not in (Kind.FILE, Kind.COMPUTED)


def _rows(block: Block, sent: Sent, before: Any) -> list[dict[str, Any]]:
    """As many rows as the page showed, those taken out left out."""
    shown = _number(sent, f"{block.id}-rows", block.least)
    taken_out = set(sent.get(f"{block.id}-retirer", ()))
    old = before if isinstance(before, list) else []
    rows = []
    for rank in range(min(shown, block.most)):
        if str(rank) in taken_out:
            continue
        files = {i.id: v for i in block.items if i.kind is Kind.FILE and (v := _old(old, rank, i))}
        read = {i.id: _value(i, f"{block.id}-{rank}-{i.id}", sent)
                for i in block.items if _is_read(i)}  # fmt: skip
        rows.append(files | read)
    if f"{block.id}-ajouter" in sent and len(rows) < block.most:
        rows.append({})
    return rows


def _old(rows: list[Any], rank: int, item: Item) -> Any:
    is_there = rank < len(rows) and isinstance(rows[rank], dict)
    return rows[rank].get(item.id) if is_there else None


def _number(sent: Sent, name: str, usual: int) -> int:
    values = sent.get(name, ())
    return int(values[0]) if values and values[0].isdecimal() else usual


def _value(item: Item, name: str, sent: Sent) -> Any:
    if item.kind in SEVERAL:
        return [value[:LONGEST] for value in sent.get(name, ())]
    if item.kind in (Kind.FLAG, Kind.STATEMENT):
        return bool(sent.get(name))
    if item.kind is Kind.DATE:
        return _date(name, sent)
    typed = (sent.get(name) or ("",))[0][:LONGEST].strip()
    return "".join(typed.split()) if item.kind is Kind.NUMBER else typed


def _date(name: str, sent: Sent) -> str:
    """An ISO date where the three parts make one; else the parts as typed: "31/6/2019"."""
    day, month, year = ((sent.get(f"{name}-{p}") or ("",))[0].strip() for p in "jma")
    if not (day or month or year):
        return (sent.get(name) or ("",))[0].strip()
    if day.isdecimal() and month.isdecimal() and year.isdecimal() and len(year) == 4:
        return f"{year}-{int(month):02d}-{int(day):02d}"
    return f"{day}/{month}/{year}"


def date_parts(value: Any) -> tuple[str, str, str]:
    """Day, month and year to show again in their three fields."""
    text = str(value or "")
    if text.count("/") == 2:
        day, month, year = text.split("/")
        return day, month, year
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    return day.lstrip("0"), month.lstrip("0"), year
