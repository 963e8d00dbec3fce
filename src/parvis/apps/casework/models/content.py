"""What is personal about a request, apart from its history: retention can empty it."""

from django.db import models
from django.db.models import Q

from parvis.apps.authorities.models import AuthorityScoped
from parvis.apps.casework.models.requests import SECTORS, Channel, ServiceRequest


class RequestContact(AuthorityScoped):
    """Who asked, for one request only: nothing joins the contacts of two requests but a search
    within one sector. `*_key` are the searched forms, `name_back` the words of the name from the
    last to the first; `account_ref` names a citizen's account.
    """

    service_request = models.OneToOneField(
        ServiceRequest, on_delete=models.CASCADE, related_name="contact"
    )
    sector = models.CharField(max_length=30, choices=SECTORS)
    name = models.CharField(max_length=150, blank=True)
    name_key = models.CharField(max_length=150, blank=True)
    name_back = models.CharField(max_length=150, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_key = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    phone_key = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    prefers = models.CharField(max_length=10, choices=Channel)
    account_ref = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "demandeur"
        indexes = [
            models.Index(fields=["authority", "sector", name], name=f"contact_by_{name}")
            for name in ("name_key", "name_back", "email_key", "phone_key")
        ] + [models.Index(fields=["authority", "account_ref"], name="contact_by_account")]

    def __str__(self) -> str:
        return self.name or "sans nom"


class Way(models.TextChoices):
    """Who wrote a message, and who reads it."""

    IN = "in", "De l’usager"
    OUT = "out", "De la mairie"
    NOTE = "note", "Note interne"


class Sending(models.TextChoices):
    """What became of an outgoing message. DOUBT: stopped in mid-sending; somebody must look."""

    NONE = "none", "Rien à envoyer"
    WAITING = "waiting", "À envoyer"
    SENDING = "sending", "En cours d’envoi"
    SENT = "sent", "Envoyé"
    FAILED = "failed", "Échec"
    DOUBT = "doubt", "Envoi interrompu, à vérifier"
    LETTER = "letter", "À remettre ou à poster"


class Message(AuthorityScoped):
    """Words about a request: received, sent, or kept inside. Retention empties them.

    `rank` is that of the event that tells of it. `message_id` is the e-mail's own, or ours.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="messages"
    )
    rank = models.PositiveIntegerField()
    way = models.CharField(max_length=4, choices=Way)
    channel = models.CharField(max_length=10, choices=Channel)
    author = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    sending = models.CharField(max_length=8, choices=Sending, default=Sending.NONE)
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = "message"
        ordering = ("rank", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "message_id"],
                condition=~Q(message_id=""),
                name="message_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.service_request_id}.{self.rank} {self.way}"


class Attachment(AuthorityScoped):
    """A file joined to a request, checked before it is kept; `stored` names it in the home."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="attachments"
    )
    rank = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=80)
    is_internal = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = "pièce jointe"
        ordering = ("rank", "pk")

    def __str__(self) -> str:
        return self.name
