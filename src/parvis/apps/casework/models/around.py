"""What gathers around a request: links, readers, satisfaction; how a desk is set up."""

from django.db import models
from django.db.models import Q

from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import AuthorityScoped
from parvis.apps.casework.models.requests import ServiceRequest


class Tie(models.TextChoices):
    """How two requests stand to one another."""

    RELATED = "related", "liée"
    DISTINCT = "distinct", "autre chose"


class RequestLink(AuthorityScoped):
    """Two requests somebody compared: related, or not the same thing. `one` came first."""

    one = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(ServiceRequest, on_delete=models.CASCADE, related_name="+")
    tie = models.CharField(max_length=8, choices=Tie)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "lien entre demandes"
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="link_once")]

    def __str__(self) -> str:
        return f"{self.one_id}-{self.other_id} {self.tie}"


class Presence(AuthorityScoped):
    """Who has a file in front of them: for the collision warning, and one journal entry a look.

    `opened_at` is when this look began, `seen_at` its last sign of life; `draft` is what they
    began to write and did not send, theirs alone to read.
    """

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="presences"
    )
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    writing_at = models.DateTimeField(null=True)
    draft = models.TextField(blank=True, default="")

    class Meta:
        verbose_name = "présence"
        constraints = [
            models.UniqueConstraint(fields=["service_request", "account"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.seen_at:%H:%M}"


class Satisfaction(AuthorityScoped):
    """The answer to the one question asked after closing. 1: pas bien, 2: moyen, 3: très bien."""

    service_request = models.OneToOneField(
        ServiceRequest, on_delete=models.CASCADE, related_name="satisfaction"
    )
    level = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = "satisfaction"
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=3), name="level_1_to_3")
        ]

    def __str__(self) -> str:
        return f"{self.level}"


class DeskVersion(AuthorityScoped):
    """A whole setup of the desk, as the file that was imported; the latest one holds."""

    number = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by_ref = models.CharField(max_length=100)
    by_label = models.CharField(max_length=200)

    class Meta:
        verbose_name = "configuration du guichet"
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["authority", "number"], name="desk_version_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Absence(AuthorityScoped):
    """Days on which an agent is away, first and last included, and who works for them."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    deputy = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()

    class Meta:
        verbose_name = "absence"
        ordering = ("first_on",)
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on__gte=models.F("first_on")), name="absence_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.first_on}"


class BulkAction(AuthorityScoped):
    """Something done to several requests at once; `before` says for each what to go back to."""

    actor_ref = models.CharField(max_length=100)
    what = models.CharField(max_length=20)
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "action groupée"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.what} {self.at:%H:%M}"
