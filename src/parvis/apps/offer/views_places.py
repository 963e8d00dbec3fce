"""The screen where zones, places, stops and streets are described, by files."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from parvis.apps.accounts.decisions import requires
from parvis.apps.offer import services, shown
from parvis.apps.offer.port import described
from parvis.core.access import Capability
from parvis.core.errors import Refused

REFUSED = 422
KINDS = {"zones": "les zones habitées", "stops": "les arrêts de transport", "streets": "les rues"}
OF_SERVICE = "service"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Capability.SEE_INSIGHTS)
def places(request: HttpRequest) -> HttpResponse:
    """What is described, and the files that describe it: given, replaced, taken away."""
    if request.method != "POST":
        return _page(request)
    try:
        _done(request)
    except Refused as refusal:
        return _page(request, refusal.sentence())
    return redirect("offer:places")


def _done(request: HttpRequest) -> None:
    scope = {"actor": request.actor, "now": timezone.now(), "authority": request.authority}
    if "retirer" in request.POST:
        services.forget_places(kind=request.POST["retirer"], **scope)
        messages.success(request, "La description est retirée.")
        return
    kind = request.POST.get("objet", "")
    named = request.POST.get("service", "").strip() if kind == OF_SERVICE else kind
    services.describe_places(kind=named, files=_files(request), **scope)
    messages.success(request, "La description est gardée : elle sert dès maintenant.")


def _files(request: HttpRequest) -> Sequence[tuple[str, Iterable[bytes]]]:
    given = [(one.name or "", one.chunks()) for one in request.FILES.getlist("fichiers")]
    if not given:
        raise Refused("places.no_file")
    return given


def _page(request: HttpRequest, refusal: str = "") -> HttpResponse:
    page = {
        "held": [(one, KINDS.get(one.kind) or f"les lieux{_OF}{shown.named(one.kind)}")
                 for one in described()],
        "kinds": KINDS.items(), "of_service": OF_SERVICE, "refusal": refusal,
        "typed": {"kind": request.POST.get("objet", ""), "name": request.POST.get("service", "")},
        "may_describe": request.actor.may(Capability.LOAD_SOURCES, request.authority),
    }  # fmt: skip
    return render(request, "offer/places.html", page, status=REFUSED if refusal else 200)


_OF = " : "
