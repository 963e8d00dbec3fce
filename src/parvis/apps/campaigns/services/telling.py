"""Answers to surveys feed the release like any other source, by the sources' door."""

import csv
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils.timezone import localtime

from parvis.apps import wired
from parvis.apps.authorities.models import Authority
from parvis.apps.campaigns.models import SurveyAnswer
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.services import load_file
from parvis.apps.ui.brands import home_card
from parvis.core.access import OPERATOR
from parvis.core.loyalty.questionnaire import Questionnaire, Role

CONTRACT = "parvis_enquetes"
HEADER = ("Numéro de la réponse", "Réponse du", "Vague de l’enquête", "Se dit satisfait",
          "Note de recommandation", "Encourage à venir", "Fierté", "Défend la ville")  # fmt: skip
_NUMBERS = (Role.RECOMMENDATION, Role.RECOMMENDS, Role.PRIDE, Role.DEFENCE)
_PLEASED = 4


def feed_answers(*, now: datetime) -> int:
    """Bring to the sources the answers that came since the last time; how many."""
    return sum(_feed(authority, now) for authority in Authority.objects.all())


def _feed(authority: Authority, now: datetime) -> int:
    new = _new(authority)
    count = new.count()
    if not count:
        return 0
    with tempfile.TemporaryDirectory(dir=wired.home().identified, prefix="survey-") as place:
        path = Path(place) / f"enquetes-{now:%Y%m%d%H%M%S}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(_rows(new))
        load_file(
            actor=OPERATOR, now=now, authority=str(authority.code), path=path,
            filename=path.name, contract_id=CONTRACT, is_synthetic=home_card().is_demo,
        )  # fmt: skip
    return count


def _new(authority: Authority) -> QuerySet[SurveyAnswer]:
    kept = Delivery.objects.filter(authority=authority, contract=CONTRACT)
    last = kept.filter(state=DeliveryState.KEPT).order_by("-received_at").first()
    since = {"answered_at__gt": last.received_at} if last else {}
    known = SurveyAnswer.objects.filter(
        authority=authority, survey__questionnaire__in=list(wired.questionnaires()), **since
    )
    return known.select_related("survey").order_by("pk")


def _rows(answers: QuerySet[SurveyAnswer]) -> Iterator[tuple[str, ...]]:
    known = wired.questionnaires()
    for one in answers:
        asked = known[one.survey.questionnaire]
        pleased = _said(asked, Role.SATISFACTION, one.said)
        yield (
            str(one.pk), localtime(one.answered_at).date().isoformat(), one.survey.wave,
            "" if not pleased else "oui" if int(pleased) >= _PLEASED else "non",
            *(_said(asked, role, one.said) for role in _NUMBERS),
        )  # fmt: skip


def _said(asked: Questionnaire, role: Role, said: dict[str, object]) -> str:
    """The answer to the question of a role; "" where there is none."""
    return next((str(said[q.id]) for q in asked.of(role) if q.id in said), "")
