"""The verbs of the municipal files."""

from parvis.apps.sources.folders import sweep
from parvis.apps.sources.services.deliveries import discard_delivery, set_aside_quarantine
from parvis.apps.sources.services.loading import load_file
from parvis.apps.sources.services.uploads import (
    correct_quarantine,
    load_waiting,
    receive_upload,
    take_in,
)

__all__ = [
    "correct_quarantine",
    "discard_delivery",
    "load_file",
    "load_waiting",
    "receive_upload",
    "set_aside_quarantine",
    "sweep",
    "take_in",
]
