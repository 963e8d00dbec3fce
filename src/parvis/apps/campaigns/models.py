"""Records of the campaigns: what was asked, decided, drawn and sent, and who said no."""

from django.db import models
from django.db.models import Q

from parvis.apps.authorities.models import AuthorityScoped
from parvis.core.loyalty.outreach import SHOWN_TO_ALL, Aim, Medium
from parvis.core.sectors import Sector

SECTORS = [(sector.value, sector.label) for sector in Sector]
AIMS = [(aim.value, aim.label) for aim in Aim]
MEDIA = [(medium.value, medium.label) for medium in Medium]


class CampaignState(models.TextChoices):
    """Where a campaign stands."""

    DRAFT = "draft", "en préparation"
    PREPARED = "prepared", "prête"
    SENDING = "sending", "en cours d’envoi"
    DONE = "done", "envoyée"
    STOPPED = "stopped", "arrêtée"


class Sent(models.TextChoices):
    """Where the message of one person stands. DOUBT: stopped while it left, nobody can know."""

    WAITING = "waiting", "à envoyer"
    SENDING = "sending", "part"
    SENT = "sent", "envoyé"
    DOUBT = "doubt", "peut-être parti"
    BOUNCED = "bounced", "adresse refusée"
    CANCELLED = "cancelled", "annulé"


class Campaign(AuthorityScoped):
    """A message, the rule that chooses whom it is for, and the measure of whether it worked.

    `contract` names the file the rule reads; `draw` is the secret of the lot. `outcome` names the
    file where one sees whether people acted: at least `least` rows within `window_days`.
    `is_elsewhere`: sent by another tool, taken up to be judged.
    """

    title = models.CharField("titre", max_length=120)
    goal = models.CharField("objectif", max_length=300)
    aim = models.CharField("finalité", max_length=20, choices=AIMS)
    channel = models.CharField("canal", max_length=10, choices=MEDIA)
    contract = models.CharField("fichier", max_length=80)
    sector = models.CharField("secteur", max_length=40, choices=SECTORS)
    conditions = models.JSONField("règle", default=list)
    subject = models.CharField("objet", max_length=150, blank=True)
    body = models.TextField("message", blank=True)
    held_out = models.FloatField("part du groupe témoin", default=0)
    outcome = models.CharField("fichier de la mesure", max_length=80, blank=True)
    least = models.PositiveIntegerField("à partir de", default=1)
    window_days = models.PositiveIntegerField("jours de mesure", default=60)
    usual = models.FloatField("part habituelle", null=True, blank=True)
    detectable = models.FloatField("effet décelable", null=True, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=CampaignState, default=CampaignState.DRAFT
    )
    decision = models.JSONField("décision", default=dict)
    left_out = models.JSONField("écartés", default=dict)
    fairness = models.JSONField("équité vérifiée", default=list)
    draw = models.BinaryField("secret du tirage", max_length=32, editable=False)
    is_elsewhere = models.BooleanField("faite ailleurs", default=False)
    created_at = models.DateTimeField("créée le")
    created_by_label = models.CharField("créée par", max_length=200)
    prepared_at = models.DateTimeField("préparée le", null=True, blank=True)
    launched_at = models.DateTimeField("lancée le", null=True, blank=True)
    finished_at = models.DateTimeField("finie le", null=True, blank=True)
    measured_at = models.DateTimeField("mesurée le", null=True, blank=True)
    adjusted = models.JSONField("effet ajusté", default=dict)

    class Meta:
        verbose_name = "campagne"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title

    @property
    def is_shown(self) -> bool:
        """Whether anybody sees it: nobody is chosen, nobody is written to."""
        return self.channel in SHOWN_TO_ALL


class Recipient(AuthorityScoped):
    """One person drawn: written to or held out. `contact` is emptied once the campaign is over.

    `key` stands for the address whatever its spelling; `references` name the person in the file.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="recipients")
    key = models.CharField("clé", max_length=64)
    contact = models.CharField("adresse", max_length=400, blank=True)
    place = models.CharField("quartier", max_length=120, blank=True)
    references = models.JSONField("références", default=list)
    is_held_out = models.BooleanField("groupe témoin", default=False)
    state = models.CharField("envoi", max_length=10, choices=Sent, default=Sent.WAITING)
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "destinataire"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "key"), name="recipient_once"),
            models.CheckConstraint(
                condition=Q(is_held_out=False) | Q(state="waiting") | Q(state="cancelled"),
                name="recipient_held_out_unsent",
            ),
        )
        indexes = (
            models.Index(fields=("campaign", "state"), name="recipient_by_state"),
            models.Index(fields=("authority", "key", "sent_at"), name="recipient_by_key"),
        )

    def __str__(self) -> str:
        return f"{self.campaign_id}:{self.pk}"


class Opposition(AuthorityScoped):
    """An address not to be written to any more; it stays when a file brings the address again."""

    class Reason(models.TextChoices):
        """Why."""

        ASKED = "asked", "s’est désabonnée d’un clic"
        TOLD = "told", "l’a dit à la mairie"
        BOUNCED = "bounced", "ne répond plus"

    key = models.CharField("clé", max_length=64)
    reason = models.CharField("motif", max_length=10, choices=Reason)
    at = models.DateTimeField("depuis")
    campaign = models.ForeignKey(
        Campaign, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "opposition"
        ordering = ("-at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("authority", "key"), name="opposition_once"),
        )

    def __str__(self) -> str:
        return self.get_reason_display()


class TownAction(AuthorityScoped):
    """An action of the town judged against comparable communes, what it aimed at and its measure.

    `series`: for each commune (its code), the value of each period, the town's own first; the
    action begins at `since`, counted in `periods`.
    """

    title = models.CharField("action", max_length=120)
    goal = models.CharField("objectif", max_length=300)
    target = models.CharField("cible", max_length=120)
    measure = models.CharField("mesure", max_length=200)
    unit = models.CharField("unité", max_length=30, blank=True)
    periods = models.JSONField("périodes", default=list)
    since = models.CharField("début", max_length=20)
    series = models.JSONField("séries", default=dict)
    created_at = models.DateTimeField("déclarée le")
    created_by_label = models.CharField("déclarée par", max_length=200)

    class Meta:
        verbose_name = "action de la ville"
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.title


class Survey(AuthorityScoped):
    """A wave of a survey: which questionnaire, asked to how many, open from a day to another.

    `code` is in the address that anybody may open; answers name nobody.
    """

    questionnaire = models.CharField("questionnaire", max_length=40)
    wave = models.CharField("vague", max_length=80)
    asked = models.PositiveIntegerField("personnes sollicitées", default=0)
    code = models.CharField("code", max_length=24, unique=True)
    opened_at = models.DateTimeField("ouverte le")
    closed_at = models.DateTimeField("close le", null=True, blank=True)

    class Meta:
        verbose_name = "enquête"
        ordering = ("-opened_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "questionnaire", "wave"), name="survey_one_per_wave"
            ),
        )

    def __str__(self) -> str:
        return self.wave


class SurveyAnswer(AuthorityScoped):
    """One answer: by the web, on paper, at the counter. Nobody is named in it."""

    class By(models.TextChoices):
        """How it came."""

        WEB = "web", "en ligne"
        PAPER = "paper", "sur papier"
        COUNTER = "counter", "au guichet"

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="answers")
    by = models.CharField("par", max_length=10, choices=By)
    said = models.JSONField("réponses")
    answered_at = models.DateTimeField("reçue le")

    class Meta:
        verbose_name = "réponse à une enquête"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.survey_id}:{self.pk}"


class NameWatch(AuthorityScoped):
    """A reading of trademark filings for names of the town: what was read, and what comes near.

    `hits` are rows of `core.loyalty.watching`, as published by INPI; the term to oppose is in each.
    """

    names = models.JSONField("noms surveillés")
    filename = models.CharField("fichier", max_length=255)
    sha256 = models.CharField("empreinte", max_length=64)
    read = models.PositiveIntegerField("marques lues")
    hits = models.JSONField("marques proches", default=list)
    evidence = models.TextField("constat")
    at = models.DateTimeField("lu le")
    by_label = models.CharField("lu par", max_length=200)

    class Meta:
        verbose_name = "veille du nom"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.filename
