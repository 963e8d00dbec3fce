"""Workbooks written by hand: the parts of a .xlsx (ECMA-376) or an .ods (OASIS) file.

Archives carry a fixed date, so that the same sheet gives the same bytes.
"""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from parvis.core.population.sheets import NO_DAY, Column, Kind, Sheet
from parvis.engines.exports.cells import EXCEL_DAY_0, as_date

ROW_LIMIT = 1_048_576
_FIXED = (2026, 1, 1, 0, 0, 0)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_WORKSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_XLSX = {
    "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default '
    'Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_WORKSHEET}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_WORKSHEET}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_WORKSHEET}.worksheet+xml"/>'
    "</Types>",
    "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship '
    f'Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet '
    'name="Export" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills '
    'count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/>'
    '</cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>",
}
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_ODS_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_ODS_START = (
    f'{_HEAD}<office:document-content xmlns:office="{_ODF}:office:1.0" '
    f'xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="Export">'
)
_ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"


def write_xlsx(sheet: Sheet, path: Path) -> None:
    """Write one workbook: preamble, a blank row, the header, rows, and totals if there are any."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _XLSX.items():
            archive.writestr(_entry(name), content)
        with archive.open(_entry("xl/worksheets/sheet1.xml"), "w", force_zip64=True) as part:
            part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for row in _rows(sheet, _x_text, _x_column, _x_number):
                part.write(f"<row>{row}</row>".encode())
            part.write(b"</sheetData></worksheet>")


def write_ods(sheet: Sheet, path: Path) -> None:
    """Write one OpenDocument spreadsheet with the same rows as `write_xlsx`."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), _ODS_TYPE)
        archive.writestr(_entry("META-INF/manifest.xml"), _ODS_MANIFEST)
        with archive.open(_entry("content.xml"), "w", force_zip64=True) as part:
            part.write(_ODS_START.encode())
            for row in _rows(sheet, _o_text, _o_column, _o_number):
                part.write(f"<table:table-row>{row}</table:table-row>".encode())
            part.write(_ODS_END.encode())


def _entry(name: str, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED)
    info.compress_type = method
    return info


def _rows(
    sheet: Sheet,
    words: Callable[[str], str],
    column: Callable[[Column], list[str]],
    number: Callable[[float], str],
) -> Iterator[str]:
    for line in sheet.preamble:
        yield words(line)
    if sheet.preamble:
        yield words("")
    yield "".join(words(c.title) for c in sheet.columns)
    for row in zip(*(column(c) for c in sheet.columns), strict=True):
        yield "".join(row)
    if sheet.has_totals:
        yield "".join(_total(c, at, words, number) for at, c in enumerate(sheet.columns))


def _total(
    column: Column, at: int, words: Callable[[str], str], number: Callable[[float], str]
) -> str:
    if column.kind in (Kind.DECIMAL, Kind.WHOLE):
        return number(float(column.values.sum()))
    return words("" if at else "Total")


def _x_text(value: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _x_number(value: float) -> str:
    return f"<c><v>{value:.12g}</v></c>"


def _x_column(column: Column) -> list[str]:
    if column.kind is Kind.DAY:
        return _mapped(column, lambda v: f'<c s="1"><v>{int(v) + EXCEL_DAY_0}</v></c>', "<c/>")
    write = _x_text if column.kind is Kind.TEXT else _x_number
    return _mapped(column, write, "<c/>")


def _o_text(value: str) -> str:
    if not value:
        return "<table:table-cell/>"
    return (
        '<table:table-cell office:value-type="string" office:string-value='
        f"{quoteattr(value)}><text:p>{escape(value)}</text:p></table:table-cell>"
    )


def _o_number(value: float) -> str:
    return (
        f'<table:table-cell office:value-type="float" office:value="{value:.12g}">'
        f"<text:p>{value:.12g}</text:p></table:table-cell>"
    )


def _o_column(column: Column) -> list[str]:
    if column.kind is Kind.DAY:
        return _mapped(column, lambda v: _o_day(int(v)), "<table:table-cell/>")
    write = _o_text if column.kind is Kind.TEXT else _o_number
    return _mapped(column, write, "<table:table-cell/>")


def _o_day(value: int) -> str:
    on = as_date(value)
    return (
        f'<table:table-cell office:value-type="date" office:date-value="{on.isoformat()}">'
        f"<text:p>{on.strftime('%d/%m/%Y')}</text:p></table:table-cell>"
    )


def _mapped(column: Column, write: Callable[..., str], empty: str) -> list[str]:
    """Each value written once, however often it comes."""
    values = column.values.tolist()
    known = {v: empty if v == NO_DAY else write(v) for v in dict.fromkeys(values)}
    return [known[v] for v in values]
