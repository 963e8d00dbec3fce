"""Authorities, and the base of everything that belongs to one."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from parvis.core.access import Actor, Capability


class Kind(models.TextChoices):
    """What a legal entity is, in the words of the Code général des collectivités."""

    COMMUNE = "commune", "Commune"
    EPCI = "epci", "Intercommunalité"
    CCAS = "ccas", "Centre communal d’action sociale"


class Authority(models.Model):
    """A legal entity, its own controller under the RGPD.

    `code` is the INSEE code of a commune, the SIREN of an EPCI or of a CCAS.
    """

    code = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    is_principal = models.BooleanField(default=False)
    requires_second_factor = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "collectivité"
        ordering = ("-is_principal", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["is_principal"],
                condition=Q(is_principal=True),
                name="authority_one_principal",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in Kind]), name="authority_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AuthorityScopedQuerySet(models.QuerySet):
    """The one filter of every read: what this actor may see."""

    def visible_to(self, actor: "Actor", capability: "Capability") -> Self:
        """Rows of the authorities where `actor` holds `capability`, whatever the sector."""
        if actor.is_operator:
            return self.all()
        return self.filter(authority__code__in=actor.authorities(capability))


class AuthorityScoped(models.Model):
    """A record of one authority; there is no record without."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")

    objects = AuthorityScopedQuerySet.as_manager()

    class Meta:
        abstract = True
