"""Addresses of the outside world: the town's own network is never reached from one that a
screen accepts."""

import ipaddress
import socket
from urllib.parse import urlsplit

from parvis.core.errors import Refused, Unavailable


def check_address(url: str, *, allows_local: bool) -> None:
    """Refused unless `url` is https to a machine of the outside world, or local machines are
    allowed (a rehearsal); Unavailable when its name is not known."""
    parts = urlsplit(url)
    if allows_local and parts.scheme in ("http", "https"):
        return
    if parts.scheme != "https" or not parts.hostname:
        raise Refused("channel.address", url=url)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port or 443)
    except OSError as error:
        raise Unavailable(parts.hostname) from error
    if any(not ipaddress.ip_address(each[4][0]).is_global for each in found):
        raise Refused("channel.address", url=url)
