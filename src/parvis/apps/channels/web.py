"""The one way out to other servers: https, no redirection to elsewhere, a short patience."""

import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from parvis.core.errors import Unavailable
from parvis.engines import outside

PATIENCE_S = 10
LARGEST = 5_000_000


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: an address was checked, not the one it leads to."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


def check_address(url: str) -> None:
    """Refused unless `url` is https to a machine of the outside world."""
    outside.check_address(url, allows_local=settings.ALLOWS_LOCAL_ADDRESSES)


def call(url: str, *, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    """The answer of `url` to a GET, or to a POST of `data`; Unavailable if it fails."""
    check_address(url)
    request = urllib.request.Request(url, data=data, headers=dict(headers or {}))  # noqa: S310
    try:
        with _OPENER.open(request, timeout=PATIENCE_S) as answer:
            content: bytes = answer.read(LARGEST)
            return content
    except (OSError, urllib.error.URLError) as error:
        raise Unavailable(urlsplit(url).hostname or url) from error
