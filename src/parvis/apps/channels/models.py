"""Who may write by machine, and whom the town tells."""

from django.db import models

from parvis.apps.authorities.models import AuthorityScoped
from parvis.apps.casework.models import ServiceRequest
from parvis.core.sectors import Sector


class KeyScope(models.TextChoices):
    """What a key opens; beside Open311, in the sectors of the key only."""

    OPEN311 = "open311", "Signaler par Open311"
    READ = "requests:read", "Lire les demandes"
    CONTACTS = "requests:contacts", "Lire qui a demandé"
    CREATE = "requests:create", "Déposer des demandes"
    ACT = "requests:act", "Traiter les demandes"


def open311_only() -> list[str]:
    """What a key opens if nothing else is said."""
    return [KeyScope.OPEN311.value]


class ApplicationKey(AuthorityScoped):
    """A key of an application; only its hash is kept. `sectors`: where it sees requests."""

    title = models.CharField(max_length=120)
    scopes = models.JSONField(default=open311_only)
    sectors = models.JSONField(default=list)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "clé d’application"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title

    @property
    def opens(self) -> list[str]:
        """What it opens and where, in French."""
        scopes = [KeyScope(scope).label for scope in self.scopes]
        return [*scopes, *(Sector(sector).label for sector in self.sectors)]


class Webhook(AuthorityScoped):
    """An address told of each event of the requests of a team; messages are signed."""

    url = models.URLField(max_length=300)
    team = models.CharField(max_length=60, blank=True)
    secret = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    told_up_to = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "rappel automatique"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.url


class RefusedMail(AuthorityScoped):
    """An e-mail that did not become a request, and why; its words are not kept."""

    message_id = models.CharField(max_length=250)
    reason = models.CharField(max_length=30)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = "courriel écarté"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.reason} {self.received_at:%Y-%m-%d}"


class Relay(AuthorityScoped):
    """A request that another administration's Open311 server holds too: its name there."""

    service_request = models.OneToOneField(
        ServiceRequest, on_delete=models.CASCADE, related_name="relay"
    )
    endpoint = models.URLField(max_length=300)
    remote_id = models.CharField(max_length=120)
    status = models.CharField(max_length=20, default="open")
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = "relais"

    def __str__(self) -> str:
        return f"{self.endpoint} {self.remote_id}"
