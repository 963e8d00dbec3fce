"""Records of the campaigns for the trials of every selector."""

from collections.abc import Callable

import factories
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.campaigns.models import (
    Campaign,
    NameWatch,
    Opposition,
    Recipient,
    Survey,
    SurveyAnswer,
    TownAction,
)
from parvis.core.sectors import Sector

NOW = factories.NOW


def campaign(place: Authority) -> Campaign:
    return Campaign.objects.create(
        authority=place, title="Avis", goal="Savoir", aim="opinion", channel="email",
        contract="demo_familles", sector=Sector.SCOLAIRE_SPORT_CULTURE, draw=b"x",
        created_at=NOW, created_by_label="x",
    )  # fmt: skip


def recipient(place: Authority) -> Recipient:
    return Recipient.objects.create(authority=place, campaign=campaign(place), key=place.code)


def opposition(place: Authority) -> Opposition:
    return Opposition.objects.create(authority=place, key="k", reason="told", at=NOW)


def action(place: Authority) -> TownAction:
    periods = [f"2024-0{n}" for n in range(1, 8)]
    series = {str(n): [float(n + p) for p in range(7)] for n in range(10)}
    return TownAction.objects.create(
        authority=place, title="Label", goal="Attirer", target="habitants", measure="nuitées",
        periods=periods, since="2024-06", series=series, created_at=NOW, created_by_label="x",
    )  # fmt: skip


def survey(place: Authority) -> Survey:
    return Survey.objects.create(
        authority=place, questionnaire="avis", wave="2026", code=place.code, opened_at=NOW
    )


def survey_answer(place: Authority) -> SurveyAnswer:
    asked = Survey.objects.create(
        authority=place, questionnaire="avis", wave="2025", code=f"b{place.code}", opened_at=NOW
    )
    return SurveyAnswer.objects.create(
        authority=place, survey=asked, by="web", said={"satisfaction": 4}, answered_at=NOW
    )


def name_watch(place: Authority) -> NameWatch:
    return NameWatch.objects.create(
        authority=place, names=["Vendôme"], filename="bopi.xml", sha256=place.code, read=1,
        hits=[], evidence="x", at=NOW, by_label="x",
    )  # fmt: skip


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {
    Campaign: campaign,
    Recipient: recipient,
    Opposition: opposition,
    TownAction: action,
    Survey: survey,
    SurveyAnswer: survey_answer,
    NameWatch: name_watch,
}
