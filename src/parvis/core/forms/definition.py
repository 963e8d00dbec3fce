"""A form: pages of fields and blocks, each under its stable id, each with its condition.

Ids never change from one revision to the next: an answer keeps its field, whatever its label
becomes. What a field asks is checked by `core.forms.answers`; what a form may say, here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from parvis.core.acting import BodyKind
from parvis.core.entries import Entries
from parvis.core.errors import Refused, Where
from parvis.core.forms.conditions import Condition, Operand, condition_from, operand_from

ID = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_ROWS = 50


class Kind(StrEnum):
    """What an item of a page is; those of `SAID` ask nothing."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    CHOICE = "choice"
    CHOICES = "choices"
    FILE = "file"
    PLACE = "place"
    STATEMENT = "statement"
    COMPUTED = "computed"
    BLOCK = "block"
    TITLE = "title"
    SUBTITLE = "subtitle"
    NOTE = "note"

    @property
    def label(self) -> str:
        """How the editor of forms calls it."""
        return _KINDS[self]


_KINDS = {
    Kind.TEXT: "Texte d’une ligne",
    Kind.LONG_TEXT: "Texte long",
    Kind.EMAIL: "Adresse électronique",
    Kind.PHONE: "Téléphone",
    Kind.NUMBER: "Nombre",
    Kind.DATE: "Date",
    Kind.FLAG: "Case à cocher",
    Kind.CHOICE: "Un choix",
    Kind.CHOICES: "Plusieurs choix",
    Kind.FILE: "Fichier",
    Kind.PLACE: "Lieu",
    Kind.STATEMENT: "Attestation sur l’honneur",
    Kind.COMPUTED: "Valeur calculée",
    Kind.BLOCK: "Bloc répétable",
    Kind.TITLE: "Titre",
    Kind.SUBTITLE: "Sous-titre",
    Kind.NOTE: "Texte d’information",
}
SAID = frozenset({Kind.TITLE, Kind.SUBTITLE, Kind.NOTE})
PREFILLS = frozenset(
    {"", "name", "first_name", "last_name", "email", "phone", "address", "postcode", "city",
     "position", "other", "child_first_name", "child_last_name", "child_born_on", "body_name",
     "body_number"}
)  # fmt: skip
"""What an answer may start from, when the person has an account that says it: `child_*` of the
child, `body_*` of the company or association in whose name they act."""

NUMBERED = frozenset({"", BodyKind.ENTREPRISE, BodyKind.ASSOCIATION})
"""Whose number a text may be."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers offered; the id is what is kept."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Item:
    """A field, or words between fields.

    `error` replaces what is said when the answer does not fit. `least` and `most` bound a
    number, the length of a text, the choices made, or the days from today of a date. `source`
    names reference data where `choices` are not written. `compute` is for COMPUTED alone.
    `number_of`: the text is the SIRET of an `entreprise`, or the RNA or SIRET of an `association`.
    """

    id: str
    kind: Kind
    label: str
    hint: str = ""
    is_required: bool = False
    when: Condition | None = None
    prefill: str = ""
    error: str = ""
    choices: tuple[Choice, ...] = ()
    source: str = ""
    least: float | None = None
    most: float | None = None
    pattern: str = ""
    number_of: str = ""
    compute: Operand | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Fields asked as many times as there are things to say: children, tables, signs."""

    id: str
    label: str
    items: tuple[Item, ...]
    hint: str = ""
    least: int = 1
    most: int = 10
    add: str = "Ajouter"
    when: Condition | None = None

    @property
    def kind(self) -> Kind:
        """A block is one of the kinds of a page's parts."""
        return Kind.BLOCK


Part = Item | Block


@dataclass(frozen=True, slots=True)
class Check:
    """What must hold to leave a page, and what is said when it does not."""

    condition: Condition
    message: str


@dataclass(frozen=True, slots=True)
class Page:
    """One screen of questions."""

    id: str
    title: str
    parts: tuple[Part, ...]
    when: Condition | None = None
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form. `options` are values that a town sets once, named by conditions."""

    id: str
    title: str
    pages: tuple[Page, ...]
    intro: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def parts(self) -> Iterator[Part]:
        """Every field and block, page after page."""
        for page in self.pages:
            yield from page.parts

    def page(self, name: str) -> Page:
        """The page `name`; Refused if the form has none such."""
        for page in self.pages:
            if page.id == name:
                return page
        raise Refused("form.no_page", page=name)


def form_from(data: Mapping[str, Any], file: str) -> Form:
    """The form that JSON `data` defines; Refused names the entry at fault."""
    entries = Entries(data, file)
    form = Form(
        id=_id(entries),
        title=entries.text("title"),
        intro=entries.text("intro", ""),
        options=entries.data("options") or {},
        pages=tuple(_page(table) for table in entries.tables("pages")),
    )
    entries.end()
    if not form.pages:
        raise Refused("form.empty", where=Where(file))
    return form


def _page(table: Entries) -> Page:
    page = Page(
        id=_id(table),
        title=table.text("title"),
        when=_when(table),
        parts=tuple(_part(part) for part in table.tables("parts")),
        checks=tuple(_check(check) for check in table.optional_tables("checks")),
    )
    table.end()
    return page


def _check(table: Entries) -> Check:
    check = Check(condition_from(table.data("holds")), table.text("message"))
    table.end()
    return check


def _part(table: Entries) -> Part:
    kind = table.choice("kind", Kind)
    part = _block(table) if kind is Kind.BLOCK else _item(table, kind)
    table.end()
    return part


def _block(table: Entries) -> Block:
    items = [_part(part) for part in table.tables("parts")]
    if not all(isinstance(item, Item) for item in items):
        table.refuse("form.nested", "parts")
    block = Block(
        id=_id(table),
        label=table.text("label"),
        hint=table.text("hint", ""),
        items=tuple(item for item in items if isinstance(item, Item)),
        least=int(table.number("least", 1.0)),
        most=int(table.number("most", 10.0)),
        add=table.text("add", "Ajouter"),
        when=_when(table),
    )
    if not 0 <= block.least <= block.most <= MOST_ROWS:
        table.refuse("form.rows", "most", most=MOST_ROWS)
    return block


def _item(table: Entries, kind: Kind) -> Item:
    item = Item(
        id=_id(table),
        kind=kind,
        label=table.text("label"),
        hint=table.text("hint", ""),
        is_required=table.flag("required", False),
        when=_when(table),
        prefill=table.text("prefill", ""),
        error=table.text("error", ""),
        choices=tuple(_choice(choice) for choice in table.optional_tables("choices")),
        source=table.text("source", ""),
        least=table.optional_number("least"),
        most=table.optional_number("most"),
        pattern=table.text("pattern", ""),
        number_of=table.text("number_of", ""),
        compute=_compute(table, kind),
    )
    _refuse_odd(table, item)
    return item


def _refuse_odd(table: Entries, item: Item) -> None:
    is_closed = item.kind in (Kind.CHOICE, Kind.CHOICES)
    if is_closed != bool(item.choices or item.source):
        table.refuse("form.choices", "choices", name=item.id)
    if item.prefill not in PREFILLS:
        expected = ", ".join(sorted(PREFILLS - {""}))
        table.refuse("definition.not_among", "prefill", value=item.prefill, expected=expected)
    if item.number_of not in NUMBERED:
        expected = ", ".join(sorted(NUMBERED - {""}))
        table.refuse("definition.not_among", "number_of", value=item.number_of, expected=expected)
    try:
        re.compile(item.pattern)
    except re.error:
        table.refuse("form.pattern", "pattern", value=item.pattern)


def _compute(table: Entries, kind: Kind) -> Operand | None:
    written = table.data("compute")
    if (written is not None) != (kind is Kind.COMPUTED):
        table.refuse("form.compute", "compute")
    return None if written is None else operand_from(written)


def _choice(table: Entries) -> Choice:
    choice = Choice(table.text("id"), table.text("label"))
    table.end()
    return choice


def _when(table: Entries) -> Condition | None:
    written = table.data("when")
    return None if written is None else condition_from(written)


def _id(table: Entries) -> str:
    found = table.text("id")
    if not ID.fullmatch(found):
        table.refuse("catalogue.id", "id", value=found)
    return found
