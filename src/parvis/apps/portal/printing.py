"""Pages on paper: a tagged PDF of an HTML document that stands alone."""

from parvis.core.errors import Refused

VARIANT = "pdf/ua-1"


def as_pdf(html: str, style: str) -> bytes:
    """`html` as a tagged PDF (PDF/UA-1), in `style`; Refused without the Pango library."""
    try:
        from weasyprint import CSS, HTML
    except OSError as error:
        raise Refused("document.no_pango") from error
    pdf: bytes = HTML(string=html).write_pdf(stylesheets=[CSS(string=style)], pdf_variant=VARIANT)
    return pdf
