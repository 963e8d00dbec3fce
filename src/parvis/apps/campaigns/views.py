"""Screens of the campaigns: asked for, prepared, sent, judged; no address is ever shown."""

import csv
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.authorities.selectors import authority_for
from parvis.apps.campaigns import selectors, services
from parvis.apps.campaigns.files import audience_contracts
from parvis.apps.campaigns.forms import ActionForm, CampaignForm, ElsewhereForm
from parvis.apps.campaigns.page import evaluated, shown_of
from parvis.apps.campaigns.services.elsewhere import campaigns_elsewhere
from parvis.core.access import Capability
from parvis.core.errors import Refused

REFUSED = 422


@requires(Capability.SEE_CAMPAIGNS)
@require_GET
def campaign_list(request: HttpRequest) -> HttpResponse:
    """Every campaign, and where each stands."""
    page = {
        "campaigns": selectors.campaigns_of(request.actor, request.authority),
        "may_run": request.actor.may(Capability.RUN_CAMPAIGNS, request.authority),
    }
    return render(request, "campaigns/list.html", page)


@requires(Capability.RUN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a campaign: the law answers at once."""
    where = authority_for(request.actor, request.authority)
    form = CampaignForm(request.POST or None, contracts=audience_contracts(where))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_campaign(
                actor=request.actor, now=timezone.now(), authority=request.authority,
                draft=form.draft(),
            )  # fmt: skip
            return redirect("campaigns:campaign", made.pk)
        except Refused as refused:
            refusal = refused.sentence()
    status = REFUSED if request.method == "POST" else 200
    page = {"form": form, "refusal": refusal}
    return render(request, "campaigns/new.html", page, status=status)


@requires(Capability.SEE_CAMPAIGNS)
@require_GET
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """One campaign: decision, audience, sending, effect."""
    return _shown(request, pk)


@requires(Capability.RUN_CAMPAIGNS)
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare, launch, stop or measure."""
    verbs: dict[str, tuple[Callable[..., object], str]] = {
        "preparer": (services.prepare_campaign, "L’audience est prête."),
        "lancer": (services.launch_campaign, "La campagne est lancée."),
        "arreter": (services.stop_campaign, "La campagne est arrêtée."),
        "mesurer": (services.measure_campaign, "L’effet paraîtra à la prochaine publication."),
    }
    asked = request.POST.get("faire", "")
    if asked not in verbs:
        return redirect("campaigns:campaign", pk)
    verb, said = verbs[asked]
    try:
        verb(actor=request.actor, now=timezone.now(), campaign=pk)
    except Refused as refused:
        return _shown(request, pk, refusal=refused.sentence())
    messages.success(request, said)
    return redirect("campaigns:campaign", pk)


@requires(Capability.SEE_LINES)
@require_GET
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters to print, for the service whose file it is; no cell of it is a formula."""
    rows = services.fetch_letters(actor=request.actor, now=timezone.now(), campaign=pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="courriers-{pk}.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow(("Quartier", "Adresse"))
    writer.writerows([[text.lstrip("=+-@\t") for text in row] for row in rows])
    return response


@requires(Capability.RUN_CAMPAIGNS)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle what is in doubt from the relay's journal."""
    given = request.FILES.get("journal")
    lines = given.read().decode("utf-8", "replace").splitlines() if given else []
    gone, again = services.settle_doubts(
        actor=request.actor, now=timezone.now(), campaign=pk, left=lines
    )
    messages.success(request, f"{gone} partis, {again} à renvoyer.")
    return redirect("campaigns:campaign", pk)


@requires(Capability.SEE_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def oppositions(request: HttpRequest) -> HttpResponse:
    """Who is not written to any more, by reason; and noting one more."""
    may_run = request.actor.may(Capability.RUN_CAMPAIGNS, request.authority)
    refusal = ""
    if request.method == "POST" and may_run:
        try:
            messages.success(request, _noted(request))
            return redirect("campaigns:oppositions")
        except Refused as refused:
            refusal = refused.sentence()
    page = {
        "reasons": selectors.oppositions_of(request.actor, request.authority),
        "may_run": may_run,
        "refusal": refusal,
    }
    return render(request, "campaigns/oppositions.html", page, status=REFUSED if refusal else 200)


@requires(Capability.SEE_CAMPAIGNS)
@require_GET
def evaluation(request: HttpRequest) -> HttpResponse:
    """Every action of the town, its goal, its effect and its interval."""
    page = {
        "rows": evaluated(request.actor, request.authority),
        "may_run": request.actor.may(Capability.RUN_CAMPAIGNS, request.authority),
    }
    return render(request, "campaigns/evaluation.html", page)


@requires(Capability.RUN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def elsewhere(request: HttpRequest) -> HttpResponse:
    """Take up a campaign that another tool sent."""
    where = authority_for(request.actor, request.authority)
    form = ElsewhereForm(
        request.POST or None, campaigns=campaigns_elsewhere(where),
        contracts=audience_contracts(where),
    )  # fmt: skip
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        contract, _, name = said["campagne"].partition("\x1f")
        try:
            made = services.take_up_elsewhere(
                actor=request.actor, now=timezone.now(), authority=request.authority,
                contract=contract, name=name, goal=said["objectif"], outcome=said["mesure"],
                least=said["seuil"], window_days=said["jours"],
            )  # fmt: skip
            return redirect("campaigns:campaign", made.pk)
        except Refused as refused:
            refusal = refused.sentence()
    status = REFUSED if request.method == "POST" else 200
    return render(request, "campaigns/elsewhere.html", {"form": form, "refusal": refusal},
                  status=status)  # fmt: skip


@requires(Capability.RUN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def new_action(request: HttpRequest) -> HttpResponse:
    """Declare an action without a draw, with the series that judge it."""
    form = ActionForm(request.POST or None, request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            services.declare_action(
                actor=request.actor, now=timezone.now(), authority=request.authority,
                title=said["titre"], goal=said["objectif"], target=said["cible"],
                measure=said["mesure"], unit=said["unite"], since=said["debut"],
                raw=said["series"].read(),
            )  # fmt: skip
            return redirect("campaigns:evaluation")
        except Refused as refused:
            refusal = refused.sentence()
    status = REFUSED if request.method == "POST" else 200
    return render(request, "campaigns/action.html", {"form": form, "refusal": refusal},
                  status=status)  # fmt: skip


def _shown(request: HttpRequest, pk: int, *, refusal: str = "") -> HttpResponse:
    standing = selectors.campaign_of(request.actor, pk)
    page = {
        "shown": shown_of(request.actor, request.authority, standing),
        "standing": standing,
        "campaign": standing.campaign,
        "may_run": request.actor.may(Capability.RUN_CAMPAIGNS, request.authority),
        "refusal": refusal,
    }
    return render(request, "campaigns/campaign.html", page, status=REFUSED if refusal else 200)


def _noted(request: HttpRequest) -> str:
    facts = {"actor": request.actor, "now": timezone.now(), "authority": request.authority}
    given = request.FILES.get("retours")
    if given is not None:
        count = services.note_bounces(**facts, raw=given.read())
        return f"{count} adresses ne répondent plus : on ne leur écrira plus."
    services.oppose(**facts, contact=request.POST.get("contact", ""))
    return "C’est noté : cette adresse ne recevra plus de message."
