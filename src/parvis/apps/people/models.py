"""Records of persons: a random identifier per sector, what bears it, and all that changed it."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from parvis.apps.authorities.models import AuthorityScoped
from parvis.core.people.identity import Kind
from parvis.core.sectors import Sector

if TYPE_CHECKING:
    from parvis.core.people.model import LinkModel

SECTORS = [(sector.value, sector.label) for sector in Sector]


class SectorScoped(AuthorityScoped):
    """What belongs to one sealed sector of one authority."""

    sector = models.CharField("secteur", max_length=40, choices=SECTORS)

    class Meta:
        abstract = True


class Person(SectorScoped):
    """One person in one sector. `uid` is random, is never shown outside, never given again.

    `alias_of` is the person that this one turned out to be.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    created_at = models.DateTimeField()
    alias_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="aliases"
    )

    class Meta:
        verbose_name = "personne"
        indexes = [models.Index(fields=["authority", "sector"], name="person_by_sector")]

    def __str__(self) -> str:
        return f"{self.get_sector_display()} {self.pk}"


class PersonRecord(SectorScoped):
    """A record of the sector's files, by its reference, and the person it is about."""

    reference = models.CharField(max_length=400)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="records")

    class Meta:
        verbose_name = "fiche"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "sector", "reference"], name="record_once_per_sector"
            )
        ]

    def __str__(self) -> str:
        return f"fiche {self.pk}"


class LinkRun(SectorScoped):
    """One linkage of a sector: on what, with which model, how good.

    `inputs` and `rulings` are the SHA-256 of the files and rulings it read; `model` its JSON, {}
    where the files said too little; estimates are `{value, low, high}` or {}; notes are sentences
    on what deserves a look, bounds that were met among it.
    """

    at = models.DateTimeField()
    inputs = models.CharField(max_length=64)
    rulings = models.CharField(max_length=64, blank=True)
    records = models.PositiveIntegerField()
    persons = models.PositiveIntegerField()
    compared = models.PositiveBigIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    split = models.PositiveIntegerField(default=0)
    model = models.JSONField(default=dict)
    precision = models.JSONField(default=dict)
    recall = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    home_notes = models.JSONField(default=list)

    class Meta:
        verbose_name = "rapprochement"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_sector_display()} {self.at:%Y-%m-%d %H:%M}"

    def learnt(self) -> "LinkModel | None":
        """The model of this run; None where it learnt none, or with an earlier version's fields."""
        from parvis.core.people.saved import model_from

        return model_from(self.model)


class HouseholdMember(SectorScoped):
    """A person in a home as the files show it, from a day to another: not the tax household, nor
    that of the family allowance fund. `is_second`: a child's other home."""

    household = models.UUIDField(db_index=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="homes")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    is_second = models.BooleanField(default=False)

    class Meta:
        verbose_name = "membre d’un foyer"

    def __str__(self) -> str:
        return f"foyer {self.pk}"


class PersonChange(SectorScoped):
    """Records that went from one person to another, and what undid that."""

    KINDS = [(Kind.MERGED.value, "réunies"), (Kind.SPLIT.value, "séparées")]

    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=KINDS)
    before = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    references = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "changement de personne"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d %H:%M}"


class PairRuling(SectorScoped):
    """Somebody's word on two records: one person, or two."""

    left = models.CharField(max_length=400)
    right = models.CharField(max_length=400)
    is_same = models.BooleanField()
    by_ref = models.CharField(max_length=100)
    by_label = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "décision sur deux fiches"
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "sector", "left", "right"], name="ruling_once_per_pair"
            ),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="ruling_in_order"),
        ]

    def __str__(self) -> str:
        return f"décision {self.pk}"


class ReviewPair(SectorScoped):
    """Two records that a person may look at: in the queue by `gain`, in the sample by `weight`.

    `levels` are those of the run's model. `is_same` is what somebody judged, None before.
    """

    run = models.ForeignKey(LinkRun, on_delete=models.CASCADE, related_name="pairs")
    left = models.CharField(max_length=400)
    right = models.CharField(max_length=400)
    odds = models.FloatField()
    levels = models.JSONField(default=list)
    is_linked = models.BooleanField()
    gain = models.FloatField(default=0)
    stratum = models.SmallIntegerField(default=-1)
    weight = models.FloatField(default=0)
    is_same = models.BooleanField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "paire à revoir"
        ordering = ("-gain", "pk")

    def __str__(self) -> str:
        return f"paire {self.pk}"


class KeyEpoch(models.Model):
    """A key of the pseudonyms, known by its mark alone, and when it came into use."""

    epoch = models.PositiveIntegerField(primary_key=True)
    mark = models.CharField(max_length=32, unique=True)
    since = models.DateTimeField()
    by_label = models.CharField(max_length=200)

    class Meta:
        verbose_name = "clé des pseudonymes"
        ordering = ("-epoch",)

    def __str__(self) -> str:
        return f"clé {self.epoch}"


class Erasure(AuthorityScoped):
    """A person erased: how many rows, and the release that no longer holds them ("" before)."""

    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    release = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = "effacement"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"effacement {self.pk}"
