"""Papers of a request: its acknowledgement, as a tagged PDF."""

from functools import cache
from importlib.resources import files

from django.template.loader import render_to_string

from parvis.apps.casework.models import Message, ServiceRequest, Way
from parvis.apps.casework.setup import desk_of
from parvis.apps.ui.paper import letterhead
from parvis.core.casework.lifecycle import Happening
from parvis.core.errors import NotVisible, Refused

VARIANT = "pdf/ua-1"


def receipt_pdf(request: ServiceRequest) -> bytes:
    """The acknowledgement as it was written then; NotVisible once its words are erased.

    Refused without the Pango library.
    """
    ranks = request.events.filter(what=Happening.ACKNOWLEDGED).values("rank")
    written = Message.objects.filter(service_request=request, way=Way.OUT, rank__in=ranks).first()
    if written is None or not written.text:
        raise NotVisible
    setup, head = desk_of(request.authority_id).setup, letterhead(request.authority)
    html = render_to_string("casework/receipt.html", {
        "request": request, "contact": request.contact, "paragraphs": written.text.split("\n\n"),
        "team": setup.teams.get(request.team), "at": written.at, "head": head,
    })  # fmt: skip
    try:
        from weasyprint import CSS, HTML
    except OSError as error:
        raise Refused("document.no_pango") from error
    pdf: bytes = HTML(string=html).write_pdf(
        stylesheets=[CSS(string=_style()), CSS(string=head.style)], pdf_variant=VARIANT
    )
    return pdf


@cache
def _style() -> str:
    return (files("parvis.apps.casework") / "static/casework/paper.css").read_text("utf-8")
