"""Who may write by machine, and whom the town tells."""

from django.db import models

from parvis.apps.authorities.models import AuthorityScoped
from parvis.apps.casework.models import ServiceRequest


class ApplicationKey(AuthorityScoped):
    """A key with which an application sends reports by Open311; only its hash is kept."""

    title = models.CharField(max_length=120)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "clé d’application"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


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
