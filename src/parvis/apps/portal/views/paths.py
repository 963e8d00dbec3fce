"""Guided paths: answers stay in the address, nothing is kept; each demarche begins filled in."""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import public
from parvis.apps.catalogue.models import Demarche
from parvis.apps.catalogue.selectors import published_demarches
from parvis.apps.portal.controls import controls
from parvis.apps.portal.page import page
from parvis.apps.portal.town import town
from parvis.core.errors import NotVisible
from parvis.core.forms.reading import read_page
from parvis.core.forms.walk import Walk


@require_safe
@public
def follow(request: HttpRequest, name: str) -> HttpResponse:
    """The questions of a path; once answered, what there is to do."""
    path = wired.paths().get(name)
    if path is None:
        raise NotVisible
    now = datetime.now(UTC)
    (questions,) = path.form.pages
    sent = {key: request.GET.getlist(key) for key in request.GET}
    answers = read_page(questions, sent, {})
    due = path.due(answers, now) if sent else []
    shown = _shown(town(request).code, {step.demarche for step in due})
    return page(
        request, "portal/path.html", "demarches", path=path,
        controls=controls(Walk(path.form, answers, now), questions, []),
        steps=[(shown[step.demarche], step.why) for step in due if step.demarche in shown],
        is_answered=bool(sent),
        given=[(key, value) for key, value in answers.items() if value and isinstance(value, str)],
    )  # fmt: skip


def _shown(authority: str, codes: set[str]) -> dict[str, Demarche]:
    """Those of `codes` that the town shows; nothing is read where there is nothing to do."""
    if not codes:
        return {}
    return {d.code: d for d in published_demarches(authority).filter(code__in=codes)}
