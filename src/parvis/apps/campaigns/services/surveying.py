"""Opening a survey, taking answers by the web, on paper or at the counter, closing it."""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from parvis.apps import wired
from parvis.apps.audit.services import record
from parvis.apps.campaigns.models import Survey, SurveyAnswer
from parvis.apps.campaigns.rights import authority_of
from parvis.core.access import Actor, Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.loyalty.questionnaire import checked


@transaction.atomic
def open_survey(
    *, actor: Actor, now: datetime, authority: str, questionnaire: str, wave: str, asked: int
) -> Survey:
    """Open a wave; Refused where the questionnaire is unknown or the wave stands already."""
    where = authority_of(actor, authority)
    if questionnaire not in wired.questionnaires() or not wave.strip():
        raise Refused("survey.unknown", questionnaire=questionnaire)
    known = Survey.objects.filter(authority=where, questionnaire=questionnaire, wave=wave)
    if known.exists():
        raise Refused("survey.twice", wave=wave)
    made = Survey.objects.create(
        authority=where, questionnaire=questionnaire, wave=wave, asked=asked,
        code=secrets.token_hex(8), opened_at=now,
    )  # fmt: skip
    record(actor=actor, authority=where, action="survey.opened", subject=f"survey:{made.pk}",
           detail={"number": asked}, now=now)  # fmt: skip
    return made


@transaction.atomic
def answer_survey(*, now: datetime, code: str, posted: Mapping[str, str], by: str) -> SurveyAnswer:
    """Keep one answer; NotVisible for an unknown code, Refused for a closed survey."""
    found = Survey.objects.filter(code=code).first()
    if found is None or found.questionnaire not in wired.questionnaires():
        raise NotVisible
    if found.closed_at is not None:
        raise Refused("survey.closed", wave=found.wave)
    said = checked(wired.questionnaires()[found.questionnaire], posted)
    return SurveyAnswer.objects.create(
        authority_id=found.authority_id, survey=found, by=by, said=said, answered_at=now
    )


@transaction.atomic
def close_survey(*, actor: Actor, now: datetime, survey: int) -> Survey:
    """Take no more answers."""
    mine = Survey.objects.visible_to(actor, Capability.RUN_CAMPAIGNS)
    found = mine.select_related("authority").filter(pk=survey, closed_at=None).first()
    if found is None:
        raise NotVisible
    found.closed_at = now
    found.save(update_fields=["closed_at"])
    record(actor=actor, authority=found.authority, action="survey.closed", now=now,
           subject=f"survey:{found.pk}", detail={})  # fmt: skip
    return found
