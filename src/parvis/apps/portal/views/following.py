"""Following a request by its code: its story, its answer, a word to add, a rating to give."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import public
from parvis.apps.casework.files import keep_file
from parvis.apps.casework.selectors import (
    public_attachments,
    requests_of_account,
    tracked_request,
)
from parvis.apps.casework.services import reopen_by_citizen, write_to_town
from parvis.apps.casework.uploads import accepts_attachments
from parvis.apps.portal import following
from parvis.apps.portal.models import Draft
from parvis.apps.portal.page import page
from parvis.apps.portal.town import town
from parvis.apps.portal.who import account_id
from parvis.core.casework.tracking import typed_code
from parvis.core.errors import NotVisible, Refused


@require_safe
@public
def mine(request: HttpRequest) -> HttpResponseBase:
    """One's requests: those of the account, those this browser follows, a code to type."""
    code, problem = request.GET.get("code", "").strip(), ""
    if code:
        try:
            return redirect(
                "portal:follow", tracked_request(town(request).code, code).tracking_code
            )
        except NotVisible:
            problem = _unknown(code)
    actor = request.actor  # type: ignore[attr-defined]
    own = requests_of_account(actor, town(request).code) if account_id(actor) else []
    known = {found.pk for found in own}
    here = following.in_browser(request, town(request).code)
    return page(
        request, "portal/mine.html", "demandes", status=404 if problem else 200,
        own=_told(list(own)), here=_told([r for r in here if r.pk not in known]),
        drafts=_drafts(request), code=code, problem=problem,
    )  # fmt: skip


def _unknown(code: str) -> str:
    try:
        typed_code(code)
    except Refused as refusal:
        return refusal.sentence()
    return Refused("tracking.unknown").sentence()


def _told(requests: list) -> list[tuple]:  # type: ignore[type-arg]
    return [(r, following.answer_of(r, following.team_of(r))) for r in requests]


def _drafts(request: HttpRequest) -> list[Draft]:
    actor = request.actor  # type: ignore[attr-defined]
    drafts = Draft.objects.filter(
        authority=town(request), account_id=account_id(actor), request_code=""
    )
    return list(drafts) if account_id(actor) else []


@require_safe
@public
def follow(request: HttpRequest, code: str) -> HttpResponseBase:
    """One request and its story."""
    found = following.followed(town(request).code, code)
    response = page(
        request, "portal/follow.html", "demandes", followed=found, request_=found.request,
        files=public_attachments(town(request).code, code), looks=following.looks(found.request),
        just_sent=request.GET.get("envoyee") == "oui",
    )  # fmt: skip
    following.remember(request, response, found.request.tracking_code)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@public
@accepts_attachments
def write(request: HttpRequest, code: str) -> HttpResponseBase:
    """Add a word, and a photo; to a closed request, it says what is not settled."""
    found = tracked_request(town(request).code, code)
    files = [keep_file(file.name or "", file.read()) for file in request.FILES.getlist("piece")]
    verb = reopen_by_citizen if "rouvrir" in request.POST else write_to_town
    more = {} if verb is reopen_by_citizen else {"files": files}
    verb(
        actor=request.actor, now=datetime.now(UTC), authority=town(request).code,  # type: ignore[attr-defined]
        code=found.tracking_code, text=request.POST.get("message", ""), **more,
    )  # fmt: skip
    messages.success(request, "Votre message est parti.")
    return redirect("portal:follow", found.tracking_code)


@require_safe
@public
def attachment(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """A file of the request, for who holds its code; always to keep, never run by the browser."""
    found = public_attachments(town(request).code, code).filter(pk=pk).first()
    path = wired.home().attachments / found.stored if found else None
    if found is None or path is None or not path.is_file():
        raise NotVisible
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=found.name, content_type=found.kind
    )


@require_safe
@public
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """What was asked and when, to print or to keep."""
    found = following.followed(town(request).code, code)
    return page(request, "portal/receipt.html", "demandes", followed=found, request_=found.request)
