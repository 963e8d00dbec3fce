"""The verbs of the municipal files."""

from parvis.apps.sources.folders import sweep
from parvis.apps.sources.services.consulting import consult_lines, consult_record
from parvis.apps.sources.services.deliveries import (
    consult_quarantine,
    discard_delivery,
    hand_over_quarantine,
    set_aside_quarantine,
)
from parvis.apps.sources.services.describing import (
    describe_file,
    forget_undescribed,
    preview_contract,
    propose_contract,
)
from parvis.apps.sources.services.loading import load_file
from parvis.apps.sources.services.publishing import ask_to_publish, publish_release, use_release
from parvis.apps.sources.services.uploads import (
    correct_quarantine,
    load_waiting,
    receive_upload,
    take_in,
)

__all__ = [
    "ask_to_publish",
    "consult_lines",
    "consult_quarantine",
    "consult_record",
    "correct_quarantine",
    "describe_file",
    "discard_delivery",
    "forget_undescribed",
    "hand_over_quarantine",
    "load_file",
    "load_waiting",
    "preview_contract",
    "propose_contract",
    "publish_release",
    "receive_upload",
    "set_aside_quarantine",
    "sweep",
    "take_in",
    "use_release",
]
