"""Verbs of the editor of forms: one change to a form at a time, as data; nothing is dragged."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from parvis.core.errors import Refused
from parvis.core.forms.conditions import Condition, as_json, condition_from
from parvis.core.forms.definition import (
    SAID,
    Block,
    Choice,
    Form,
    Item,
    Kind,
    Page,
    Part,
    form_from,
)
from parvis.core.forms.writing import form_as_json, part_as_json
from parvis.core.french import alphabetical

EDITED = "page"
OPS = {"eq": "est", "ne": "n’est pas", "in": "contient", "gt": "est plus grand que",
       "lt": "est plus petit que", "filled": "est rempli"}  # fmt: skip
"""The conditions that a plain page writes; any other stays as it is."""


def new_form(name: str, title: str) -> Form:
    """A form to begin with: one page, one question."""
    first = Item("objet", Kind.TEXT, "Objet", is_required=True)
    return Form(slug(name), title.strip() or name, (Page("debut", "Votre demande", (first,)),))


def add_page(form: Form, title: str) -> Form:
    """With one more page, which asks one thing: a page is never empty."""
    name = _free(slug(title), {page.id for page in form.pages})
    first = Item(_free("question", _ids(form)), Kind.TEXT, "Question")
    return replace(form, pages=(*form.pages, Page(name, title.strip() or name, (first,))))


def change_page(form: Form, name: str, facts: Mapping[str, str]) -> Form:
    """With the title of a page changed, and its condition."""
    page = form.page(name)
    when = condition_of(facts, page.when)
    return _with(form, replace(page, title=facts.get("title", page.title).strip(), when=when))


def move_page(form: Form, name: str, by: int) -> Form:
    """With a page moved by so many places."""
    pages = [page for page in form.pages if page.id != name]
    at = [page.id for page in form.pages].index(form.page(name).id)
    pages.insert(min(max(at + by, 0), len(pages)), form.page(name))
    return replace(form, pages=tuple(pages))


def drop_page(form: Form, name: str) -> Form:
    """Without a page; the last one stays."""
    kept = tuple(page for page in form.pages if page.id != name)
    if not kept:
        raise Refused("form.empty")
    return replace(form, pages=kept)


def add_part(form: Form, name: str, kind: str, label: str) -> Form:
    """With one more part at the end of a page."""
    page, known = form.page(name), _ids(form)
    made = _made(Kind(kind), _free(slug(label), known), label.strip() or "Question")
    return _with(form, replace(page, parts=(*page.parts, made)))


def _made(kind: Kind, name: str, label: str) -> Part:
    if kind is Kind.BLOCK:
        return Block(name, label, (Item("nom", Kind.TEXT, "Nom", is_required=True),))
    if kind in (Kind.CHOICE, Kind.CHOICES):
        return Item(name, kind, label, choices=(Choice("oui", "Oui"), Choice("non", "Non")))
    return Item(name, kind, label, is_required=kind is Kind.STATEMENT)


def change_part(form: Form, name: str, part: str, facts: Mapping[str, str]) -> Form:
    """With what a part says changed; its id and its kind stay, for answers are kept by them."""
    page = form.page(name)
    parts = tuple(_changed(p, facts) if p.id == part else p for p in page.parts)
    return _with(form, replace(page, parts=parts))


def _changed(part: Part, facts: Mapping[str, str]) -> Part:
    written: dict[str, Any] = part_as_json(part)
    written |= {"label": facts.get("label", part.label).strip(), "hint": facts.get("hint", "")}
    when = condition_of(facts, part.when)
    written["when"] = None if when is None else as_json(when)
    if isinstance(part, Item) and part.kind not in SAID:
        written |= {"required": facts.get("required") == "oui", "error": facts.get("error", "")}
    if isinstance(part, Item) and part.choices:
        written["choices"] = choices_of(facts.get("choices", ""), part)
    kept = {key: value for key, value in written.items() if value not in (None, "")}
    page = {"id": "x", "title": "x", "parts": [kept]}
    return form_from({"id": "x", "title": "x", "pages": [page]}, "éditeur").pages[0].parts[0]


def choices_of(text: str, item: Item) -> list[dict[str, str]]:
    """One choice a line; a known label keeps its id, for answers are kept by ids."""
    known = {choice.label: choice.id for choice in item.choices}
    made: dict[str, str] = {}
    lines = dict.fromkeys(line.strip() for line in text.splitlines())
    for line in filter(None, lines):
        made[known.get(line) or _free(slug(line), set(made))] = line
    return [{"id": name, "label": label} for name, label in made.items()]


def move_part(form: Form, name: str, part: str, by: int) -> Form:
    """With a part moved by so many places within its page."""
    page = form.page(name)
    parts = list(page.parts)
    at = next((rank for rank, p in enumerate(parts) if p.id == part), None)
    if at is None:
        return form
    moved = parts.pop(at)
    parts.insert(min(max(at + by, 0), len(parts)), moved)
    return _with(form, replace(page, parts=tuple(parts)))


def drop_part(form: Form, name: str, part: str) -> Form:
    """Without a part; answers already given keep theirs, with the revision they followed."""
    page = form.page(name)
    return _with(form, replace(page, parts=tuple(p for p in page.parts if p.id != part)))


def condition_of(facts: Mapping[str, str], before: Condition | None) -> Condition | None:
    """The condition that three fields write; one too rich for them is kept as it was."""
    field, op = facts.get("when_field", ""), facts.get("when_op", "")
    if field == "=":
        return before
    if not field or op not in OPS:
        return None
    answer, value = {"answer": field}, {"is": facts.get("when_value", "").strip()}
    if op == "filled":
        return condition_from({"filled": answer})
    return condition_from({op: [value, answer] if op == "in" else [answer, value]})


def in_three(condition: Condition | None) -> tuple[str, str, str]:
    """A condition as field, comparison and value; ("=", "", "") for one too rich for that."""
    if condition is None:
        return "", "", ""
    ((op, parts),) = as_json(condition).items()
    sides = [parts] if isinstance(parts, dict) else parts if isinstance(parts, list) else []
    fields = [side["answer"] for side in sides if "answer" in side]
    values = [str(side["is"]) for side in sides if "is" in side]
    is_plain = op in OPS and len(fields) == 1 and len(fields) + len(values) == len(sides)
    return (fields[0], op, "".join(values)) if is_plain else ("=", "", "")


def slug(text: str) -> str:
    """An id made of a label."""
    plain = re.sub(r"[^a-z0-9]+", "_", alphabetical(text)).strip("_")[:40]
    return plain if plain[:1].isalpha() else f"q_{plain}".rstrip("_")


def _free(name: str, known: set[str]) -> str:
    rank, free = 1, name
    while free in known:
        rank += 1
        free = f"{name}_{rank}"
    return free


def _ids(form: Form) -> set[str]:
    return {part.id for part in form.parts()}


def _with(form: Form, page: Page) -> Form:
    pages = tuple(page if p.id == page.id else p for p in form.pages)
    return replace(form, pages=pages)


def copy(form: Form) -> Form:
    """The same form, read again from what is kept of it."""
    return form_from(form_as_json(form), "éditeur")
