"""Small workbooks written part by part, to say exactly what a cell holds."""

import io
import zipfile
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DATE = 1
"""The style of a cell shown as a date."""

Cell = str | float | tuple[float, int] | None
Sheets = dict[str, list[list[Cell]]]


def xlsx(
    sheets: Sheets, *, hidden: tuple[str, ...] = (), more: dict[str, str] | None = None
) -> bytes:
    """A workbook; None leaves a cell out, a pair is a number and its style."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
        f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf/><xf numFmtId="22"/></cellXfs>'
        "</styleSheet>",
        "xl/workbook.xml": _workbook(sheets, hidden),
        "xl/_rels/workbook.xml.rels": _relations(len(sheets)),
    }
    for number, rows in enumerate(sheets.values(), start=1):
        lines = "".join(_row(at, row) for at, row in enumerate(rows, start=1))
        parts[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
        )
    return packed(parts | (more or {}))


def packed(parts: dict[str, str]) -> bytes:
    """A zip of these texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _workbook(sheets: Sheets, hidden: tuple[str, ...]) -> str:
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"'
        + (' state="hidden"/>' if name in hidden else "/>")
        for n, name in enumerate(sheets, start=1)
    )
    return f'<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>'


def _relations(count: int) -> str:
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    styles = f'<Relationship Id="rIdS" Type="{_LINKS}/styles" Target="styles.xml"/>'
    return f'<Relationships xmlns="{_PACKAGE}">{links}{styles}</Relationships>'


def _row(at: int, cells: list[Cell]) -> str:
    written = "".join(_cell(f"{chr(ord('A') + i)}{at}", c) for i, c in enumerate(cells))
    return f'<row r="{at}">{written}</row>' if written else ""


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
    value, style = cell if isinstance(cell, tuple) else (cell, 0)
    return f'<c r="{place}" s="{style}"><v>{value!r}</v></c>'
