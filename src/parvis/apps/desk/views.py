"""The queue, the file of a request, the map."""

from datetime import datetime

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from parvis.apps import wired
from parvis.apps.accounts.decisions import requires
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.dispatch import agents_of
from parvis.apps.casework.documents import receipt_pdf
from parvis.apps.casework.models import Presence
from parvis.apps.casework.selectors import (
    attachment_for,
    last_bulk_action,
    links_of,
    request_file,
    whole_file,
)
from parvis.apps.casework.services import STILL_THERE, consult
from parvis.apps.casework.services.bulk import UNDO_TIME
from parvis.apps.casework.setup import Desk, desk_of
from parvis.apps.desk import queue
from parvis.apps.desk.counting import counts
from parvis.apps.desk.drawing import drawn
from parvis.apps.desk.file import file_of
from parvis.apps.desk.likely import alike, report_of
from parvis.apps.desk.rows import row
from parvis.apps.desk.selectors import saved_views
from parvis.apps.desk.sentences import queue_sentence
from parvis.core.access import Actor, Capability


def desk_for(request: HttpRequest) -> Desk:
    """The desk of the authority that the request works for."""
    return desk_of(Authority.objects.values_list("pk", flat=True).get(code=request.authority))


@requires(Capability.SEE_DESK)
@require_GET
def queue_page(request: HttpRequest) -> HttpResponse:
    """What is to be done, the most urgent first."""
    actor, authority, now = request.actor, request.authority, timezone.now()
    filters = queue.filters_from(request.GET)
    at_once = queue.found_at_once(actor, authority, filters.text) if filters.text else None
    if at_once is not None:
        return redirect("desk:file", at_once.pk)
    desk = desk_for(request)
    held = counts(actor, authority, now)
    found = queue.queue(actor, authority, filters, now)
    page = _page(request, found, filters, held)
    action = last_bulk_action(actor, authority)
    shown = {
        "filters": filters,
        "views": _views(filters, held),
        "saved": list(saved_views(actor, authority)),
        "here": request.GET.urlencode(),
        "title": queue.TITLES[filters.view],
        "sentence": queue_sentence(filters.view, held),
        "page": page,
        "rows": [row(found, actor, desk, now) for found in page],
        "setup": desk.setup,
        "districts": queue.districts(actor, authority),
        "orders": queue.ORDERS,
        "undo": action if action and action.at > now - UNDO_TIME else None,
        "mine": request.actor.sectors(Capability.HANDLE_REQUESTS, authority),
    }
    return render(request, "desk/queue.html", shown)


def _page(request: HttpRequest, found, filters: queue.Filters, held: dict[str, int]):
    """A page of the queue; a view without filter is not counted twice."""
    paginator = Paginator(found, queue.PAGE_ROWS)
    if not (filters.text or filters.category or filters.district or filters.team):
        paginator.count = held[filters.view]
    return paginator.get_page(request.GET.get("page"))


def _views(filters: queue.Filters, held: dict[str, int]) -> list[dict[str, object]]:
    return [
        {"code": code, "title": title, "count": held[code], "is_current": code == filters.view}
        for code, title in queue.TITLES.items()
    ]


@requires(Capability.SEE_DESK)
@require_GET
def file_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what happened, what may be done; the look is journaled."""
    return show_file(request, pk)


def show_file(
    request: HttpRequest, pk: int, *, refusal: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    """The page of a file, with what was refused and typed if something was."""
    actor, now = request.actor, timezone.now()
    draft = consult(actor=actor, now=now, request=pk).draft
    found = whole_file(actor, pk)
    desk = desk_of(found.authority_id)
    category = desk.setup.categories.get(found.category)
    likely = (
        alike(actor, request.authority, desk, report_of(found), category, now) if category else []
    )
    links = list(links_of(actor, pk))
    told = {link.one_id if link.other_id == pk else link.other_id for link in links}
    team = desk.setup.teams.get(found.team)
    shown = {
        "file": file_of(found, desk, now),
        "others": [one for one in found.presences.all() if _is_other(one, actor, now)],
        "links": [link.other if link.one_id == pk else link.one for link in links
                  if link.tie == "related"],
        "merged": list(found.merged.all())[:20],
        "likely": [one for one in likely if one.request.pk != pk and one.request.pk not in told],
        "setup": desk.setup,
        "agents": agents_of(found.authority, team) if team else [],
        "refusal": refusal,
        "typed": typed or draft,
        "is_draft": bool(draft and not typed),
    }  # fmt: skip
    return render(request, "desk/file.html", shown, status=status)


def _is_other(presence: Presence, actor: Actor, now: datetime) -> bool:
    """Whether somebody else has the file open at this moment."""
    return presence.account.ref != actor.ref and presence.seen_at >= now - STILL_THERE


@requires(Capability.SEE_DESK)
@require_GET
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The acknowledgement of a request, as a PDF to hand over or to post."""
    found = request_file(request.actor, pk)
    answer = HttpResponse(receipt_pdf(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="accuse-{found.number}.pdf"'
    return answer


@requires(Capability.SEE_DESK)
@require_GET
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    """A file joined to a request, always as a download but for photos."""
    found = attachment_for(request.actor, pk)
    path = wired.home().attachments / found.stored
    is_photo = found.kind.startswith("image/")
    return FileResponse(path.open("rb"), content_type=found.kind, filename=found.name,
                        as_attachment=not is_photo)  # fmt: skip


@requires(Capability.SEE_DESK)
@require_GET
def map_page(request: HttpRequest) -> HttpResponse:
    """Where the open requests of a view are."""
    filters = queue.filters_from(request.GET)
    now = timezone.now()
    found = queue.queue(request.actor, request.authority, filters, now)
    placed = found.filter(latitude__isnull=False, longitude__isnull=False)[:500]
    shown = {"drawing": drawn(list(placed), request.actor, desk_for(request), now),
             "filters": filters, "title": queue.TITLES[filters.view]}  # fmt: skip
    return render(request, "desk/map.html", shown)


@requires(Capability.SEE_DESK)
@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """All the keys of the desk."""
    return render(request, "desk/keys.html")
