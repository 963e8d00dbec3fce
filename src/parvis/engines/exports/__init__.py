"""Files as municipal applications write them: text, workbooks, lines of JSON."""

from parvis.engines.exports.write import write_sheet

__all__ = ["write_sheet"]
