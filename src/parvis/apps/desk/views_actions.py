"""What an agent does: on one request, on several, with the queue's views."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from parvis.apps.accounts.decisions import requires
from parvis.apps.casework import services
from parvis.apps.casework.files import KeptFile, keep_file
from parvis.apps.casework.models import Tie
from parvis.apps.casework.selectors import readers_of, visible_requests
from parvis.apps.casework.uploads import accepts_attachments
from parvis.apps.channels.relays import relay
from parvis.apps.desk.services import drop_view, save_view
from parvis.apps.desk.views import show_file
from parvis.core.access import Actor, Capability
from parvis.core.errors import Refused

REFUSED = 422
Do = Callable[[Actor, datetime, int, HttpRequest], Any]


def _text(request: HttpRequest) -> str:
    return request.POST.get("texte", "")


def _files(request: HttpRequest) -> list[KeptFile]:
    return [keep_file(file.name or "", file.read()) for file in request.FILES.getlist("pieces")]


def _verb(verb: Callable[..., Any], **read: Callable[[HttpRequest], Any]) -> Do:
    """A verb of casework, its arguments read from the form."""

    def do(actor: Actor, now: datetime, pk: int, request: HttpRequest) -> Any:
        facts = {name: take(request) for name, take in read.items()}
        return verb(actor=actor, now=now, request=pk, **facts)

    return do


def _field(name: str) -> Callable[[HttpRequest], str]:
    return lambda request: request.POST.get(name, "")


def _key(name: str) -> Callable[[HttpRequest], int]:
    def read(request: HttpRequest) -> int:
        typed = request.POST.get(name, "")
        if not typed.isdigit():
            raise Refused("merge.which")
        return int(typed)

    return read


def _numbered(request: HttpRequest) -> int:
    """The key of the request whose number was typed, within the agent's sectors."""
    typed = request.POST.get("numero", "").replace("\u202f", "").replace(" ", "")
    seen = visible_requests(request.actor, request.authority)
    found = seen.filter(number=int(typed)).first() if typed.isdigit() else None
    if found is None:
        raise Refused("merge.which")
    return found.pk


def _until(request: HttpRequest) -> date | None:
    typed = request.POST.get("jusquau", "")
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused("calendar.day", value=typed) from None


def _when(request: HttpRequest) -> datetime:
    """The instant typed in the field of an appointment, on the town's clock."""
    typed = request.POST.get("quand", "")
    try:
        return timezone.make_aware(datetime.fromisoformat(typed))
    except ValueError:
        raise Refused("appointment.when", value=typed) from None


def _minutes(request: HttpRequest) -> int:
    typed = request.POST.get("minutes", "")
    return int(typed) if typed.isdecimal() else 30


ACTIONS: dict[str, Do] = {
    "rendez_vous": _verb(
        services.give_appointment,
        starts_at=_when,
        place=_field("lieu"),
        minutes=_minutes,
        text=_text,
    ),
    "annuler_rendez_vous": _verb(services.cancel_appointment, text=_text),
    "confier": _verb(services.assign, team=_field("equipe"), assignee=_field("agent")),
    "commencer": _verb(services.start),
    "repondre": _verb(services.answer, text=_text, files=_files),
    "demander": _verb(services.ask_citizen, text=_text, until=_until),
    "noter": _verb(services.note, text=_text, files=_files),
    "clore": _verb(services.close, text=_text),
    "rouvrir": _verb(services.reopen),
    "reprendre": _verb(services.restore),
    "tiers": _verb(services.wait_for_partner),
    "tiers_repondu": _verb(services.partner_answered),
    "transmettre": _verb(services.hand_over, to=_field("a"), text=_text),
    "revenue": _verb(services.take_back),
    "motif": _verb(services.categorise, category=_field("motif")),
    "reunir": _verb(services.merge, into=_key("autre")),
    "reunir_numero": _verb(services.merge, into=_numbered),
    "lier_numero": _verb(services.tie, other=_numbered, how=lambda _: Tie.RELATED),
    "separer": _verb(services.separate),
    "renvoyer": _verb(services.resend, message=_key("message")),
    "relayer": _verb(
        relay, endpoint=_field("serveur"), service_code=_field("code"), api_key=_field("cle")
    ),
    "lier": _verb(services.tie, other=_key("autre"), how=lambda _: Tie.RELATED),
    "ecarter": _verb(services.tie, other=_key("autre"), how=lambda _: Tie.DISTINCT),
}
DONE = {
    "confier": "Demande confiée.", "repondre": "Réponse enregistrée, elle part.",
    "demander": "Question posée : l’horloge de travail est arrêtée.",
    "noter": "Note gardée.", "clore": "Demande close, l’usager est prévenu.",
    "rouvrir": "Demande rouverte.", "reprendre": "Demande reprise.",
    "reunir": "Demandes réunies.", "separer": "Demande séparée.", "lier": "Demandes liées.",
    "ecarter": "C’est noté : ce n’est pas la même chose.",
    "transmettre": "Demande transmise, l’usager est prévenu.",
}  # fmt: skip


@requires(Capability.HANDLE_REQUESTS)
@accepts_attachments
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one thing to one request, then come back to its file, or to the queue once closed."""
    asked = request.POST.get("faire", "")
    do = ACTIONS.get(asked)
    if do is None:
        raise Refused("desk.unknown_action")
    try:
        do(request.actor, timezone.now(), pk, request)
    except Refused as refusal:
        return show_file(request, pk, refusal=refusal.sentence(), typed=_text(request),
                         status=REFUSED)  # fmt: skip
    messages.success(request, DONE.get(asked, "C’est fait."))
    to_queue = asked in ("clore", "transmettre", "reunir") or request.POST.get("equipe")
    return redirect(reverse("desk:queue") if to_queue else reverse("desk:file", args=[pk]))


@requires(Capability.SEE_DESK)
@require_POST
def presence(request: HttpRequest, pk: int) -> JsonResponse:
    """A sign of life from an open file, and what is being written; answers who else has it open."""
    now = timezone.now()
    draft = request.POST.get("texte")
    services.consult(actor=request.actor, now=now, request=pk, draft=draft)
    others = readers_of(request.actor, pk).filter(seen_at__gte=now - services.STILL_THERE)
    told = [{"name": p.account.full_name, "writes": _writes(p.writing_at, now)} for p in others]
    return JsonResponse({"others": told})


def _writes(at: datetime | None, now: datetime) -> bool:
    return at is not None and (now - at).total_seconds() < 60


@requires(Capability.HANDLE_REQUESTS)
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing to the chosen requests."""
    chosen = [int(pk) for pk in request.POST.getlist("choisie") if pk.isdigit()]
    asked, facts = request.POST.get("faire", ""), {"actor": request.actor, "now": timezone.now()}
    if not chosen or (asked == "reunir" and len(chosen) < 2):
        raise Refused("bulk.nothing")
    if asked == "confier":
        team, _, agent = request.POST.get("equipe", "").partition("|")
        services.assign_all(**facts, requests=chosen, team=team, assignee=agent)
    elif asked == "clore":
        services.close_all(**facts, requests=chosen, text=_text(request))
    elif asked == "reunir":
        services.merge_all(**facts, requests=chosen)
    else:
        raise Refused("desk.unknown_action")
    messages.success(request, f"Fait pour {len(chosen)} demandes. Cela se défait dix minutes.")
    return redirect(_back(request))


@requires(Capability.HANDLE_REQUESTS)
@require_POST
def undo_last(request: HttpRequest) -> HttpResponse:
    """Undo the last action on several requests."""
    services.undo(actor=request.actor, now=timezone.now(), authority=request.authority)
    messages.success(request, "C’est défait.")
    return redirect("desk:queue")


def _back(request: HttpRequest) -> str:
    return f"{reverse('desk:queue')}?{request.POST.get('retour', '')}"


@requires(Capability.SEE_DESK)
@require_POST
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters in use under a name."""
    title, query = request.POST.get("titre", ""), request.POST.get("retour", "")
    save_view(actor=request.actor, now=timezone.now(), authority=request.authority,
              title=title, query=query)  # fmt: skip
    return redirect(_back(request))


@requires(Capability.SEE_DESK)
@require_POST
def forget_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a view of one's own."""
    drop_view(actor=request.actor, now=timezone.now(), authority=request.authority, view=pk)
    return redirect("desk:queue")
