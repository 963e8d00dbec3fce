"""A figure as a file: workbook, drawing that stands alone, picture."""

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import vl_convert

from parvis.core.sheets import FigureSheet, Value, wrapped

_FIXED = (1980, 1, 1, 0, 0, 0)
"""The same figure of the same release gives the same bytes."""
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_START = (
    f'{_HEAD}<office:document-content xmlns:office="{_ODF}:office:1.0" '
    f'xmlns:table="{_ODF}:table:1.0" xmlns:text="{_ODF}:text:1.0" office:version="1.3">'
    "<office:body><office:spreadsheet>"
)
_END = "</office:spreadsheet></office:body></office:document-content>"


def ods(sheet: FigureSheet) -> bytes:
    """A workbook of two sheets: the table, and what it rests on."""
    notes = (("Titre", sheet.title), ("Lecture", sheet.how), *sheet.notes)
    tables = _table("Données", (sheet.headings, *sheet.rows)) + _table("Provenance", notes)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), _TYPE)
        archive.writestr(_entry("META-INF/manifest.xml"), _MANIFEST)
        archive.writestr(_entry("content.xml"), f"{_START}{tables}{_END}")
    return out.getvalue()


def _entry(name: str, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _FIXED)
    info.compress_type = method
    return info


def _table(name: str, rows: tuple[tuple[Value, ...], ...]) -> str:
    lines = "".join(f"<table:table-row>{''.join(map(_cell, r))}</table:table-row>" for r in rows)
    return f'<table:table table:name="{name}">{lines}</table:table>'


def _cell(value: Value) -> str:
    if isinstance(value, str):
        text = f"<text:p>{escape(value)}</text:p>"
        return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'
    if value is None:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="float" office:value="{value!r}"/>'


WIDTH, MARGIN, LINE, SMALL = 640, 24, 24, 17
TITLE_WIDTH, NOTE_WIDTH = 58, 98
"""In letters."""
_STYLES = {
    "us": "fill:{--accent}", "usline": "stroke:{--accent};stroke-width:2;fill:none",
    "stay": "fill:{--stone};fill-opacity:.7", "move": "fill:{--accent};fill-opacity:.5",
    "pale": "fill:{--accent-line}", "ref": "fill:{--stone}",
    "hollow": "fill:{--paper};stroke:{--stone-edge};stroke-width:1.5",
    "ci": "stroke:{--ink};stroke-width:1.5;fill:none", "grid": "stroke:{--rule};fill:none",
    "axisline": "stroke:{--rule-strong};fill:none", "joint": "stroke:{--paper};stroke-width:2",
    "secret": "fill:{--paper};stroke:{--rule-strong};stroke-dasharray:3 3",
    "secretarea": "fill:{--paper};stroke:{--rule-strong};stroke-dasharray:3 3",
    "hline": "stroke:{--paper};stroke-width:2", "sline": "stroke:{--rule-strong}",
    "outline": "stroke:{--ink};stroke-width:3;fill:none",
    "chosen": "stroke:{--ink};stroke-width:5;fill:none",
    "tie": "stroke:{--rule-strong};fill:none", "ink": "fill:{--ink}",
    "name": "fill:{--ink}", "strong": "fill:{--ink};font-weight:700",
    "onr": "fill:{--paper};font-weight:700", "offr": "fill:{--ink}",
    **{f"r{step}": f"fill:{{--ramp-{step}}}" for step in range(1, 6)},
}  # fmt: skip


def svg(sheet: FigureSheet) -> bytes:
    """The drawing between its title and its notes; print colours."""
    colours = dict(sheet.colours)
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', sheet.svg)
    tall = float(box.group(2)) if box else 0.0
    heads = wrapped(sheet.title, TITLE_WIDTH)
    foot = [line for name, text in sheet.notes for line in wrapped(
        f"{name} : {text}".replace(" :", "\u00a0:"), NOTE_WIDTH)]  # fmt: skip
    top = MARGIN + LINE * len(heads) + SMALL * len(wrapped(sheet.how, NOTE_WIDTH)) + LINE
    height = top + tall + LINE + SMALL * len(foot) + MARGIN
    wide = WIDTH + 2 * MARGIN
    drawn = sheet.svg.replace("<svg ", f'<svg x="{MARGIN}" y="{top}" width="{WIDTH}" '
                              f'height="{tall}" ', 1)  # fmt: skip
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height:.0f}" '
        f'width="{wide}" height="{height:.0f}" role="img"><title>{escape(sheet.title)}</title>',
        f"<style>{_style(colours)}</style>",
        f'<rect width="{wide}" height="{height:.0f}" fill="{colours.get("--paper", "#fff")}"/>',
        *_lines(heads, "head", MARGIN + 18, LINE),
        *_lines(wrapped(sheet.how, NOTE_WIDTH), "note", MARGIN + LINE * len(heads) + 14, SMALL),
        drawn,
        *_lines(foot, "note", top + tall + LINE, SMALL),
        "</svg>",
    ]
    return "".join(parts).encode()


def _style(colours: dict[str, str]) -> str:
    said = "".join(f".{name}{{{style}}}" for name, style in _STYLES.items())
    base = (
        "text{font:13.5px 'Liberation Sans',Arial,sans-serif;fill:{--ink-2}}"
        ".head{font:20px 'Liberation Serif',Georgia,serif;fill:{--ink}}"
        ".note{font-size:12px;fill:{--ink-2}}"
    )
    return re.sub(r"\{(--[\w-]+)\}", lambda m: colours.get(m.group(1), "#000"), base + said)


def _lines(lines: Sequence[str], kind: str, start: float, step: int) -> list[str]:
    return [
        f'<text class="{kind}" x="{MARGIN}" y="{start + step * rank:.0f}">{escape(line)}</text>'
        for rank, line in enumerate(lines)
    ]


_DRAWING = re.compile(r'<svg[^>]*class="c .*?</svg>', re.S)
_CLASS = re.compile(r' class="([\w ]+)"')


_FACE = 'font-family="Liberation Sans, Arial, sans-serif"'
"""The letters that their room is measured with, where no style sheet reaches."""
_PLAIN_TEXT = re.compile(r"<text (?![^>]*fill=)")


def painted(html: str, colours: dict[str, str]) -> str:
    """The drawings of a page with the colours of their classes written in."""

    def written(found: re.Match[str]) -> str:
        styles = ";".join(_STYLES[name] for name in found.group(1).split() if name in _STYLES)
        pairs = (style.split(":") for style in styles.split(";") if style)
        said = " ".join(f'{name}="{colours.get(value[1:-1], value)}"' for name, value in pairs)
        return f"{found.group()} {said}"

    def one(found: re.Match[str]) -> str:
        drawing = _CLASS.sub(written, found.group()).replace("<svg ", f"<svg {_FACE} ", 1)
        ink = f'<text fill="{colours["--ink-2"]}" '
        return _PLAIN_TEXT.sub(ink, drawing).replace("<text ", '<text font-size="13.5" ')

    return _DRAWING.sub(one, html)


def picture(drawn: str, light: dict[str, str], dark: dict[str, str]) -> bytes:
    """One drawing as an image of its own, in the colours of the page that shows it.

    An image knows whether its page is light or dark, but not the style sheets of the page.
    """
    night = f"@media (prefers-color-scheme: dark){{{_style(dark)}}}"
    own = '<svg xmlns="http://www.w3.org/2000/svg" '
    inside = f"<style>{_style(light)}{night}</style><title "
    return drawn.replace("<svg ", own, 1).replace("<title ", inside, 1).encode()


def png(sheet: FigureSheet) -> bytes:
    """The same drawing as pixels, two for a unit."""
    return bytes(vl_convert.svg_to_png(svg(sheet).decode(), scale=2.0))
