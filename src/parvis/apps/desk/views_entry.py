"""Entry at the counter or by telephone: one page, the keyboard alone, half a minute."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.casework.files import keep_file
from parvis.apps.casework.models import Audience, Channel, ServiceRequest
from parvis.apps.casework.rights import authority_of
from parvis.apps.casework.services import register_service_request
from parvis.apps.casework.services.consulting import search_consulted
from parvis.apps.casework.setup import Desk
from parvis.apps.casework.uploads import accepts_attachments
from parvis.apps.desk.likely import Known, Likely, alike, known
from parvis.apps.desk.views import desk_for
from parvis.core.access import Capability
from parvis.core.casework.asked import Contact, Place
from parvis.core.casework.duplicates import Report
from parvis.core.casework.guess import suggested
from parvis.core.casework.setup import Category
from parvis.core.errors import Refused

REFUSED = 422
ENTERED = (Channel.PHONE, Channel.COUNTER, Channel.LETTER, Channel.FIELD, Channel.ELU)
_SHOWN = 5
_LAST_CHANNEL = "desk_channel"


class EntryForm(forms.Form):
    """What an agent types while somebody speaks."""

    texte = forms.CharField(
        label="Que demande la personne ?",
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
    )
    motif = forms.ChoiceField(
        label="Motif", required=False, help_text="Laissez vide : il est deviné d’après le texte."
    )
    lieu = forms.CharField(label="Lieu", required=False, max_length=200)
    quartier = forms.CharField(label="Quartier", required=False, max_length=80)
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    nom = forms.CharField(label="Nom", required=False, max_length=150)
    telephone = forms.CharField(label="Téléphone", required=False, max_length=30)
    courriel = forms.EmailField(label="Courriel", required=False, max_length=254)
    adresse = forms.CharField(label="Adresse postale", required=False, max_length=300)
    canal = forms.ChoiceField(label="Arrivée par", choices=[(c.value, c.label) for c in ENTERED])
    public = forms.ChoiceField(
        label="De la part de", choices=Audience.choices, initial=Audience.RESIDENT
    )

    def __init__(self, desk: Desk, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        chosen = [(c.id, c.title) for c in desk.setup.categories.values()]
        self.fields["motif"].choices = [("", "Deviné d’après le texte"), *chosen]

    def place(self) -> Place:
        """Where it is."""
        said = self.cleaned_data
        return Place(said["lieu"], said["quartier"], said["latitude"], said["longitude"])

    def contact(self) -> Contact:
        """Who asks, answered as they can be reached."""
        said = self.cleaned_data
        prefers = Channel.EMAIL if said["courriel"] else Channel.PHONE
        if said["canal"] == Channel.LETTER:
            prefers = Channel.LETTER
        return Contact(said["nom"], said["courriel"], said["telephone"], said["adresse"], prefers)


@requires(Capability.HANDLE_REQUESTS)
@accepts_attachments
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Type a request in; the next one begins where this one ends."""
    desk = desk_for(request)
    if request.method == "GET":
        last = request.session.get(_LAST_CHANNEL, Channel.PHONE)
        return _form(request, EntryForm(desk, initial={"canal": last}))
    form = EntryForm(desk, request.POST)
    if not form.is_valid():
        return _form(request, form, status=REFUSED)
    try:
        made = _register(request, form, desk)
    except Refused as refusal:
        form.add_error(None, refusal.sentence())
        return _form(request, form, status=REFUSED)
    request.session[_LAST_CHANNEL] = form.cleaned_data["canal"]
    messages.success(request, f"Demande {made.number} enregistrée, code {made.tracking_code}, "
                              f"confiée à : {desk.setup.team(made.team).title}.")  # fmt: skip
    if not request.actor.may(Capability.SEE_DESK, request.authority, made.sector):
        return redirect("desk:new")
    return redirect("desk:file", made.pk)


def _register(request: HttpRequest, form: EntryForm, desk: Desk) -> ServiceRequest:
    said = form.cleaned_data
    guessed = suggested(desk.setup, said["texte"])
    category = said["motif"] or (guessed.id if guessed else desk.setup.fallback)
    return register_service_request(
        actor=request.actor, now=timezone.now(), authority=request.authority, category=category,
        channel=said["canal"], audience=said["public"], text=said["texte"], place=form.place(),
        contact=form.contact(),
        attachments=[keep_file(f.name or "", f.read()) for f in request.FILES.getlist("pieces")],
    )  # fmt: skip


def _form(request: HttpRequest, form: EntryForm, status: int = 200) -> HttpResponse:
    return render(request, "desk/new.html", {"form": form}, status=status)


@requires(Capability.HANDLE_REQUESTS)
@require_POST
def already(request: HttpRequest) -> HttpResponse:
    """What is known already: the person, the thing. A fragment of the entry page.

    Posted, though it changes nothing: an address would keep names in the logs of servers.
    """
    desk, asked, now = desk_for(request), request.POST, timezone.now()
    guessed = suggested(desk.setup, asked.get("texte", ""))
    category = desk.setup.categories.get(asked.get("motif", "")) or guessed
    shown = {
        "persons": _persons(request, now),
        "likely": _likely(request, desk, category, now) if category else [],
        "category": guessed,
    }
    return render(request, "desk/_already.html", shown)


def _persons(request: HttpRequest, now: datetime) -> list[Known]:
    """Who may be the person being typed; having looked is journaled."""
    actor, authority, asked = request.actor, request.authority, request.POST
    found = {
        one.contact.pk: one
        for name in ("telephone", "courriel", "nom")
        for one in known(actor, authority, asked.get(name, ""))
    }
    if found:
        search_consulted(actor=actor, now=now, authority=authority_of(authority), found=len(found))
    return list(found.values())[:_SHOWN]


def _likely(request: HttpRequest, desk: Desk, category: Category, now: datetime) -> list[Likely]:
    asked = request.POST
    degrees = (_degrees(asked.get("latitude")), _degrees(asked.get("longitude")))
    report = Report(asked.get("texte", ""), category.id, asked.get("lieu", ""), *degrees, now)
    return alike(request.actor, request.authority, desk, report, category, now)


def _degrees(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None
