"""Records of the screens of figures: views that somebody kept."""

from uuid import uuid4

from django.db import models

from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import AuthorityScoped


class KeptView(AuthorityScoped):
    """An exploration kept under a name, and shared by its address.

    `query` is a query string: whoever opens it sees what their own rights show. `metric_version` is
    that of the day it was kept.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=80)
    query = models.CharField(max_length=400)
    metric = models.CharField(max_length=80)
    metric_version = models.PositiveIntegerField()
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = "vue gardée"
        ordering = ("title",)
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "account", "title"], name="kept_view_title"
            )
        ]

    def __str__(self) -> str:
        return self.title
