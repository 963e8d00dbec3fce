"""What the portal keeps of those who open an account: their bouquets."""

from django.db import models

from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import AuthorityScoped
from parvis.apps.catalogue.models import FormRevision
from parvis.core.catalogue.bouquet import Profile
from parvis.core.catalogue.consents import ConsentPurpose


class OwnBouquet(AuthorityScoped):
    """The bouquet of one profile of an account, as `core.catalogue.bouquet` writes it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    profile = models.CharField(max_length=20, choices=[(p.value, p.label) for p in Profile])
    tiles = models.TextField(blank=True)

    class Meta:
        verbose_name = "bouquet"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "account", "profile"], name="bouquet_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile}: {self.tiles}"


class Draft(AuthorityScoped):
    """A form being filled in. Its code is the right to go on with it, on any device.

    `answers` are kept as typed, files by the names they are stored under; once sent,
    `request_code` is the code by which the request is followed and the answers are gone.
    """

    code = models.CharField(max_length=14, unique=True)
    demarche = models.SlugField(max_length=60)
    revision = models.ForeignKey(FormRevision, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    page = models.SlugField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    request_code = models.CharField(max_length=14, blank=True)

    class Meta:
        verbose_name = "brouillon"
        ordering = ("-saved_at",)

    def __str__(self) -> str:
        return f"{self.demarche}, {self.saved_at:%Y-%m-%d %H:%M}"


class ConsentEvent(AuthorityScoped):
    """A consent given or withdrawn, for one source and one purpose; never changed afterwards."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=60)
    purpose = models.CharField(max_length=20, choices=[(p.value, p.label) for p in ConsentPurpose])
    is_given = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "consentement"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.source} {self.purpose} {'oui' if self.is_given else 'non'}"


class Preference(AuthorityScoped):
    """How somebody wants to be written to, how often at most, and what interests them."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(
        max_length=10,
        choices=[("email", "Par courriel"), ("letter", "Par lettre"), ("phone", "Par téléphone")],
        default="email",
    )
    most_a_month = models.PositiveSmallIntegerField(default=4)
    interests = models.JSONField(default=list)

    class Meta:
        verbose_name = "préférence de contact"

    def __str__(self) -> str:
        return f"{self.channel}, {self.most_a_month}"
