"""Cells of a quarantine: harmless in a spreadsheet, and read back as they were."""

import re

_ACTIVE = "=+-@\t\r'"
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?")

RESTORED_SHAPE = r"'[=+@\t\r'-].*"
"""Cells whose first apostrophe was added by `neutralise` (RE2 and Python, dot matches all)."""


def neutralise(cell: str) -> str:
    """`cell` with an apostrophe before what a spreadsheet would run as a formula."""
    is_active = cell[:1] in _ACTIVE if cell else False
    return f"'{cell}" if is_active and not _NUMBER.fullmatch(cell) else cell


def restore(cell: str) -> str:
    """What `neutralise` was given."""
    return cell[1:] if re.fullmatch(RESTORED_SHAPE, cell, re.DOTALL) else cell
