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
from parvis.apps.sources.services.pushing import (
    collect_watched,
    create_token,
    receive_push,
    revoke_token,
    token_of,
)
from parvis.apps.sources.services.unpacking import unpacked
from parvis.apps.sources.services.uploads import (
    correct_quarantine,
    load_waiting,
    receive_upload,
    take_in,
    take_in_each,
)

__all__ = [
    "ask_to_publish",
    "collect_watched",
    "consult_lines",
    "consult_quarantine",
    "consult_record",
    "correct_quarantine",
    "create_token",
    "describe_file",
    "discard_delivery",
    "forget_undescribed",
    "hand_over_quarantine",
    "load_file",
    "load_waiting",
    "preview_contract",
    "propose_contract",
    "publish_release",
    "receive_push",
    "receive_upload",
    "revoke_token",
    "set_aside_quarantine",
    "sweep",
    "take_in",
    "take_in_each",
    "token_of",
    "unpacked",
    "use_release",
]
