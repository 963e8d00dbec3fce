"""Requests and their append-only history: codes, references and counts."""

from typing import Any

from django.db import models
from django.db.models import Q

from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.core.casework.law import Regime
from parvis.core.casework.lifecycle import RUNNING, Happening, State
from parvis.core.casework.words import STATES
from parvis.core.sectors import Sector

SECTORS = [(sector.value, sector.label) for sector in Sector]
STATE_CHOICES = [(state.value, STATES[state][0]) for state in State]
OPEN_STATES = RUNNING | {State.WAITING_CITIZEN}
"""States in which somebody at the town hall still has something to do, or to wait for."""


class Channel(models.TextChoices):
    """How a request came."""

    WEB = "web", "Portail"
    PHONE = "phone", "Téléphone"
    COUNTER = "counter", "Guichet"
    EMAIL = "email", "Courriel"
    LETTER = "letter", "Courrier"
    OPEN311 = "open311", "Open311"
    ELU = "elu", "Élu"
    FIELD = "field", "Terrain"


class Audience(models.TextChoices):
    """Whom the town answers."""

    RESIDENT = "resident", "Habitant"
    FAMILY = "family", "Famille"
    BUSINESS = "business", "Entreprise ou commerce"
    ASSOCIATION = "association", "Association"
    ELU = "elu", "Élu ou cabinet"
    AGENT = "agent", "Agent de la ville"


def _rare(name: str, **kept: Any) -> models.Index:
    """The index of a view that holds few of the open requests: counting them reads only them."""
    condition = Q(is_open=True, **kept)
    return models.Index(fields=["authority", "sector"], condition=condition, name=f"request_{name}")


class ServiceRequest(AuthorityScoped):
    """A request to the town. What events say of it is repeated here, for the queue.

    `number` counts within the authority. `due_at` is None while the working clock is stopped;
    `warn_at` is the next instant at which its team is warned; `has_news`: the last word is the
    citizen's. `is_late`: once closed, whether it took more working time than promised.
    `external_ref` is its name elsewhere (an import, a message), unique when there is one.
    `is_open` follows `state`.
    """

    number = models.PositiveIntegerField()
    tracking_code = models.CharField(max_length=14, unique=True)
    sector = models.CharField(max_length=30, choices=SECTORS)
    category = models.CharField(max_length=60)
    demarche = models.CharField(max_length=60, blank=True)
    audience = models.CharField(max_length=12, choices=Audience)
    channel = models.CharField(max_length=10, choices=Channel)
    subject = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    district = models.CharField(max_length=80, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    state = models.CharField(max_length=16, choices=STATE_CHOICES)
    is_open = models.BooleanField(default=True)
    since = models.DateTimeField()
    rank = models.PositiveIntegerField()
    last_at = models.DateTimeField()
    reopenings = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(null=True)
    team = models.CharField(max_length=60, blank=True)
    assignee = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    because = models.CharField(max_length=200, blank=True)
    promise = models.CharField(max_length=8)
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    regime = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Regime])
    legal_due_on = models.DateField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    external_ref = models.CharField(max_length=200, blank=True)
    has_news = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "demande"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(fields=["authority", "number"], name="request_number"),
            models.UniqueConstraint(
                fields=["authority", "external_ref"],
                condition=~Q(external_ref=""),
                name="request_external_ref",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True, state__in=sorted(OPEN_STATES))
                | Q(is_open=False, state__in=sorted(set(State) - OPEN_STATES)),
                name="request_open_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "sector", "due_at", "state", "assignee", "reopenings",
                        "audience", "has_news"],
                condition=Q(is_open=True), name="request_open",
            ),
            models.Index(
                fields=["authority", "due_at"], condition=Q(is_open=True), name="request_due"
            ),
            models.Index(
                fields=["authority", "-closed_at"], condition=Q(is_open=False),
                name="request_closed",
            ),
            models.Index(
                fields=["authority", "district", "sector"], condition=Q(is_open=True),
                name="request_district",
            ),
            models.Index(
                fields=["authority", "sector", "assignee", "due_at"], condition=Q(is_open=True),
                name="request_assignee",
            ),
            _rare("news", has_news=True),
            _rare("waiting", state=State.WAITING_CITIZEN.value),
            _rare("reopened", reopenings__gt=0),
            _rare("elus", audience=Audience.ELU),
            models.Index(fields=["warn_at"], condition=Q(is_open=True), name="request_warn"),
            models.Index(
                fields=["authority", "latitude", "longitude"],
                condition=Q(latitude__isnull=False), name="request_where",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number}"

    @property
    def ref(self) -> str:
        """How the journal and the jobs name this request."""
        return f"request:{self.pk}"

    @property
    def state_label(self) -> str:
        """The state, in French."""
        return STATES[self.state][0]


class Numbering(AuthorityScoped):
    """The last number given to a request, one row per authority, locked to give the next."""

    authority = models.OneToOneField(Authority, on_delete=models.PROTECT, related_name="+")
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "numérotation"

    def __str__(self) -> str:
        return f"{self.last}"


class Turn(AuthorityScoped):
    """How many requests of a team were shared among its agents; locked to share the next."""

    team = models.CharField(max_length=60)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "tour de répartition"
        constraints = [models.UniqueConstraint(fields=["authority", "team"], name="turn_of_team")]

    def __str__(self) -> str:
        return f"{self.team} {self.last}"


class RequestEvent(AuthorityScoped):
    """Something that happened to a request. Never changed, never deleted: triggers forbid it.

    `detail` holds codes, references and counts; the words are in `Message`.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.PROTECT, related_name="events"
    )
    rank = models.PositiveIntegerField()
    what = models.CharField(max_length=20, choices=[(h.value, h.value) for h in Happening])
    at = models.DateTimeField()
    actor_ref = models.CharField(max_length=100)
    actor_label = models.CharField(max_length=200)
    detail = models.JSONField(default=dict)

    class Meta:
        verbose_name = "événement"
        ordering = ("rank",)
        constraints = [
            models.UniqueConstraint(fields=["service_request", "rank"], name="event_rank"),
            models.UniqueConstraint(
                fields=["service_request"],
                condition=Q(what=Happening.ACKNOWLEDGED),
                name="event_acknowledged_once",
            ),
        ]
        indexes = [models.Index(fields=["authority", "at"], name="event_by_time")]

    def __str__(self) -> str:
        return f"{self.service_request_id}.{self.rank} {self.what}"
