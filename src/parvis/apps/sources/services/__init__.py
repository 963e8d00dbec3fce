"""The verbs of the municipal files."""

from parvis.apps.sources.folders import sweep
from parvis.apps.sources.services.deliveries import discard_delivery, set_aside_quarantine
from parvis.apps.sources.services.loading import load_file

__all__ = [
    "discard_delivery",
    "load_file",
    "set_aside_quarantine",
    "sweep",
]
