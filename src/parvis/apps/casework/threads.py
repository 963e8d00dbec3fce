"""Which request an e-mail belongs to: a signed token in its addresses, and a sender we know."""

import hashlib
import hmac
import re
from email.utils import parseaddr

from django.conf import settings

from parvis.apps.casework.models import Message, ServiceRequest

_TOKEN = re.compile(r"\bparvis\.(\d+)\.([0-9a-f]{20})\b", re.I)
_SIGNED = b"parvis.casework.thread"


def token_of(request: ServiceRequest) -> str:
    """What ties a reply to `request`: its key, signed with the home's secret."""
    return f"parvis.{request.pk}.{_signature(request.pk)}"


def _signature(pk: int) -> str:
    message = _SIGNED + str(pk).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()[:20]


def request_named(texts: str) -> int | None:
    """The key of the request that a token in `texts` names; None if none, or if it is forged."""
    for found in _TOKEN.finditer(texts):
        if hmac.compare_digest(found[2].lower(), _signature(int(found[1]))):
            return int(found[1])
    return None


def headers_of(message: Message) -> dict[str, str]:
    """Headers by which a reply comes back to its request, and loops are cut."""
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    local, _, domain = sender.rpartition("@")
    token = token_of(message.service_request)
    return {
        "Message-ID": f"<{token}.{message.pk}@{domain}>",
        "References": f"<{token}@{domain}>",
        "Reply-To": f"{local}+{token}@{domain}",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
