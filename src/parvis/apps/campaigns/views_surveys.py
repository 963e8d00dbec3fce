"""Screens of the surveys: opened, answered by anybody, entered from paper, read with margins."""

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.apps import wired
from parvis.apps.accounts.decisions import public, requires
from parvis.apps.campaigns import selectors, services
from parvis.apps.campaigns.models import Survey, SurveyAnswer
from parvis.apps.campaigns.survey_page import page_of
from parvis.core.access import Capability
from parvis.core.errors import NotVisible, Refused

REFUSED = 422


@requires(Capability.SEE_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def survey_list(request: HttpRequest) -> HttpResponse:
    """The waves, and opening one more."""
    may_run = request.actor.may(Capability.RUN_CAMPAIGNS, request.authority)
    refusal = ""
    if request.method == "POST" and may_run:
        said = request.POST
        try:
            made = services.open_survey(
                actor=request.actor, now=timezone.now(), authority=request.authority,
                questionnaire=said.get("questionnaire", ""), wave=said.get("vague", ""),
                asked=_whole(said.get("sollicites", "")),
            )  # fmt: skip
            return redirect("campaigns:survey", made.pk)
        except Refused as refused:
            refusal = refused.sentence()
    page = {
        "surveys": selectors.surveys_of(request.actor, request.authority),
        "questionnaires": list(wired.questionnaires().values()),
        "may_run": may_run,
        "refusal": refusal,
    }
    return render(request, "campaigns/surveys.html", page, status=REFUSED if refusal else 200)


@requires(Capability.SEE_CAMPAIGNS)
@require_GET
def survey(request: HttpRequest, pk: int) -> HttpResponse:
    """What one wave says."""
    found = selectors.survey_of(request.actor, pk)
    before = selectors.wave_before(request.actor, found)
    known = selectors.population_margins(request.actor, request.authority)
    page = {
        "survey": found,
        "page": page_of(found, before, known),
        "address": f"{settings.PUBLIC_URL}{reverse('campaigns:answer', args=[found.code])}",
        "may_run": request.actor.may(Capability.RUN_CAMPAIGNS, request.authority),
    }
    return render(request, "campaigns/survey.html", page)


@requires(Capability.RUN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an answer given on paper or at the counter."""
    found = selectors.survey_of(request.actor, pk)
    by = request.POST.get("par", SurveyAnswer.By.PAPER)
    return _asked(request, found, by if by in SurveyAnswer.By.values else SurveyAnswer.By.PAPER)


@requires(Capability.RUN_CAMPAIGNS)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more answers."""
    services.close_survey(actor=request.actor, now=timezone.now(), survey=pk)
    messages.success(request, "L’enquête est close.")
    return redirect("campaigns:survey", pk)


@requires(Capability.SEE_CAMPAIGNS)
@require_GET
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """A sheet to print for the counter: the address and its QR code."""
    found = selectors.survey_of(request.actor, pk)
    address = f"{settings.PUBLIC_URL}{reverse('campaigns:answer', args=[found.code])}"
    drawn = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    page = {
        "survey": found,
        "title": wired.questionnaires()[found.questionnaire].title,
        "address": address,
        # Ours: drawn from an address that this house made.
        "code": mark_safe(drawn.to_string(encoding="unicode")),  # noqa: S308
    }
    return render(request, "campaigns/poster.html", page)


@public
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The survey, for anybody who has its address."""
    found = Survey.objects.select_related("authority").filter(code=code).first()
    if found is None:
        raise NotVisible
    return _asked(request, found, SurveyAnswer.By.WEB)


def _asked(request: HttpRequest, found: Survey, by: str) -> HttpResponse:
    questionnaire = wired.questionnaires().get(found.questionnaire)
    if questionnaire is None:
        raise NotVisible
    refusal, done = "", False
    if request.method == "POST":
        try:
            services.answer_survey(
                now=timezone.now(), code=found.code, posted=request.POST.dict(), by=by
            )
            done = True
        except Refused as refused:
            refusal = refused.sentence()
    page = {
        "survey": found, "questionnaire": questionnaire, "refusal": refusal, "done": done,
        "is_public": by == SurveyAnswer.By.WEB,
        "asked": [(q, range(q.span[0], q.span[1] + 1)) for q in questionnaire.questions],
    }  # fmt: skip
    return render(request, "campaigns/answer.html", page, status=REFUSED if refusal else 200)


def _whole(text: str) -> int:
    """A number of people as typed, spaces in thousands allowed; 0 where nothing is said."""
    digits = "".join(text.split())
    return int(digits) if digits.isdecimal() else 0
