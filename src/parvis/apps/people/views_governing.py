"""Screens of the data protection officer: purposes, keys, retention, rights of persons."""

import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.authorities.models import Authority
from parvis.apps.authorities.selectors import authority_for
from parvis.apps.people import selectors, services
from parvis.apps.people.words import ROLES
from parvis.core.access import Capability
from parvis.core.errors import NotVisible, Refused
from parvis.core.people.roles import PersonRole

REFUSED = 422
ASKED = (PersonRole.SURNAME, PersonRole.GIVEN_NAME, PersonRole.BIRTH_DATE, PersonRole.PHONE,
         PersonRole.EMAIL)  # fmt: skip


@requires(Capability.GOVERN_PERSONS)
@require_GET
def purposes(request: HttpRequest) -> HttpResponse:
    """Who may join what, since when, how often used; and the key of the pseudonyms."""
    today = timezone.localdate()
    page = {
        "uses": selectors.purposes_of(request.actor, request.authority, today),
        "sectors": selectors.sectors_of(request.actor, request.authority),
        "governance": selectors.governance(),
        "keys": selectors.keys_of(request.actor, request.authority),
    }
    return render(request, "people/purposes.html", page)


@requires(Capability.GOVERN_PERSONS)
@require_POST
def rotate(request: HttpRequest) -> HttpResponse:
    """A new key: pseudonyms of later releases have nothing to do with those of earlier ones."""
    try:
        epoch = services.rotate_key(
            actor=request.actor, now=timezone.now(), authority=_authority(request)
        )
    except Refused as refusal:
        messages.error(request, refusal.sentence())
    else:
        messages.success(request, f"La clé n° {epoch.epoch} sert dès la prochaine publication.")
    return redirect("people:purposes")


@requires(Capability.GOVERN_PERSONS)
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """What the next purge will take, without taking it."""
    due = services.purge_due(
        actor=request.actor, now=timezone.now(), authority=_authority(request), is_rehearsal=True
    )
    return render(request, "people/retention.html", {"due": due, "rows": sum(p.rows for p in due)})


@requires(Capability.GOVERN_PERSONS)
@require_http_methods(["GET", "POST"])
def rights(request: HttpRequest) -> HttpResponse:
    """Look for one person, whose identity was verified, through all sectors."""
    page = {
        "fields": [(role.value, ROLES[role], request.POST.get(role.value, "")) for role in ASKED],
        "erasures": selectors.erasures_of(request.actor, request.authority)[:10],
        "found": None,
    }
    if request.method == "POST":
        traits = {role: request.POST.get(role.value, "") for role in ASKED}
        try:
            page["found"] = services.search_person(
                actor=request.actor, now=timezone.now(), authority=_authority(request),
                traits=traits,
            )  # fmt: skip
        except Refused as refusal:
            page["refusal"] = refusal.sentence()
            return render(request, "people/rights.html", page, status=REFUSED)
    return render(request, "people/rights.html", page)


@requires(Capability.GOVERN_PERSONS)
@require_POST
def dossier(request: HttpRequest) -> HttpResponse:
    """Hand over or erase what is held of the person chosen."""
    refs = request.POST.getlist("ref")
    asked = {
        "actor": request.actor, "now": timezone.now(), "authority": _authority(request),
        "refs": refs,
    }  # fmt: skip
    if not refs:
        messages.error(request, "Cochez au moins une fiche.")
        return redirect("people:rights")
    try:
        return _ANSWERS.get(request.POST.get("faire", ""), _shown)(request, asked)
    except Refused as refusal:
        messages.error(request, refusal.sentence())
        return redirect("people:rights")


def _shown(request: HttpRequest, asked: Mapping[str, object]) -> HttpResponse:
    found = services.open_dossier(**asked)
    return render(request, "people/dossier.html", {"dossier": found, "refs": asked["refs"]})


def _exported(request: HttpRequest, asked: Mapping[str, object]) -> HttpResponse:
    _, held = services.export_person(**asked)
    text = json.dumps(services.export_document(held, asked["now"]), ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="donnees-de-la-personne.json"'
    return response


def _erased(request: HttpRequest, asked: Mapping[str, object]) -> HttpResponse:
    done = services.erase_person(**asked)
    messages.success(
        request,
        f"Lignes effacées : {done.rows}. Publiez pour qu’elles quittent les chiffres ; les"
        f" publications précédentes seront alors retirées.{done.said}",
    )
    return redirect("people:rights")


_ANSWERS = {"exporter": _exported, "effacer": _erased}


def _authority(request: HttpRequest) -> Authority:
    found = authority_for(request.actor, request.authority)
    if found is None:
        raise NotVisible
    return found
