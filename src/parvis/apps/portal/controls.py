"""A page of a form as the screen draws it: each question, its control, its error, its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.core.forms.answers import Problem
from parvis.core.forms.definition import Block, Item, Kind, Page
from parvis.core.forms.reading import date_parts
from parvis.core.forms.telling import in_words
from parvis.core.forms.walk import Walk

COMPLETE = {
    "name": "name", "first_name": "given-name", "last_name": "family-name", "email": "email",
    "phone": "tel", "address": "street-address", "postcode": "postal-code",
    "city": "address-level2",
}  # fmt: skip
"""What browsers may fill in by themselves (WCAG 1.3.5)."""
FEW = 7
"""Up to so many choices are shown at once; more go in a list to open."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice, chosen or not."""

    id: str
    label: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class Control:
    """One question. `path` names its control and its place in the page."""

    path: str
    item: Item
    value: Any
    error: str

    @property
    def kind(self) -> str:
        """The kind of control that is drawn."""
        if self.item.kind is Kind.CHOICE and len(self.item.choices) > FEW:
            return "select"
        return str(self.item.kind)

    @property
    def options(self) -> list[Option]:
        """The choices offered."""
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [Option(c.id, c.label, c.id in chosen) for c in self.item.choices]

    @property
    def parts(self) -> list[tuple[str, str, str, str]]:
        """The three fields of a date: suffix, label, value, width."""
        day, month, year = date_parts(self.value)
        return [("j", "Jour", day, "w-2"), ("m", "Mois", month, "w-2"), ("a", "Année", year, "w-4")]

    @property
    def first(self) -> str:
        """Where a link to this question leads."""
        if self.item.kind is Kind.DATE:
            return f"{self.path}-j"
        is_grouped = self.kind in ("choice", "choices") and self.item.choices
        return f"{self.path}-{self.item.choices[0].id}" if is_grouped else self.path

    @property
    def described(self) -> str:
        """The ids of what explains this question."""
        ids = [f"{self.path}-aide"] if self.item.hint else []
        return " ".join([*ids, f"{self.path}-erreur"] if self.error else ids)

    @property
    def complete(self) -> str:
        """The autocompletion a browser may offer."""
        return COMPLETE.get(self.item.prefill, "off")

    @property
    def files(self) -> list[dict[str, Any]]:
        """The files joined so far."""
        return self.value if isinstance(self.value, list) else []

    @property
    def told(self) -> str:
        """A computed value, as one reads it."""
        return in_words(self.item, self.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a block."""

    rank: int
    controls: list[Control]


@dataclass(frozen=True, slots=True)
class Group:
    """A block and its rows."""

    block: Block
    rows: list[Row]
    error: str

    @property
    def kind(self) -> str:
        """The kind of control that is drawn."""
        return "block"

    @property
    def controls(self) -> list[Control]:
        """Every question of every row."""
        return [control for row in self.rows for control in row.controls]

    @property
    def can_add(self) -> bool:
        return len(self.rows) < self.block.most

    @property
    def can_remove(self) -> bool:
        return len(self.rows) > self.block.least


def controls(walk: Walk, page: Page, found: Sequence[Problem]) -> list[Control | Group]:
    """What `page` shows, with the errors of `found` beside their questions."""
    errors = {problem.path: problem.message for problem in found}
    return [_drawn(walk, part, errors) for part in walk.parts(page)]


def _drawn(walk: Walk, part: Item | Block, errors: Mapping[str, str]) -> Control | Group:
    if isinstance(part, Item):
        return Control(part.id, part, walk.answers.get(part.id), errors.get(part.id, ""))
    rows = [
        Row(rank, [_within(part, rank, i, row, errors) for i in walk.within(part, row)])
        for rank, row in enumerate(walk.rows(part))
    ]
    return Group(part, rows, errors.get(part.id, ""))


def _within(
    block: Block, rank: int, item: Item, row: Mapping[str, Any], errors: Mapping[str, str]
) -> Control:
    path = f"{block.id}-{rank}-{item.id}"
    return Control(path, item, row.get(item.id), errors.get(path, ""))


def links(drawn: Sequence[Control | Group], found: Sequence[Problem]) -> list[tuple[str, str]]:
    """The summary of errors: where each leads, and its sentence."""
    inside = [c for d in drawn for c in (d.controls if isinstance(d, Group) else [d])]
    places = {control.path: control.first for control in inside}
    return [(places.get(p.path, p.path), f"{p.label}\u00a0: {p.message}") for p in found]
