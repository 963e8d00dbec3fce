"""The screen of the loyalty to a service."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from parvis.apps.accounts.decisions import requires
from parvis.apps.authorities.selectors import authority_for
from parvis.apps.campaigns.fidelity import consult_fidelity, followed
from parvis.core.access import Capability
from parvis.core.errors import Refused


@requires(Capability.SEE_LINES)
@require_GET
def fidelity(request: HttpRequest) -> HttpResponse:
    """Cohorts, what ends the relation and what goes with it, newcomers, groups, of one file."""
    where = authority_for(request.actor, request.authority)
    asked, limit = request.GET.get("fichier", ""), request.GET.get("age", "")
    shown, refusal = None, ""
    try:
        if asked:
            shown = consult_fidelity(
                actor=request.actor, now=timezone.now(), authority=where, contract=asked,
                age_limit=int(limit) if limit.isdigit() else None,
                incident=request.GET.get("incident", ""),
            )  # fmt: skip
    except Refused as refused:
        refusal = refused.sentence()
    page = {"files": followed(request.actor, where), "asked": asked, "limit": limit,
            "incident": request.GET.get("incident", ""), "shown": shown,
            "refusal": refusal}  # fmt: skip
    return render(request, "campaigns/fidelity.html", page)
