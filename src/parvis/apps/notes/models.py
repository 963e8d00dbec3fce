"""Records of the notes: protected figures, assumptions, the choice. No person is in them."""

from django.db import models

from parvis.apps.authorities.models import AuthorityScoped


class Kind(models.TextChoices):
    """What was simulated."""

    TARIFF = "tariff", "Tarif"
    SITING = "siting", "Implantation"
    ACCESS = "access", "Accès"


class DecisionNote(AuthorityScoped):
    """One simulation kept: `alternatives` are plain data, each with its `name`.

    `release` is the publication in use then, "" if none; `purpose` the declared one of a
    simulation on persons, "" elsewhere; `assumptions` are pairs of title and text.
    """

    kind = models.CharField("objet", max_length=10, choices=Kind.choices)
    title = models.CharField("titre", max_length=200)
    release = models.CharField("publication", max_length=40, blank=True)
    purpose = models.CharField("finalité", max_length=80, blank=True)
    assumptions = models.JSONField("hypothèses", default=list)
    alternatives = models.JSONField("alternatives", default=list)
    chosen = models.CharField("retenue", max_length=200, blank=True)
    reasons = models.TextField("motifs", blank=True)
    made_at = models.DateTimeField("établie le")
    made_by_ref = models.CharField("auteur", max_length=80)
    made_by_label = models.CharField("nom de l’auteur", max_length=200)
    decided_at = models.DateTimeField("choix noté le", null=True, blank=True)

    class Meta:
        verbose_name = "note d’aide à la décision"
        ordering = ("-made_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]), name="note_kind"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def names(self) -> list[str]:
        """How the alternatives are called."""
        return [one["name"] for one in self.alternatives]
