"""Following a request by its code: its story, its answer, a word to add, a rating to give."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from parvis.apps import wired
from parvis.apps.accounts.decisions import public
from parvis.apps.accounts.ports import pusher
from parvis.apps.casework.agenda import agenda_of
from parvis.apps.casework.files import keep_file
from parvis.apps.casework.selectors import (
    public_attachments,
    requests_of_account,
    tracked_request,
)
from parvis.apps.casework.services import reopen_by_citizen, write_to_town
from parvis.apps.casework.uploads import accepts_attachments
from parvis.apps.portal import following
from parvis.apps.portal.family import OfChild, told_of_children
from parvis.apps.portal.page import page
from parvis.apps.portal.town import town
from parvis.apps.portal.who import account_id
from parvis.core.calendar.agenda import MEDIA_TYPE
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
    mine = requests_of_account(actor, town(request).code).select_related(None)
    own = list(mine) if account_id(actor) else []
    known = {found.pk for found in own}
    here = following.in_browser(request, town(request).code)
    return page(
        request, "portal/mine.html", "demandes", status=404 if problem else 200,
        own=_told(own), here=_told([r for r in here if r.pk not in known]),
        others=_for_others(request), children=_of_children(request),
        drafts=following.own_drafts(request), code=code, problem=problem,
    )  # fmt: skip


def _unknown(code: str) -> str:
    try:
        typed_code(code)
    except Refused as refusal:
        return refusal.sentence()
    return Refused("tracking.unknown").sentence()


def _told(requests: list) -> list[tuple]:  # type: ignore[type-arg]
    return [(r, following.answer_of(r, following.team_of(r))) for r in requests]


def _for_others(request: HttpRequest) -> list[tuple[str, list]]:  # type: ignore[type-arg]
    """For each person one helps, the requests that the power lets one follow."""
    if not request.user.is_authenticated:
        return []
    found = following.of_helped(request.user, town(request), datetime.now(UTC).date())
    return [(giver.full_name, _told(requests)) for giver, requests in found]


def _of_children(request: HttpRequest) -> list[OfChild]:
    """What the other parents of one's children let be known."""
    if not request.user.is_authenticated:
        return []
    return told_of_children(request.user, town(request))


@require_safe
@public
def follow(request: HttpRequest, code: str) -> HttpResponseBase:
    """One request and its story."""
    found = following.followed(town(request).code, code)
    response = page(
        request, "portal/follow.html", "demandes", followed=found, request_=found.request,
        files=public_attachments(town(request).code, code), looks=following.looks(found.request),
        appointments=found.request.appointments.all(), push_key=pusher().public_key(),
        just_sent=request.GET.get("envoyee") == "oui",
    )  # fmt: skip
    following.remember(request, response, found.request.tracking_code)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@public
def agenda(request: HttpRequest, code: str) -> HttpResponse:
    """The appointments and the promise of one request, for any agenda."""
    found = tracked_request(town(request).code, code)
    content = agenda_of(found, datetime.now(UTC))
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="demande-{found.number}.ics"'
    return answer


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
