"""A published home around the pages under test."""

from published import published, published_home, published_ports

__all__ = ["published", "published_home", "published_ports"]
