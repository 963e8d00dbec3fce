"""Exports pushed by applications, and the screen of their tokens."""

import uuid
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.apps import wired
from parvis.apps.accounts.decisions import public, requires
from parvis.apps.sources import selectors, services
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.uploads import InboxFile
from parvis.core.access import Capability
from parvis.core.errors import Refused
from parvis.core.sectors import Sector

_BLOCK = 1 << 20
UNKNOWN, REFUSED, KEPT, ACCEPTED = 401, 422, 201, 202


@csrf_exempt
@public
@require_http_methods(["PUT", "POST"])
def push(request: HttpRequest, name: str) -> JsonResponse:
    """`PUT /sources/envois/NAME`, the file as body, `Authorization: Bearer TOKEN`.

    An archive of several files answers with a list, and as its worst file would have.
    """
    token = services.token_of(request.headers.get("Authorization", "").removeprefix("Bearer "))
    if token is None:
        return JsonResponse({"error": Refused("token.unknown").sentence()}, status=UNKNOWN)
    upload = _received(request, unquote(name))
    try:
        taken = services.receive_push(
            now=timezone.now(),
            token=token,
            upload=upload,
            contract_id=request.GET.get("contract", ""),
        )
    except Refused as refusal:
        return JsonResponse({"error": refusal.sentence()}, status=REFUSED)
    finally:
        upload.close()
    said = [_said(one) for one in taken]
    body = said[0] if len(said) == 1 else {"deliveries": said}
    return JsonResponse(body, status=_status(taken))


@requires(Capability.LOAD_SOURCES)
@require_GET
def tokens(request: HttpRequest) -> HttpResponse:
    """The tokens of the actor's sectors."""
    return _page(request)


@requires(Capability.LOAD_SOURCES)
@require_POST
def create_token(request: HttpRequest) -> HttpResponse:
    """A new token; its secret is shown on this page and never again."""
    asked = request.POST.get("sector", "")
    try:
        token, secret = services.create_token(
            actor=request.actor,
            now=timezone.now(),
            authority=request.authority,
            label=request.POST.get("label", ""),
            sector=Sector(asked) if asked in set(Sector) else Sector.FISCALITE,
        )
    except Refused as refusal:
        return _page(request, refusal=refusal.sentence(), status=REFUSED)
    return _page(request, made=token, secret=secret)


@requires(Capability.LOAD_SOURCES)
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a token open nothing more."""
    services.revoke_token(actor=request.actor, now=timezone.now(), token=pk)
    return redirect("sources:tokens")


def _received(request: HttpRequest, name: str) -> InboxFile:
    inbox = wired.home().inbox
    inbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    upload = InboxFile(inbox / uuid.uuid4().hex, name)
    while block := request.read(_BLOCK):
        upload.append(block)
    upload.finish()
    return upload


def _said(taken: Delivery | Refused) -> dict[str, object]:
    if isinstance(taken, Refused):
        return {"error": taken.sentence()}
    return {
        "delivery": taken.pk,
        "state": taken.state,
        "contract": taken.contract,
        "rows_read": taken.rows_read,
        "rows_kept": taken.rows_kept,
        "rows_rejected": taken.rows_rejected,
        "error": taken.refusal,
    }


def _status(taken: list[Delivery | Refused]) -> int:
    kept = [t for t in taken if isinstance(t, Delivery) and t.state != DeliveryState.REFUSED]
    if len(kept) < len(taken):
        return REFUSED
    return ACCEPTED if any(t.is_pending for t in kept) else KEPT


def _page(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    sectors = request.actor.sectors(Capability.LOAD_SOURCES, request.authority)
    page = {
        "tokens": list(selectors.tokens_of(request.actor, request.authority)),
        "sectors": sorted(sectors, key=lambda s: s.label),
        "address": request.build_absolute_uri("/sources/envois/export.csv"),
        **more,
    }
    return render(request, "sources/tokens.html", page, status=status)
