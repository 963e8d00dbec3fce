"""Screens of the deliveries: drop a file, follow it, correct it, undo it."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.apps import wired
from parvis.apps.accounts.decisions import requires
from parvis.apps.sources import selectors, services
from parvis.apps.sources.forms import CorrectedFileForm, UploadForm, edits_from
from parvis.apps.sources.health import Health
from parvis.apps.sources.models import Delivery, DeliveryState
from parvis.apps.sources.paging import Slice, asked_page
from parvis.apps.sources.quarantine import RefusedRow
from parvis.apps.sources.reports import titled_controls
from parvis.apps.sources.uploads import InboxFile
from parvis.core.access import Capability
from parvis.core.charts import Drawing
from parvis.core.errors import Refused

REFUSED = 422
DELIVERIES_SHOWN = 20
ROWS_SHOWN = 50


@requires(Capability.SEE_SOURCES)
@require_GET
def source_list(request: HttpRequest) -> HttpResponse:
    """The sources of the authority, what each delivered, what has to be looked at."""
    actor, authority = request.actor, request.authority
    page = {
        "sources": list(selectors.sources_of(actor, authority)),
        "unsettled": list(selectors.unsettled_deliveries(actor, authority)),
        "refused": selectors.refused_deliveries(actor, authority),
        "may_load": actor.may(Capability.LOAD_SOURCES, authority),
        "may_publish": actor.may(Capability.PUBLISH, authority),
        "form": _upload_form(request),
    }
    return render(request, "sources/list.html", page)


@requires(Capability.LOAD_SOURCES)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Drop one or several files, or archives of several; each file stands alone."""
    form = _upload_form(request)
    if request.method == "GET":
        return render(request, "sources/upload.html", {"form": form, "refusals": [], "kept": []})
    if not form.is_valid():
        return render(
            request,
            "sources/upload.html",
            {"form": form, "refusals": [], "kept": []},
            status=REFUSED,
        )
    asked = form.cleaned_data["contract"]
    taken = [t for file in form.cleaned_data["chosen"] for t in _take_in(request, file, asked)]
    refusals = [t for t in taken if isinstance(t, str)]
    kept = list(dict.fromkeys(t for t in taken if isinstance(t, Delivery)))
    if refusals:
        page = {"form": _upload_form(request), "refusals": refusals, "kept": kept}
        return render(request, "sources/upload.html", page, status=REFUSED)
    return redirect(_after(kept))


@requires(Capability.SEE_SOURCES)
@require_GET
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """One source: its deliveries and its health."""
    found = selectors.source_for(request.actor, pk)
    deliveries = Paginator(selectors.deliveries_of(request.actor, found), DELIVERIES_SHOWN)
    health = selectors.health_of(request.actor, found)
    page = {
        "source": found,
        "contract": selectors.contract_of(request.actor, found),
        "health": health,
        "drawing": _drawn(health),
        "page": deliveries.get_page(request.GET.get("page")),
    }
    return render(request, "sources/source.html", page)


@requires(Capability.SEE_SOURCES)
@require_GET
def delivery(request: HttpRequest, pk: int) -> HttpResponse:
    """One delivery: what it was recognised as, what was kept, what is to be corrected."""
    return _delivery_page(request, selectors.delivery_for(request.actor, pk))


@requires(Capability.LOAD_SOURCES)
@require_GET
def quarantine_file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The refused rows as a CSV to correct in a spreadsheet."""
    handle, name = services.hand_over_quarantine(
        actor=request.actor, now=timezone.now(), delivery=pk
    )
    return FileResponse(handle, as_attachment=True, filename=name, content_type="text/csv")


@requires(Capability.LOAD_SOURCES)
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the refused rows again with the values typed on the screen."""
    edits = edits_from(request.POST.dict())
    try:
        corrected = services.correct_quarantine(
            actor=request.actor, now=timezone.now(), delivery=pk, edits=edits
        )
    except Refused as refusal:
        return _refused(request, pk, refusal)
    return redirect("sources:delivery", corrected.pk)


@requires(Capability.LOAD_SOURCES)
@require_POST
def upload_corrected(request: HttpRequest, pk: int) -> HttpResponse:
    """Load the refused rows corrected in a spreadsheet."""
    form = CorrectedFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _delivery_page(request, selectors.delivery_for(request.actor, pk), form=form)
    try:
        taken = services.take_in(
            actor=request.actor,
            now=timezone.now(),
            authority=request.authority,
            upload=form.cleaned_data["corrected"],
            corrects=pk,
        )
    except Refused as refusal:
        return _refused(request, pk, refusal)
    return redirect("sources:delivery", taken.pk)


@requires(Capability.LOAD_SOURCES)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo a delivery."""
    services.discard_delivery(actor=request.actor, now=timezone.now(), delivery=pk)
    messages.success(
        request,
        "La livraison est écartée et ses fichiers sont effacés. "
        "Ses lignes quitteront les chiffres à la prochaine publication.",
    )
    return redirect("sources:delivery", pk)


@requires(Capability.LOAD_SOURCES)
@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the refused rows of a delivery."""
    services.set_aside_quarantine(actor=request.actor, now=timezone.now(), delivery=pk)
    messages.success(request, "Ces lignes ne seront pas corrigées.")
    return redirect("sources:delivery", pk)


def _drawn(health: Health) -> str:
    """The history of a source as SVG made by the house; "" when it has none yet."""
    chart = health.chart()
    return mark_safe(wired.charts().both(Drawing.TIME, chart)) if chart else ""  # noqa: S308


def _upload_form(request: HttpRequest) -> UploadForm:
    contracts = selectors.contract_choices(request.actor, request.authority)
    if request.method == "POST":
        return UploadForm(request.POST, request.FILES, contracts=contracts)
    return UploadForm(contracts=contracts)


def _take_in(request: HttpRequest, file: InboxFile, contract: str) -> list[Delivery | str]:
    """The deliveries that the file became, or the sentences of refusal."""
    now = timezone.now()
    try:
        taken = services.take_in_each(
            actor=request.actor,
            now=now,
            authority=request.authority,
            upload=file,
            contract_id=contract,
        )
    except Refused as refusal:
        return [refusal.sentence()]
    return [_told(request, now, one) for one in taken]


def _told(request: HttpRequest, now: datetime, taken: Delivery | Refused) -> Delivery | str:
    """The delivery, or the sentence of its refusal; says so if it was here before `now`."""
    if isinstance(taken, Refused):
        return taken.sentence()
    if taken.received_at < now:
        messages.info(request, f"{taken.filename} était déjà là : rien n’a changé.")
    return taken.refusal if taken.state == DeliveryState.REFUSED else taken


def _after(kept: list[Delivery]) -> str:
    if len(kept) == 1:
        return reverse("sources:delivery", args=[kept[0].pk])
    return reverse("sources:list")


def _refused(request: HttpRequest, pk: int, refusal: Refused) -> HttpResponse:
    found = selectors.delivery_for(request.actor, pk)
    return _delivery_page(request, found, refusal=refusal.sentence())


def _delivery_page(
    request: HttpRequest,
    found: Delivery,
    *,
    refusal: str = "",
    form: CorrectedFileForm | None = None,
) -> HttpResponse:
    part = Slice(asked_page(request.GET.get("page")), ROWS_SHOWN, found.rows_rejected)
    contract = selectors.contract_of(request.actor, found)
    page = {
        "delivery": found,
        "contract": contract,
        "controls": titled_controls(found.report, contract),
        "rows": _to_correct(request, found, part),
        "notes": found.report.get("notes", [])[:ROWS_SHOWN],
        "part": part,
        "corrections": selectors.corrections_of(request.actor, found),
        "may_load": selectors.may_load(request.actor, found),
        "may_publish": request.actor.may(Capability.PUBLISH, found.authority.code),
        "is_in_use": selectors.is_in_use(request.actor, found),
        "corrected_form": form or CorrectedFileForm(),
        "refusal": refusal,
    }
    status = REFUSED if refusal or (form is not None and form.errors) else 200
    return render(request, "sources/delivery.html", page, status=status)


def _to_correct(request: HttpRequest, found: Delivery, part: Slice) -> list[RefusedRow]:
    """The refused rows of the page, for who may correct them."""
    if not found.has_open_quarantine or not selectors.may_load(request.actor, found):
        return []
    return services.consult_quarantine(
        actor=request.actor,
        now=timezone.now(),
        delivery=found.pk,
        offset=part.offset,
        limit=part.size,
    )
