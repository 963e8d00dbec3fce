"""The one question asked after closing, and the page of the doors."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from parvis.apps.accounts.decisions import public, requires
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import ServiceRequest
from parvis.apps.casework.services import answer_question
from parvis.apps.casework.services.asking import LEVELS, QUESTION
from parvis.apps.channels import selectors
from parvis.apps.channels.keys import give_key, revoke_key
from parvis.apps.channels.models import KeyScope
from parvis.apps.channels.webhooks import close_webhook, open_webhook
from parvis.core.access import Capability
from parvis.core.casework.lifecycle import State
from parvis.core.casework.tracking import typed_code
from parvis.core.errors import NotVisible, Refused

REFUSED = 422


class OpinionForm(forms.Form):
    """The answer, a comment, and whether to open the request again."""

    reponse = forms.TypedChoiceField(
        label=QUESTION, choices=[(level, label) for level, label in LEVELS.items()], coerce=int,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choisissez une réponse."),
    )  # fmt: skip
    commentaire = forms.CharField(
        label="Souhaitez-vous ajouter quelque chose ?", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    rouvrir = forms.BooleanField(
        label="Le problème n’est pas réglé : rouvrir ma demande", required=False
    )


def _followed(code: str) -> ServiceRequest:
    """The request of a tracking code, in whichever authority of this home it is."""
    try:
        typed = typed_code(code)
    except Refused:
        raise NotVisible from None
    found = ServiceRequest.objects.select_related("authority").filter(tracking_code=typed).first()
    if found is None:
        raise NotVisible
    return found


@public
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, code: str) -> HttpResponse:
    """One question; the message's link has chosen the answer, a click sends it."""
    found = _followed(code)
    chosen = request.GET.get("reponse", "")
    form = OpinionForm(request.POST or None, initial={"reponse": chosen})
    shown = {"form": form, "request_": found, "is_closed": found.state == State.CLOSED,
             "levels": LEVELS, "chosen": chosen, "done": False}  # fmt: skip
    if request.method == "GET" or not form.is_valid():
        status = REFUSED if request.method == "POST" else 200
        return render(request, "channels/opinion.html", shown, status=status)
    said = form.cleaned_data
    answer_question(
        actor=request.actor, now=timezone.now(), authority=found.authority.code, code=code,
        level=said["reponse"], comment=said["commentaire"], reopen=said["rouvrir"],
    )  # fmt: skip
    return render(request, "channels/opinion.html", {**shown, "done": True,
                                                     "reopened": said["rouvrir"]})  # fmt: skip


@requires(Capability.CONFIGURE_DESK)
@require_http_methods(["GET", "POST"])
def doors(request: HttpRequest) -> HttpResponse:
    """Keys, webhooks, letters set aside, relays."""
    key = _do(request) if request.method == "POST" else ""
    if request.method == "POST" and not key:
        return redirect("channels:doors")
    actor, authority = request.actor, request.authority
    shown = {
        "key": key,
        "scopes": KeyScope.choices,
        "sectors": sorted(actor.sectors(Capability.CONFIGURE_DESK, authority)),
        "keys": selectors.application_keys(actor, authority),
        "webhooks": selectors.webhooks(actor, authority),
        "mails": selectors.refused_mails(actor, authority)[:20],
        "relays": selectors.relays(actor, authority)[:20],
        "authority": Authority.objects.get(code=authority),
    }
    return render(request, "channels/doors.html", shown)


def _do(request: HttpRequest) -> str:
    """Do what the form asks; the new key to show once, "" otherwise."""
    facts = {"actor": request.actor, "now": timezone.now(), "authority": request.authority}
    asked, typed = request.POST.get("faire", ""), request.POST.get("valeur", "")
    if asked == "cle":
        scopes = request.POST.getlist("droits") or [KeyScope.OPEN311]
        return give_key(**facts, title=typed, scopes=scopes,
                        sectors=request.POST.getlist("secteurs"))[0]  # fmt: skip
    if asked == "retirer" and typed.isdigit():
        revoke_key(**facts, key=int(typed))
    elif asked == "rappel":
        open_webhook(**facts, url=typed)
    elif asked == "fermer" and typed.isdigit():
        close_webhook(**facts, webhook=int(typed))
    else:
        raise Refused("desk.unknown_action")
    messages.success(request, "C’est fait.")
    return ""
