"""A request as the person who made it reads it: where it stands, what happened, in plain words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.db.models.fields.json import KT
from django.http import HttpRequest, HttpResponseBase

from parvis.apps.accounts.acting import active, may_help, powers_held
from parvis.apps.accounts.models import Account, Delegation
from parvis.apps.audit.models import JournalEntry
from parvis.apps.authorities.models import Authority
from parvis.apps.casework.models import Message, RequestEvent, ServiceRequest, Way
from parvis.apps.casework.selectors import public_events, public_messages, tracked_request
from parvis.apps.casework.setup import desk_of
from parvis.apps.catalogue.selectors import published_titles
from parvis.apps.portal.cookies import put_cookie
from parvis.apps.portal.models import Draft
from parvis.apps.portal.town import town
from parvis.core.casework.lifecycle import Happening, State
from parvis.core.casework.tracking import typed_code
from parvis.core.errors import NotVisible, Refused
from parvis.core.french import day

COOKIE, MOST = "suivis", 8
"""The codes that this browser followed last, so that one need not type them again."""

ANSWERS = {
    State.RECEIVED: "Votre demande est bien arrivée. Vous n’avez rien à faire.",
    State.ASSIGNED: "Votre demande est entre les mains de {team}. Vous n’avez rien à faire.",
    State.IN_PROGRESS: "{team} s’en occupe. Vous n’avez rien à faire.",
    State.WAITING_CITIZEN: "{team} attend votre réponse pour continuer.",
    State.WAITING_PARTNER: "{team} attend un partenaire. Vous n’avez rien à faire.",
    State.CLOSED: "Votre demande a reçu sa réponse.",
    State.TRANSFERRED: "Votre demande a été transmise à l’administration compétente.",
    State.MERGED: "Votre demande avance avec une autre, qui dit la même chose.",
}
TOLD = {
    Happening.REGISTERED: "Reçue",
    Happening.ASSIGNED: "Confiée à {team}",
    Happening.STARTED: "Prise en charge",
    Happening.CITIZEN_ASKED: "{team} vous a posé une question",
    Happening.CITIZEN_ANSWERED: "Vous avez répondu",
    Happening.PARTNER_ASKED: "Un partenaire a été sollicité",
    Happening.PARTNER_ANSWERED: "Le partenaire a répondu",
    Happening.CLOSED: "Réponse donnée",
    Happening.REOPENED: "Rouverte",
    Happening.TRANSFERRED: "Transmise à l’administration compétente",
    Happening.RETURNED: "Revenue à la mairie",
    Happening.MERGED: "Réunie avec une autre demande qui dit la même chose",
    Happening.UNMERGED: "Séparée de l’autre demande",
    Happening.ACKNOWLEDGED: "Accusé de réception envoyé",
    Happening.MESSAGE_RECEIVED: "Vous avez écrit",
    Happening.MESSAGE_SENT: "{team} vous a écrit",
}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened: when, in a few words, and what was written then."""

    at: datetime
    title: str
    text: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Followed:
    """A request and its story, the latest first."""

    request: ServiceRequest
    answer: str
    steps: list[Step]
    team: str

    @property
    def is_closed(self) -> bool:
        """Whether the town considers that it has answered."""
        return self.request.state == State.CLOSED

    @property
    def awaits_citizen(self) -> bool:
        """Whether something is waited for from the person."""
        return self.request.state == State.WAITING_CITIZEN


def followed(authority: str, code: str) -> Followed:
    """The request that `code` names, as its author reads it; NotVisible if there is none."""
    request = tracked_request(authority, code)
    team = team_of(request)
    events = list(public_events(authority, code))
    words = {m.rank: m for m in public_messages(authority, code)}
    steps = list(_steps(events, words, request))
    return Followed(request, answer_of(request, team), steps[::-1], team)


def team_of(request: ServiceRequest) -> str:
    """Who handles it, as the town calls them."""
    desk = desk_of(request.authority_id)
    known = desk.setup.teams.get(request.team)
    return with_article(known.title) if known else "la mairie"


def with_article(title: str) -> str:
    """A team within a sentence: "le service voirie", "l’accueil de la mairie"."""
    lowered = title[:1].lower() + title[1:]
    if title.startswith(("Service ", "Centre ", "Pôle ", "Guichet ")):
        return f"le {lowered}"
    if title.startswith(("Direction ", "Mission ", "Maison ")):
        return f"la {lowered}"
    return f"l’{lowered}" if lowered.startswith(("accueil", "espace", "équipe")) else title


def answer_of(request: ServiceRequest, team: str) -> str:
    """Where a request stands, in one sentence."""
    said = _sentence(ANSWERS[State(request.state)].format(team=team))
    if request.due_at is not None and request.is_open:
        said += f" Réponse promise au plus tard le {day(request.due_at.date())}."
    return said


def _steps(
    events: Sequence[RequestEvent], words: dict[int, Message], request: ServiceRequest
) -> Iterator[Step]:
    """Events in order; several of one instant that say nothing more are one."""
    teams = desk_of(request.authority_id).setup.teams
    team = "le service"
    for event in events:
        given = teams.get(str(event.detail.get("team", "")))
        team = with_article(given.title) if given else team
        title = TOLD.get(Happening(event.what), "")
        message = words.get(event.rank)
        is_said = message is not None and event.what != Happening.ACKNOWLEDGED
        text = message.text if message and is_said else ""
        is_ours = bool(message and message.way == Way.OUT)
        if title:
            yield Step(event.at, _sentence(title.format(team=team)), text, is_ours)


def _sentence(text: str) -> str:
    """With its capital, and "de le", "à le" said as they are."""
    for said, contracted in ((" de le ", " du "), (" à le ", " au ")):
        text = text.replace(said, contracted)
    return text[:1].upper() + text[1:]


def own_drafts(request: HttpRequest) -> list[Draft]:
    """What whoever is signed in began and did not send, each with the `title` of its form."""
    if not request.user.is_authenticated:
        return []
    begun = Draft.objects.filter(authority=town(request), account=request.user, request_code="")
    titled = begun.annotate(title=KT("revision__definition__title"))
    return list(titled.defer("answers"))


def of_helped(
    helper: Account, authority: Authority, today: date
) -> list[tuple[Account, list[ServiceRequest]]]:
    """Whom `helper` acts for today, with their requests on the subjects of the power."""
    held = powers_held(helper, authority) if may_help(helper, authority) else ()
    return [(p.giver, _within(p)) for p in held if active(p, today)]


def _within(power: Delegation) -> list[ServiceRequest]:
    """The requests of the giver that were filed here on a subject of the power."""
    codes = published_titles(power.authority.code).filter(theme__in=power.themes)
    sent = Draft.objects.filter(
        Q(account=power.giver) | Q(delegation__giver=power.giver),
        authority=power.authority, demarche__in=codes.values("code"),
    ).exclude(request_code="").values("request_code")  # fmt: skip
    return list(ServiceRequest.objects.filter(tracking_code__in=sent).select_related("authority"))


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody who had the request in front of them."""

    at: datetime
    who: str


def acknowledgement(authority: str, code: str) -> str:
    """The words of the acknowledgement of receipt, "" if none was due."""
    told = public_events(authority, code).filter(what=Happening.ACKNOWLEDGED).first()
    sent = public_messages(authority, code).filter(rank=told.rank).first() if told else None
    return sent.text if sent else ""


def looks(request: ServiceRequest) -> list[Look]:
    """Who consulted a request, the latest first: from the journal, which forgets nobody."""
    entries = JournalEntry.objects.filter(
        authority=request.authority_id, action="request.consulted", subject=request.ref
    )
    return [Look(entry.at, entry.actor_label) for entry in entries]


def remembered(request: HttpRequest) -> list[str]:
    """The codes that this browser followed, the latest first."""
    codes = []
    for typed in request.COOKIES.get(COOKIE, "").split(",")[:MOST]:
        try:
            codes.append(typed_code(typed))
        except Refused:
            continue
    return codes


def remember(request: HttpRequest, response: HttpResponseBase, code: str) -> None:
    """Keep `code` first among those of this browser."""
    others = [known for known in remembered(request) if known != code]
    put_cookie(request, response, COOKIE, ",".join([code, *others][:MOST]))


def in_browser(request: HttpRequest, authority: str) -> list[ServiceRequest]:
    """The requests that this browser follows; those that are gone are left out."""
    found = []
    for code in remembered(request):
        try:
            found.append(tracked_request(authority, code))
        except NotVisible:
            continue
    return found
