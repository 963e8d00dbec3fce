"""Verbs on requests: taken in, handled, answered, closed."""

from parvis.apps.casework.services.registering import register_service_request

__all__ = ["register_service_request"]
