"""Screens of the simulators: what may be simulated, one simulation, its note."""

import csv
import io
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from parvis.apps.accounts.decisions import requires
from parvis.apps.jobs.models import Job
from parvis.apps.simulators import orders, selectors, services
from parvis.apps.simulators.forms import SimulationForm
from parvis.core import french
from parvis.core.access import Capability
from parvis.core.errors import Refused
from parvis.core.messages import typeset
from parvis.core.offer.grid import Tariff
from parvis.core.offer.written import written

REFUSED = 422


@require_GET
@requires(Capability.SIMULATE)
def home(request: HttpRequest) -> HttpResponse:
    """The services that one may simulate."""
    asked = (request.actor, request.authority, timezone.localdate())
    page = {"services": selectors.simulables_of(*asked), "counted": orders.orderable_for(*asked)}
    return render(request, "simulators/home.html", page)


@dataclass(frozen=True, slots=True)
class Typed:
    """The form of orders as typed."""

    waste: str
    shortage: str
    closed: str
    strikes: str

    @property
    def ahead(self) -> orders.Ahead:
        """What it means; Refused in one sentence."""
        return orders.ahead_typed(self.waste, self.shortage, self.closed, self.strikes)


def _typed(query: QueryDict) -> Typed:
    return Typed(query.get("jete", "3,00"), query.get("manque", "6,00"), query.get("fermes", ""),
                 query.get("greves", ""))  # fmt: skip


@require_GET
@requires(Capability.SIMULATE)
def order(request: HttpRequest, service: str) -> HttpResponse:
    """How many to order in the days ahead, and whether forecasts still hold."""
    typed = _typed(request.GET)
    found = orders.attendance_for(request.actor, request.authority, service)
    context: dict[str, object] = {
        "service": found, "typed": typed,
        "query": urlencode({"jete": typed.waste, "manque": typed.shortage,
                            "fermes": typed.closed, "greves": typed.strikes}),
    }  # fmt: skip
    try:
        ahead = typed.ahead
        context["enough"] = french.percent(ahead.costs.quantile)
        context |= _answered(_page(request, service, ahead))
    except Refused as refusal:
        context["refusal"] = refusal.sentence()
    status = REFUSED if "refusal" in context else 200
    return render(request, "simulators/orders.html", context, status=status)


def _page(request: HttpRequest, service: str, ahead: orders.Ahead) -> orders.Page | Job:
    return orders.page_of(request.actor, request.authority, service, ahead, timezone.localdate(),
                          timezone.now())  # fmt: skip


def _answered(found: orders.Page | Job) -> dict[str, object]:
    """The orders, the work under way, or why it ended without any."""
    if not isinstance(found, Job):
        return {"page": found}
    return {"job": found} if found.is_open else {"refusal": found.sentence}


@require_GET
@requires(Capability.SIMULATE)
def orders_csv(request: HttpRequest, service: str) -> HttpResponse:
    """The same orders as CSV; the screen tells how far they are while they are worked out."""
    page = _page(request, service, _typed(request.GET).ahead)
    if isinstance(page, Job):
        return redirect(f"{reverse('simulators:orders', args=[service])}?{request.GET.urlencode()}")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(orders.HEADER)
    writer.writerows(orders.lines_of(page.kitchen))
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="commandes-{service}.csv"'
    return response


@require_http_methods(["GET", "POST"])
@requires(Capability.SIMULATE)
def tariff(request: HttpRequest, service: str) -> HttpResponse:
    """Try new grids on the families of a service; a note keeps what is found."""
    today = timezone.localdate()
    found = selectors.simulable_for(request.actor, request.authority, service, today)
    if found.tariff is None or found.tariff.grid_on(today) is None:
        return render(request, "simulators/no_tariff.html", {"service": found})
    form = SimulationForm(found, found.tariff, today, request.POST or None,
                          initial=_initial(found.tariff, found.consumption.title))  # fmt: skip
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("offer:note", _simulated(request, form, service))
        except Refused as problem:
            refusal = problem.sentence()
    page = {"service": found, "form": form, "refusal": refusal,
            "current": written(found.tariff, today).splitlines()}  # fmt: skip
    status = REFUSED if request.method == "POST" else 200
    return render(request, "simulators/tariff.html", page, status=status)


def _initial(before: Tariff, title: str) -> dict[str, str]:
    today = timezone.localdate()
    year = today.year - (today.month < 9)
    return {"title": typeset(f"Nouveau tarif : {title}"), "period": f"{year - 1}/{year}",
            "name_a": "Grille A", "grid_a": written(before, today)}  # fmt: skip


def _simulated(request: HttpRequest, form: SimulationForm, service: str) -> int:
    """Run the simulation and keep its note; its number."""
    now = timezone.now()
    run = services.simulate(
        actor=request.actor, now=now, authority=request.authority, service=service,
        purpose=form.cleaned_data["purpose"], period=form.cleaned_data["period"], before=None,
        after=form.grids, on=timezone.localdate(), behaviour=form.behaviour,
    )  # fmt: skip
    return services.keep_run(actor=request.actor, now=now, authority=request.authority,
                             title=form.cleaned_data["title"], run=run)  # fmt: skip
