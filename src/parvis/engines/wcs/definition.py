"""A definition of w.c.s. (form, card or block, in XML) read as a form of ours.

Held: pages, fields, repeatable blocks, conditions, checks on leaving a page, choices, prefills,
patterns and bounds. Left: what is of its workflow engine and of its own screens.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from parvis.core.errors import Refused, Where
from parvis.core.forms.conditions import Condition, Function, Of, Ref, Scope
from parvis.core.forms.definition import MOST_ROWS, Block, Check, Choice, Form, Item, Kind, Page
from parvis.core.french import alphabetical
from parvis.engines.wcs.expressions import condition_of

_KINDS = {
    "string": Kind.TEXT, "text": Kind.LONG_TEXT, "email": Kind.EMAIL, "numeric": Kind.NUMBER,
    "date": Kind.DATE, "bool": Kind.FLAG, "item": Kind.CHOICE, "items": Kind.CHOICES,
    "file": Kind.FILE, "map": Kind.PLACE, "computed": Kind.COMPUTED, "title": Kind.TITLE,
    "subtitle": Kind.SUBTITLE, "comment": Kind.NOTE,
}  # fmt: skip
_VALIDATIONS = {"digits": r"\d*", "phone": r"[+\d .\-()/]*", "url": r"https?://\S+",
                "nrn-be": r"\d{2}[.\d \-]{9,}"}  # fmt: skip
_PREFILLS = {"first_name": "first_name", "last_name": "last_name", "email": "email",
             "phone": "phone", "mobile": "phone", "address": "address", "zipcode": "postcode",
             "city": "city"}  # fmt: skip
_TAG = re.compile(r"<[^>]*>")


def read_wcs(path: Path) -> Form:
    """The form that a `.wcs` file defines; Refused if it is none, or says what we cannot hold."""
    try:
        root = fromstring(path.read_text("utf-8"))
    except (ParseError, DefusedXmlException, UnicodeDecodeError) as error:
        raise Refused("form.wcs", where=Where(path.name)) from error
    if root.tag not in ("formdef", "carddef", "block"):
        raise Refused("form.wcs", where=Where(path.name))
    return _Reader(root, path).form()


class _Reader:
    """Reads the fields of one definition in order; names are those by which conditions see them."""

    def __init__(self, root: Element, path: Path) -> None:
        self._root = root
        self._path = path
        self._file = path.name
        self._elements = list(root.findall("fields/field"))
        self._ids = _ids(self._elements)
        self._names = {
            name: self._ids[rank]
            for rank, element in enumerate(self._elements)
            if (name := _text(element, "varname"))
        }

    def form(self) -> Form:
        title = _text(self._root, "name") or self._file
        name = _slug(_text(self._root, "url_name") or _text(self._root, "slug") or title, "form")
        return Form(
            name, title, tuple(self._pages(title)), _plain(_text(self._root, "description"))
        )

    def _pages(self, title: str) -> Iterator[Page]:
        head: Element | None = None
        name, parts = "debut", list[Item | Block]()
        for rank, element in enumerate(self._elements):
            if _text(element, "type") != "page":
                parts.append(self._part(element, self._ids[rank]))
                continue
            if head is not None or parts:
                yield self._page(head, name, title, parts)
            head, name, parts = element, self._ids[rank], []
        yield self._page(head, name, title, parts)

    def _page(self, head: Element | None, name: str, title: str, parts: list[Item | Block]) -> Page:
        if head is None:
            return Page(name, title, tuple(parts))
        checks = tuple(
            Check(self._condition(c), _plain(_text(c, "error_message")))
            for c in head.findall("post_conditions/post_condition")
        )
        when = self._when(head)
        return Page(name, _text(head, "label"), tuple(parts), when, checks)

    def _part(self, element: Element, name: str) -> Item | Block:
        kind = _text(element, "type")
        if kind == "block" or kind.startswith("block:"):
            return self._block(element, name)
        if kind not in _KINDS:
            raise Refused("form.wcs_kind", where=Where(self._file), kind=kind)
        return self._item(element, name, _KINDS[kind])

    def _block(self, element: Element, name: str) -> Block:
        slug = _text(element, "block_slug") or _text(element, "type").partition(":")[2]
        most = _number(_text(element, "max_items")) or 1
        return Block(name, _text(element, "label"), self._content(slug), _text(element, "hint"),
                     int(_number(_text(element, "default_items_count")) or 1),
                     int(min(max(most, 1), MOST_ROWS)),
                     _text(element, "add_element_label") or "Ajouter",
                     self._when(element))  # fmt: skip

    def _content(self, slug: str) -> tuple[Item, ...]:
        """The fields of a block, which w.c.s. exports apart: read beside, else named only."""
        for beside in sorted(self._path.parent.glob(f"*{slug}.wcs")):
            if beside != self._path and beside.stem.rpartition("block-")[2] == slug:
                return tuple(p for p in read_wcs(beside).parts() if isinstance(p, Item))
        return (Item("contenu", Kind.CHOICE, slug, source=f"block:{slug}"),)

    def _item(self, element: Element, name: str, kind: Kind) -> Item:
        choices = _choices(element)
        is_closed = kind in (Kind.CHOICE, Kind.CHOICES)
        return Item(
            id=name,
            kind=kind,
            label=_plain(_text(element, "label")),
            hint=_plain(_text(element, "hint")),
            is_required=_text(element, "required") in ("required", "True"),
            when=self._when(element),
            prefill=_prefill(element),
            error=_text(element, "validation/error_message"),
            choices=choices if is_closed else (),
            source=_source(element) if is_closed and not choices else "",
            least=_least(element, kind),
            most=_most(element, kind),
            pattern=_pattern(element),
            compute=Of(Function.PART, (Ref(Scope.CASE, "template"), Ref(Scope.CASE, name)))
            if kind is Kind.COMPUTED
            else None,
        )

    def _when(self, element: Element) -> Condition | None:
        return self._condition(element) if element.find("condition") is not None else None

    def _condition(self, element: Element) -> Condition:
        expression = _text(element, "condition/value")
        return condition_of(expression, lambda name: self._names.get(name, ""))


def _ids(elements: list[Element]) -> list[str]:
    """Stable ids: the name that conditions use, else the id of w.c.s.; each once."""
    found: list[str] = []
    for element in elements:
        raw = _text(element, "varname") or _text(element, "id")
        name, rank = _slug(raw, "f"), 1
        while name in found:
            rank += 1
            name = f"{_slug(raw, 'f')[:55]}_{rank}"
        found.append(name)
    return found


def _slug(text: str, prefix: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", alphabetical(text)).strip("_")
    return (plain if plain[:1].isalpha() else f"{prefix}_{plain}")[:58]


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _plain(html: str) -> str:
    return " ".join(_TAG.sub(" ", html).split())


def _choices(element: Element) -> tuple[Choice, ...]:
    written = [item.text or "" for item in element.findall("items/item")]
    if not written and _text(element, "data_source/type") == "jsonvalue":
        return _json_choices(_text(element, "data_source/value"))
    return tuple(Choice(value, value) for value in dict.fromkeys(written))


def _json_choices(text: str) -> tuple[Choice, ...]:
    """The choices of a list written in JSON; none where it is computed by a template."""
    try:
        rows: list[dict[str, Any]] = json.loads(text)
        return tuple(Choice(str(row["id"]), str(row["text"])) for row in rows)
    except (ValueError, KeyError, TypeError):
        return ()


def _source(element: Element) -> str:
    return _text(element, "data_source/type") or "unknown"


def _prefill(element: Element) -> str:
    kind = _text(element, "prefill/type")
    if kind == "user":
        return _PREFILLS.get(_text(element, "prefill/value").lstrip("_"), "other")
    return {"geolocation": "position", "string": "other"}.get(kind, "")


def _pattern(element: Element) -> str:
    kind = _text(element, "validation/type")
    return _text(element, "validation/value") if kind == "regex" else _VALIDATIONS.get(kind, "")


def _least(element: Element, kind: Kind) -> float | None:
    if kind is Kind.DATE:
        return 0.0 if _text(element, "minimum_is_future") == "True" else None
    return _number(_text(element, "min_choices") or _text(element, "min_value"))


def _most(element: Element, kind: Kind) -> float | None:
    if kind is Kind.DATE:
        return 0.0 if _text(element, "date_in_the_past") == "True" else None
    return _number(_text(element, "maxlength") or _text(element, "max_choices")) or None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
