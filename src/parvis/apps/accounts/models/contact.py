"""What somebody agreed to, how they want to be written to, and what was written to them."""

from django.db import models

from parvis.apps.accounts.models.people import Account
from parvis.apps.authorities.models import AuthorityScoped
from parvis.core.contact import USUAL_MOST, Means

MEANS = [(means.value, means.label) for means in Means]


class ConsentEvent(AuthorityScoped):
    """A consent given or withdrawn, for one source and one purpose; never changed afterwards.

    `purpose` is one of `core.catalogue.consents.ConsentPurpose`, or the id of a purpose declared
    in `purposes.toml`.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    is_given = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "consentement"
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["authority", "account"], name="consent_of_account")]

    def __str__(self) -> str:
        return f"{self.source} {self.purpose} {'oui' if self.is_given else 'non'}"


class ContactPreference(AuthorityScoped):
    """How somebody wants to be written to by one authority, how often at most, and what they say
    interests them. Whoever writes locks this row first."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=10, choices=MEANS, default=Means.EMAIL)
    phone = models.CharField(max_length=20, blank=True)
    most_a_month = models.PositiveSmallIntegerField(default=USUAL_MOST)
    interests = models.JSONField(default=list)

    class Meta:
        verbose_name = "préférence de contact"
        constraints = [
            models.UniqueConstraint(fields=["authority", "account"], name="contact_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel}, {self.most_a_month}"


class Sent(models.TextChoices):
    """What became of a message. TO_DO: a letter or a call, for somebody to make."""

    WAITING = "waiting", "À envoyer"
    SENT = "sent", "Envoyé"
    FAILED = "failed", "Échec"
    TO_DO = "to_do", "À remettre par quelqu’un"


class Contacted(AuthorityScoped):
    """Something that the town wrote of its own accord: what the cap counts.

    `path` is where it leads on the portal. It goes after a year, by the nightly purge.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60)
    means = models.CharField(max_length=10, choices=MEANS)
    title = models.CharField(max_length=150)
    text = models.TextField(blank=True)
    path = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=Sent, default=Sent.WAITING)

    class Meta:
        verbose_name = "message de la mairie"
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["authority", "account", "-at"], name="contacted_lately")]

    def __str__(self) -> str:
        return self.title


class PushSubscription(AuthorityScoped):
    """A browser that asked to be told of something: `topic` is an account or a request, as the
    journal names them. Its keys encipher what is sent to it."""

    topic = models.CharField(max_length=60)
    endpoint = models.URLField(max_length=1000)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "appareil à prévenir"
        constraints = [
            models.UniqueConstraint(fields=["topic", "endpoint"], name="device_once_a_topic"),
        ]

    def __str__(self) -> str:
        return self.topic
