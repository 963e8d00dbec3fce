"""Pages on paper: a tagged PDF of an HTML document that stands alone."""

from parvis.core.errors import Refused

VARIANT = "pdf/ua-1"


def as_pdf(html: str) -> bytes:
    """`html` as a tagged PDF (PDF/UA-1); Refused without the Pango library."""
    try:
        from weasyprint import HTML
    except OSError as error:
        raise Refused("document.no_pango") from error
    pdf: bytes = HTML(string=html).write_pdf(pdf_variant=VARIANT)
    return pdf
