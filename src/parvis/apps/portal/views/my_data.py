"""My data: what is held, what I agreed to, who looked, how I am written to; take away, erase."""

from datetime import UTC, datetime

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from parvis.apps import wired
from parvis.apps.accounts.decisions import signed_in
from parvis.apps.casework.selectors import requests_of_account
from parvis.apps.portal import my_data
from parvis.apps.portal.page import page
from parvis.apps.portal.printing import as_pdf
from parvis.apps.portal.town import town
from parvis.core.catalogue.consents import ConsentPurpose
from parvis.core.catalogue.words import Theme


@require_GET
@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """Everything the portal holds of who is signed in."""
    account, place = request.user, town(request)
    matrix, titles = my_data.matrix(account, place), my_data.sources(place)
    requests = list(requests_of_account(request.actor, place.code))  # type: ignore[attr-defined]
    return page(
        request, "portal/my_data.html", "compte", matrix=matrix,
        given=sum(cell.is_given for line in matrix for cell in line.cells),
        purposes=tuple(ConsentPurpose),
        history=[(e, titles.get(e.source, e.source)) for e in my_data.history(account, place)],
        preference=my_data.preference(account, place), themes=tuple(Theme),
        most=my_data.MOST_A_MONTH, consulted=my_data.consulted(requests),
        identities=account.identities.all(),
        issuers=[issuer.provider for issuer in wired.issuers().values()],
        works_here=account.memberships.exists(),
    )  # fmt: skip


@require_POST
@signed_in
def consent(request: HttpRequest) -> HttpResponseBase:
    """Give or withdraw one consent, or withdraw them all."""
    now, account = datetime.now(UTC), request.user
    if "tout" in request.POST:
        my_data.withdraw_all(now=now, authority=town(request), account=account)
        messages.success(request, "Tous vos consentements sont retirés.")
    else:
        kept = my_data.consent(
            now=now, authority=town(request), account=account,
            source=request.POST.get("source", ""), purpose=request.POST.get("finalite", ""),
            is_given=request.POST.get("oui") == "oui",
        )  # fmt: skip
        said = "donné" if kept.is_given else "retiré"
        messages.success(request, f"Consentement {said}\u202f: {kept.get_purpose_display()}.")
    return redirect("portal:my_data")


@require_POST
@signed_in
def prefer(request: HttpRequest) -> HttpResponseBase:
    """Keep contact preferences and declared interests."""
    most = request.POST.get("mois", "")
    my_data.prefer(
        authority=town(request), account=request.user, channel=request.POST.get("moyen", ""),
        most_a_month=int(most) if most.isdecimal() else -1,
        interests=request.POST.getlist("interet"),
    )  # fmt: skip
    messages.success(request, "Préférences enregistrées.")
    return redirect("portal:my_data")


@require_GET
@signed_in
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Everything in one file: JSON for a machine, PDF for a reader."""
    held = my_data.everything(request.actor, request.user, town(request))  # type: ignore[attr-defined]
    if form == "json":
        options = {"ensure_ascii": False, "indent": 2}
        answer: HttpResponse = JsonResponse(held, json_dumps_params=options)
    else:
        context = {"held": held, "town": town(request), "at": datetime.now(UTC)}
        html = render_to_string("portal/my_data_print.html", context)
        answer = HttpResponse(as_pdf(html), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="mes-donnees.{form}"'
    return answer


@require_POST
@signed_in
def erase(request: HttpRequest) -> HttpResponseBase:
    """Erase the account, once it was said in full."""
    if request.POST.get("confirmer") != "oui":
        messages.error(request, "Cochez la case pour confirmer l’effacement.")
        return redirect("portal:my_data")
    my_data.erase(now=datetime.now(UTC), actor=request.actor, account=request.user)  # type: ignore[attr-defined]
    logout(request)
    messages.success(request, "Votre compte est effacé.")
    return redirect("home")
