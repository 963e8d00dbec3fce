"""Tokens by which other tools read the protected tables of an authority."""

from django.db import models

from parvis.apps.authorities.models import AuthorityScoped


class Scope(models.TextChoices):
    """What a token opens."""

    METRICS = "metrics:read", "Lire les chiffres protégés"
    DEFINITIONS = "definitions:read", "Lire les définitions"


class ApiToken(AuthorityScoped):
    """One token: the house keeps its digest, never the token."""

    name = models.CharField(max_length=80, verbose_name="nom")
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "jeton"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name
