"""Load reports as the database keeps them."""

from typing import Any

from parvis.core.ingest.report import Control, LoadReport, Reject


def report_from(stored: dict[str, Any]) -> LoadReport:
    """The report whose fields, by name, are in `stored` (JSON)."""
    facts = dict(stored)
    facts["rejects"] = tuple(Reject(**r) for r in stored["rejects"])
    facts["controls"] = tuple(Control(**c) for c in stored["controls"])
    return LoadReport(**facts)
