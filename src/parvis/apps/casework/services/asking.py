"""The one question asked after closing, in the words of "Je donne mon avis" (DINUM, MIT)."""

from datetime import datetime

from django.db import transaction

from parvis.apps.casework.history import append
from parvis.apps.casework.models import Satisfaction, ServiceRequest
from parvis.apps.casework.services.citizen import citizen, followed
from parvis.apps.ui.brands import address_of
from parvis.core.access import Actor
from parvis.core.casework.lifecycle import Happening, State
from parvis.core.errors import Refused

QUESTION = "De façon générale, comment ça s’est passé ?"
LEVELS = {3: "Très bien", 2: "Moyen", 1: "Pas bien"}
LONGEST_COMMENT = 2_000


def question(request: ServiceRequest) -> str:
    """The question as a message asks it: each answer is one click away."""
    links = "\n".join(f"{label} : {address(request, level)}" for level, label in LEVELS.items())
    return f"{QUESTION}\n{links}"


def address(request: ServiceRequest, level: int) -> str:
    """Where an answer is given; the tracking code is the right to."""
    return address_of(request.authority, f"/avis/{request.tracking_code}/?reponse={level}")


@transaction.atomic
def answer_question(
    *, actor: Actor, now: datetime, authority: str, code: str, level: int, comment: str = "",
    reopen: bool = False,
) -> Satisfaction:  # fmt: skip
    """Keep the citizen's answer, once; a later one replaces it. `reopen` if they ask for it.

    Refused while the request is not closed.
    """
    request = followed(authority, code)
    if request.state != State.CLOSED:
        raise Refused("satisfaction.not_closed")
    kept, _ = Satisfaction.objects.update_or_create(
        service_request=request,
        defaults={
            "authority_id": request.authority_id, "level": level,
            "comment": comment.strip()[:LONGEST_COMMENT], "answered_at": now,
        },
    )  # fmt: skip
    if reopen and level < max(LEVELS):
        append(request, Happening.REOPENED, actor=citizen(actor), now=now)
    return kept
