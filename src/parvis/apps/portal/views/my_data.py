"""My data: what is held, what I agreed to, who looked, how I am written to; take away, erase."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET, require_POST

from parvis.apps import wired
from parvis.apps.accounts.consents import withdraw_all
from parvis.apps.accounts.contacting import preference_of
from parvis.apps.accounts.decisions import signed_in
from parvis.apps.accounts.models import ConsentEvent
from parvis.apps.accounts.ports import pusher
from parvis.apps.casework.agenda import agenda_of_all
from parvis.apps.casework.selectors import requests_of_account
from parvis.apps.portal import my_data
from parvis.apps.portal.page import page
from parvis.apps.portal.printing import as_pdf
from parvis.apps.portal.town import town
from parvis.apps.ui.paper import letterhead
from parvis.core.calendar.agenda import MEDIA_TYPE
from parvis.core.catalogue.words import Theme
from parvis.core.contact import MOST_A_MONTH
from parvis.core.errors import Refused


@require_GET
@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """Everything the portal holds of who is signed in."""
    return _shown(request)


def _shown(request: HttpRequest, problem: str = "") -> HttpResponse:
    account, place, today = request.user, town(request), datetime.now(UTC).date()
    uses = my_data.uses(place, today)
    matrix = my_data.matrix(account, place, uses)
    requests = list(requests_of_account(request.actor, place.code))  # type: ignore[attr-defined]
    return page(
        request, "portal/my_data.html", "compte", matrix=matrix, uses=uses, problem=problem,
        given=sum(cell.is_given for line in matrix for cell in line.cells),
        imposed=my_data.imposed(place, today), history=_history(request, matrix, uses),
        preference=preference_of(account, place), themes=tuple(Theme), means=my_data.means(),
        most=MOST_A_MONTH, consulted=my_data.consulted(requests),
        written=my_data.written(account, place), devices=my_data.devices(request.user.ref),
        push_key=pusher().public_key(), identities=account.identities.all(),
        issuers=[issuer.provider for issuer in wired.issuers().values()],
        works_here=account.memberships.exists(),
    )  # fmt: skip


def _history(
    request: HttpRequest, matrix: list[my_data.Line], uses: list[my_data.Use]
) -> list[tuple[ConsentEvent, str, str]]:
    """Each consent with its use and its source in words; in codes for what is gone since."""
    titles = {line.source: line.title for line in matrix}
    labels = {use.id: use.label for use in uses}
    events = my_data.history(request.user, town(request))
    return [(e, labels.get(e.purpose, e.purpose), titles.get(e.source, e.source)) for e in events]


@require_POST
@signed_in
def consent(request: HttpRequest) -> HttpResponseBase:
    """Give or withdraw one consent, or withdraw them all."""
    now, account = datetime.now(UTC), request.user
    if "tout" in request.POST:
        withdraw_all(now=now, authority=town(request), account=account)
        messages.success(request, "Tous vos consentements sont retirés.")
    else:
        is_given = request.POST.get("oui") == "oui"
        use = my_data.consent(
            now=now, authority=town(request), account=account,
            source=request.POST.get("source", ""), purpose=request.POST.get("finalite", ""),
            is_given=is_given,
        )  # fmt: skip
        said = "donné" if is_given else "retiré"
        messages.success(request, f"Consentement {said}\u202f: {use.label}.")
    return redirect("portal:my_data")


@require_POST
@signed_in
def prefer(request: HttpRequest) -> HttpResponseBase:
    """Keep contact preferences and declared interests."""
    most = request.POST.get("mois", "")
    try:
        my_data.prefer(
            authority=town(request), account=request.user, channel=request.POST.get("moyen", ""),
            phone=request.POST.get("telephone", ""),
            most_a_month=int(most) if most.isdecimal() else -1,
            interests=request.POST.getlist("interet"),
        )  # fmt: skip
    except Refused as refusal:
        answer = _shown(request, refusal.sentence())
        answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer
    messages.success(request, "Préférences enregistrées.")
    return redirect("portal:my_data")


@require_GET
@signed_in
def agenda(request: HttpRequest) -> HttpResponse:
    """Every appointment and promise of the account, for any agenda."""
    place, now = town(request), datetime.now(UTC)
    requests = requests_of_account(request.actor, place.code)  # type: ignore[attr-defined]
    content = agenda_of_all(requests, f"{place.name}, mes rendez-vous", now)
    return HttpResponse(content, content_type=MEDIA_TYPE)


@require_GET
@signed_in
def export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Everything in one file: JSON for a machine, PDF for a reader."""
    held = my_data.everything(request.actor, request.user, town(request))  # type: ignore[attr-defined]
    if form == "json":
        options = {"ensure_ascii": False, "indent": 2}
        answer: HttpResponse = JsonResponse(held, json_dumps_params=options)
    else:
        head = letterhead(town(request))
        context = {"held": held, "town": town(request), "at": datetime.now(UTC), "head": head}
        html = render_to_string("portal/my_data_print.html", context)
        answer = HttpResponse(as_pdf(html, head.style), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="mes-donnees.{form}"'
    return answer


@require_POST
@signed_in
def erase(request: HttpRequest) -> HttpResponseBase:
    """Erase the account, once it was said in full."""
    if request.POST.get("confirmer") != "oui":
        messages.error(request, "Cochez la case pour confirmer l’effacement.")
        return redirect("portal:my_data")
    my_data.erase(now=datetime.now(UTC), account=request.user)  # type: ignore[attr-defined]
    logout(request)
    messages.success(request, "Votre compte est effacé.")
    return redirect("home")
