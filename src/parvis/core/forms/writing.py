"""A form written back as the JSON it is read from: what a revision keeps."""

from typing import Any

from parvis.core.forms.conditions import as_json
from parvis.core.forms.definition import Block, Form, Item, Page, Part


def form_as_json(form: Form) -> dict[str, Any]:
    """What `form_from` reads back as `form`."""
    data: dict[str, Any] = {"id": form.id, "title": form.title}
    if form.intro:
        data["intro"] = form.intro
    if form.options:
        data["options"] = dict(form.options)
    return {**data, "pages": [_page(page) for page in form.pages]}


def _page(page: Page) -> dict[str, Any]:
    data: dict[str, Any] = {"id": page.id, "title": page.title}
    if page.when is not None:
        data["when"] = as_json(page.when)
    if page.checks:
        data["checks"] = [
            {"holds": as_json(check.condition), "message": check.message} for check in page.checks
        ]
    return {**data, "parts": [part_as_json(part) for part in page.parts]}


def part_as_json(part: Part) -> dict[str, Any]:
    """A field or a block, without what is as usual."""
    return _block(part) if isinstance(part, Block) else _item(part)


def _block(block: Block) -> dict[str, Any]:
    data = {
        "kind": "block", "id": block.id, "label": block.label, "hint": block.hint,
        "least": block.least, "most": block.most, "add": block.add,
        "when": None if block.when is None else as_json(block.when),
        "parts": [_item(item) for item in block.items],
    }  # fmt: skip
    return {name: value for name, value in data.items() if value not in (None, "")}


def _item(item: Item) -> dict[str, Any]:
    data = {
        "kind": str(item.kind), "id": item.id, "label": item.label, "hint": item.hint,
        "required": item.is_required or None, "prefill": item.prefill, "error": item.error,
        "when": None if item.when is None else as_json(item.when),
        "choices": [{"id": c.id, "label": c.label} for c in item.choices] or None,
        "source": item.source, "least": item.least, "most": item.most, "pattern": item.pattern,
        "number_of": item.number_of,
        "compute": None if item.compute is None else as_json(item.compute),
    }  # fmt: skip
    return {name: value for name, value in data.items() if value not in (None, "")}
