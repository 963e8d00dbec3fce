"""The portrait outside the screen: one HTML file that stands alone, and a tagged PDF of it."""

import re
from functools import cache
from importlib.resources import files

from django.template.loader import render_to_string

from parvis.apps.territory.page import Page
from parvis.core.errors import Refused

STYLE = "territory/document.css"
VARIANT = "pdf/ua-1"
_INKS = ("#eef0f1", "#d3ede6", "#a5d7cb", "#6ebaa9", "#419080", "#046557")
_AREA = re.compile(r'<path class="m(\d)( here)?"')


def to_html(page: Page) -> str:
    """The portrait as one HTML document, its style inside."""
    html = render_to_string("territory/document.html", {"page": page})
    html = _AREA.sub(_inked, html)
    return html.replace("</head>", f"<style>{_style()}</style></head>", 1)


def to_pdf(page: Page) -> bytes:
    """The same document as a tagged PDF (PDF/UA-1); Refused without the Pango library."""
    try:
        from weasyprint import HTML
    except OSError as error:
        raise Refused("document.no_pango") from error
    pdf: bytes = HTML(string=to_html(page)).write_pdf(pdf_variant=VARIANT)
    return pdf


def _inked(area: re.Match[str]) -> str:
    """Colours as attributes: a style sheet does not reach into drawings on paper."""
    stroke = 'stroke="#1d2327" stroke-width="3"' if area[2] else 'stroke="#ffffff"'
    return f'<path fill="{_INKS[int(area[1])]}" {stroke}'


@cache
def _style() -> str:
    return (files("parvis.apps.territory") / "static" / STYLE).read_text("utf-8")
