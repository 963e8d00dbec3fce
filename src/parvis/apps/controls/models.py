"""Records of the controls: what each found, and the lines that somebody explained."""

from django.db import models
from django.db.models import Q

from parvis.apps.authorities.models import AuthorityScoped
from parvis.core.controls.outcome import State
from parvis.core.sectors import Sector

STATES = [
    (State.CLEAR.value, "tout concorde"),
    (State.RAISED.value, "à voir"),
    (State.UNREADY.value, "attend une livraison"),
]
SECTORS = [(sector.value, sector.label) for sector in Sector]


def _exact(name: str) -> models.DecimalField:
    return models.DecimalField(name, max_digits=38, decimal_places=2, default=0)


class Verdict(AuthorityScoped):
    """What a control found in one sector, as long as it finds the same; one is current.

    `raised_since` is when it was first raised without a clear run since; `told_at` when those
    in charge were told.
    """

    control = models.CharField("contrôle", max_length=80)
    version = models.PositiveIntegerField("version")
    sector = models.CharField("secteur", max_length=40, choices=SECTORS)
    state = models.CharField("état", max_length=10, choices=STATES)
    judged = models.PositiveBigIntegerField("examinées", default=0)
    lines = models.PositiveBigIntegerField("lignes", default=0)
    left_sum = _exact("somme à gauche")
    right_sum = _exact("somme à droite")
    gap = _exact("écart")
    found_at = models.DateTimeField("constaté le")
    judged_at = models.DateTimeField("dernier passage le")
    raised_since = models.DateTimeField("levé depuis", null=True, blank=True)
    told_at = models.DateTimeField("signalé le", null=True, blank=True)
    is_current = models.BooleanField("en vigueur", default=True)

    class Meta:
        verbose_name = "constat"
        ordering = ("-found_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "control", "sector"),
                condition=Q(is_current=True),
                name="verdict_one_current",
            ),
        )

    def __str__(self) -> str:
        return f"{self.control} ({self.get_state_display()})"

    @property
    def is_raised(self) -> bool:
        """Whether lines wait for somebody."""
        return self.state == State.RAISED


class Dismissal(AuthorityScoped):
    """A line of a worklist that somebody explained: it counts no more. `line` is its id."""

    control = models.CharField("contrôle", max_length=80)
    sector = models.CharField("secteur", max_length=40, choices=SECTORS)
    line = models.CharField("ligne", max_length=32)
    note = models.CharField("explication", max_length=300)
    dismissed_at = models.DateTimeField("expliquée le")
    dismissed_by_ref = models.CharField("auteur", max_length=80)
    dismissed_by_label = models.CharField("nom de l’auteur", max_length=200)

    class Meta:
        verbose_name = "ligne expliquée"
        ordering = ("-dismissed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "control", "line"), name="dismissal_once_per_line"
            ),
        )

    def __str__(self) -> str:
        return self.line
