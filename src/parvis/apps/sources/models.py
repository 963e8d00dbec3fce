"""Records of the municipal files: where they come from, what each delivery became."""

from pathlib import Path

from django.db import models
from django.db.models import Q

from parvis.apps import wired
from parvis.apps.authorities.models import AuthorityScoped
from parvis.apps.jobs.models import Job
from parvis.core.sectors import Sector

SHORT_HASH = 16
"""How many hexadecimal digits of the sha256 name a delivery's folder."""

SECTORS = [(sector.value, sector.label) for sector in Sector]


class DeliveryState(models.TextChoices):
    """What became of a file since it arrived."""

    WAITING = "waiting", "en attente"
    LOADING = "loading", "en cours de chargement"
    KEPT = "kept", "chargée"
    SUPERSEDED = "superseded", "remplacée"
    REFUSED = "refused", "refusée"
    DISCARDED = "discarded", "écartée"


LIVE = (
    DeliveryState.WAITING,
    DeliveryState.LOADING,
    DeliveryState.KEPT,
    DeliveryState.SUPERSEDED,
)
"""A file of one of these states is here: the same one again changes nothing."""

OWNING = (DeliveryState.KEPT, DeliveryState.SUPERSEDED)
"""States of deliveries whose files are kept."""

PENDING = (DeliveryState.WAITING, DeliveryState.LOADING)


class Source(AuthorityScoped):
    """A family of files that one authority delivers again and again, under one contract."""

    contract = models.CharField("contrat", max_length=80)
    sector = models.CharField("secteur", max_length=40, choices=SECTORS)
    title = models.CharField("intitulé", max_length=200)

    class Meta:
        verbose_name = "source"
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "contract"), name="source_once_per_authority"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Delivery(AuthorityScoped):
    """One file, from its arrival on; `source` and `sector` are unknown until it is recognised.

    `corrects` is the delivery whose quarantined rows this file corrects. `inbox` names the
    uploaded file while it waits. `report` is the JSON of the load report.
    """

    source = models.ForeignKey(
        Source, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    sector = models.CharField("secteur", max_length=40, choices=SECTORS, blank=True)
    state = models.CharField("état", max_length=12, choices=DeliveryState)
    sha256 = models.CharField("empreinte", max_length=64)
    filename = models.CharField("nom du fichier", max_length=255)
    received_at = models.DateTimeField("reçue le")
    received_by_ref = models.CharField("auteur", max_length=80)
    received_by_label = models.CharField("nom de l’auteur", max_length=200)
    contract = models.CharField("contrat", max_length=80, blank=True)
    contract_version = models.PositiveIntegerField("version du contrat", default=0)
    legal_basis = models.CharField("base légale", max_length=300, blank=True)
    rows_read = models.PositiveBigIntegerField("lignes lues", default=0)
    rows_kept = models.PositiveBigIntegerField("lignes gardées", default=0)
    rows_rejected = models.PositiveBigIntegerField("lignes à corriger", default=0)
    encoding = models.CharField("encodage", max_length=40, blank=True)
    delimiter = models.CharField("séparateur", max_length=4, blank=True)
    header_line = models.PositiveIntegerField("ligne d’en-tête", default=0)
    observed_until = models.DateTimeField("dernier événement", null=True, blank=True)
    report = models.JSONField("compte rendu", default=dict)
    is_synthetic = models.BooleanField("données fictives", default=False)
    refusal = models.TextField("motif du refus", blank=True)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    superseded_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="superseded"
    )
    findings = models.JSONField("constats", default=list)
    set_aside_at = models.DateTimeField("lignes écartées le", null=True, blank=True)
    discarded_at = models.DateTimeField("écartée le", null=True, blank=True)
    inbox = models.CharField("fichier en attente", max_length=80, blank=True)
    asked_contract = models.CharField("contrat demandé", max_length=80, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "livraison"
        ordering = ("-received_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "sha256"),
                condition=Q(state__in=["waiting", "loading", "kept", "superseded"]),
                name="delivery_once_while_live",
            ),
            models.CheckConstraint(
                condition=~Q(state="kept") | Q(source__isnull=False), name="kept_has_a_source"
            ),
            models.CheckConstraint(
                condition=~Q(state="kept")
                | Q(rows_read=models.F("rows_kept") + models.F("rows_rejected")),
                name="kept_counts_add_up",
            ),
        )

    def __str__(self) -> str:
        return self.filename

    @property
    def folder(self) -> Path:
        """Where the original, the typed rows and the quarantine are kept."""
        name = folder_name(self.sha256, self.contract)
        return wired.home().staging / self.authority.code / name

    @property
    def rows_file(self) -> Path:
        return self.folder / ROWS

    @property
    def quarantine_file(self) -> Path:
        return self.folder / QUARANTINE

    @property
    def original_file(self) -> Path:
        return self.folder / ORIGINAL

    @property
    def short_hash(self) -> str:
        """The sha256 as people compare it: its two ends."""
        return f"{self.sha256[:4]} {self.sha256[4:8]} … {self.sha256[-4:]}"

    @property
    def delimiter_name(self) -> str:
        """The delimiter, spelled out: a comma alone would not be seen."""
        return DELIMITERS.get(self.delimiter, self.delimiter)

    @property
    def is_pending(self) -> bool:
        """Whether its load has yet to end."""
        return self.state in PENDING

    @property
    def may_be_described(self) -> bool:
        """Whether no contract knew the file, which is still here for somebody to describe."""
        return self.state == DeliveryState.REFUSED and bool(self.inbox)

    @property
    def is_stuck(self) -> bool:
        """Whether it waits for a load that gave up."""
        return self.is_pending and (self.job is None or not self.job.is_open)

    @property
    def is_kept(self) -> bool:
        return self.state == DeliveryState.KEPT

    @property
    def has_open_quarantine(self) -> bool:
        """Whether it has refused rows that nobody corrected or gave up yet."""
        return (
            self.is_kept
            and self.rows_rejected > 0
            and self.set_aside_at is None
            and not self.corrections.filter(state__in=LIVE).exists()
        )


class PushToken(AuthorityScoped):
    """What an application shows to push its exports: the right to load in one sector.

    Only the SHA-256 of the secret is kept.
    """

    label = models.CharField("application", max_length=120)
    sector = models.CharField("secteur", max_length=40, choices=SECTORS)
    digest = models.CharField("empreinte", max_length=64, unique=True)
    created_at = models.DateTimeField("créé le")
    created_by_label = models.CharField("créé par", max_length=200)
    last_used_at = models.DateTimeField("dernier envoi", null=True, blank=True)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    class Meta:
        verbose_name = "jeton d’envoi"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.label


DELIMITERS = {",": "virgules", ";": "points-virgules", "\t": "tabulations", "|": "barres"}
ROWS = "rows.parquet"
QUARANTINE = "quarantine.csv"
ORIGINAL = "original.zst"


def folder_name(sha256: str, contract: str) -> str:
    """The name of a delivery's folder inside its authority's."""
    return f"{sha256[:SHORT_HASH]}-{contract}"
