"""What an agent keeps of the queue: views under a name."""

from django.db import models

from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import AuthorityScoped


class SavedView(AuthorityScoped):
    """Filters of the queue that an agent kept under a name; `query` is a query string."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=60)
    query = models.CharField(max_length=400)

    class Meta:
        verbose_name = "vue de la file"
        ordering = ("title",)
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "account", "title"], name="saved_view_title"
            )
        ]

    def __str__(self) -> str:
        return self.title
