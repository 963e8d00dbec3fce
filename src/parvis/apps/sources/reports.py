"""Load reports as the database keeps them."""

from dataclasses import replace
from typing import Any

from parvis.core.ingest.contract import Contract
from parvis.core.ingest.report import Control, LoadReport, Reject


def report_from(stored: dict[str, Any]) -> LoadReport:
    """The report whose fields, by name, are in `stored` (JSON)."""
    facts = dict(stored)
    facts["rejects"] = tuple(Reject(**r) for r in stored["rejects"])
    facts["notes"] = tuple(Reject(**r) for r in stored.get("notes", ()))
    facts["controls"] = tuple(Control(**c) for c in stored["controls"])
    return LoadReport(**facts)


def titled_controls(stored: dict[str, Any], contract: Contract | None) -> list[Control]:
    """The totals of a stored report ({} for none), under the titles of the contract's fields."""
    controls = report_from(stored).controls if stored else ()
    fields = contract.by_name if contract else {}
    titles = {name: field.title or name for name, field in fields.items()}
    return [replace(control, name=titles.get(control.name, control.name)) for control in controls]
