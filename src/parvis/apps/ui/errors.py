"""The page of a failure we did not foresee; it needs neither database nor session."""

import logging
import secrets
import sys

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger("parvis.errors")


def server_error(request: HttpRequest) -> HttpResponse:
    """Log the failure under a reference its reader can quote, and say what is safe."""
    reference = f"{secrets.token_hex(2)}-{secrets.token_hex(2)}".upper()
    logger.error("%s %s %s", reference, request.method, request.path, exc_info=sys.exc_info())
    page = render_to_string("500.html", {"reference": reference})
    return HttpResponse(page, status=500)
