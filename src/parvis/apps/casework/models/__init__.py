"""Requests, their append-only history, and apart from it whatever is personal.

Events hold codes and references only: erasing the words, the contact and the files of a request
leaves its history whole.
"""

from parvis.apps.casework.models.appointments import Appointment
from parvis.apps.casework.models.around import (
    Absence,
    BulkAction,
    DeskVersion,
    Presence,
    RequestLink,
    Satisfaction,
    Tie,
)
from parvis.apps.casework.models.content import (
    Attachment,
    Message,
    RequestContact,
    Sending,
    Way,
)
from parvis.apps.casework.models.requests import (
    OPEN_STATES,
    SECTORS,
    Audience,
    Channel,
    Numbering,
    RequestEvent,
    ServiceRequest,
    Turn,
)

__all__ = [
    "OPEN_STATES",
    "SECTORS",
    "Absence",
    "Appointment",
    "Attachment",
    "Audience",
    "BulkAction",
    "Channel",
    "DeskVersion",
    "Message",
    "Numbering",
    "Presence",
    "RequestContact",
    "RequestEvent",
    "RequestLink",
    "Satisfaction",
    "Sending",
    "ServiceRequest",
    "Tie",
    "Turn",
    "Way",
]
