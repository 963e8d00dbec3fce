"""A note outside the screen: a tagged PDF, ready to be joined to a deliberation."""

from functools import cache
from importlib.resources import files

from django.template.loader import render_to_string

from parvis.apps.offer.told import Told
from parvis.core.errors import Refused

STYLE = "offer/document.css"
VARIANT = "pdf/ua-1"


def to_html(note: Told) -> str:
    """The note as one HTML document, its style inside."""
    html = render_to_string("offer/document.html", {"note": note})
    return html.replace("</head>", f"<style>{_style()}</style></head>", 1)


def to_pdf(note: Told) -> bytes:
    """The same document as a tagged PDF (PDF/UA-1); Refused without the Pango library."""
    try:
        from weasyprint import HTML
    except OSError as error:
        raise Refused("document.no_pango") from error
    pdf: bytes = HTML(string=to_html(note)).write_pdf(pdf_variant=VARIANT)
    return pdf


@cache
def _style() -> str:
    return (files("parvis.apps.offer") / "static" / STYLE).read_text("utf-8")
