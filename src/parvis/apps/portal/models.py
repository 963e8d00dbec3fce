"""What the portal keeps of those who open an account: their bouquets."""

from django.db import models

from parvis.apps.accounts.models import Account, Body, Delegation
from parvis.apps.authorities.models import AuthorityScoped
from parvis.apps.catalogue.models import FormRevision
from parvis.core.catalogue.bouquet import Profile


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
    `request_code` is the code by which the request is followed and the answers are gone. `body`:
    in whose name it is; `delegation`: by which power `account` fills it in for somebody else.
    """

    code = models.CharField(max_length=14, unique=True)
    demarche = models.SlugField(max_length=60)
    revision = models.ForeignKey(FormRevision, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="+")
    body = models.ForeignKey(Body, null=True, on_delete=models.SET_NULL, related_name="+")
    delegation = models.ForeignKey(
        Delegation, null=True, on_delete=models.SET_NULL, related_name="+"
    )
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
