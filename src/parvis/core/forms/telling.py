"""A form filled in, told back in its own words: to check before sending, then to who answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from parvis.core.forms.definition import SAID, Block, Item, Kind, Page
from parvis.core.forms.walk import Walk
from parvis.core.french import NBSP, day, number


@dataclass(frozen=True, slots=True)
class Told:
    """One answer in words; `group` names its row within a block, "" outside."""

    label: str
    text: str
    group: str = ""


def told_page(walk: Walk, page: Page) -> list[Told]:
    """What was answered on `page`; what was left empty is not told."""
    return [told for part in walk.parts(page) for told in _told_part(walk, part)]


def _told_part(walk: Walk, part: Item | Block) -> Iterator[Told]:
    if isinstance(part, Item):
        text = in_words(part, walk.answers.get(part.id))
        if text:
            yield Told(part.label, text)
        return
    for rank, row in enumerate(walk.rows(part), 1):
        for item in walk.within(part, row):
            text = in_words(item, row.get(item.id))
            if text:
                yield Told(item.label, text, f"{part.label} {rank}")


def in_words(item: Item, value: Any) -> str:
    """An answer as one reads it, "" for none."""
    if item.kind in SAID or value in (None, "", [], False):
        return ""
    if item.kind in (Kind.FLAG, Kind.STATEMENT):
        return "oui"
    if item.kind is Kind.DATE:
        return _day(value)
    if item.kind is Kind.FILE:
        return ", ".join(str(file.get("name", "")) for file in value)
    labels = {choice.id: choice.label for choice in item.choices}
    if isinstance(value, list):
        return ", ".join(labels.get(one, str(one)) for one in value)
    return number(value) if isinstance(value, float) else labels.get(value, str(value))


def _day(value: Any) -> str:
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def as_text(walk: Walk) -> str:
    """The whole form as the text of a request: a line per answer, a title per page."""
    parts = []
    for page in walk.pages():
        lines = [_line(told) for told in told_page(walk, page)]
        if lines:
            parts.append("\n".join([page.title, *lines]))
    return "\n\n".join(parts)


def _line(told: Told) -> str:
    label = f"{told.group}, {told.label}" if told.group else told.label
    return f"{label}{NBSP}: {told.text}"


def files_of(walk: Walk) -> list[dict[str, Any]]:
    """Every file joined to what counts, in the order of the form."""
    return [file for page in walk.pages() for file in _page_files(walk, page)]


def _page_files(walk: Walk, page: Page) -> Iterator[dict[str, Any]]:
    for part in walk.parts(page):
        if isinstance(part, Block):
            for row in walk.rows(part):
                for item in walk.within(part, row):
                    if item.kind is Kind.FILE:
                        yield from row.get(item.id) or ()
        elif part.kind is Kind.FILE:
            yield from walk.answers.get(part.id) or ()
