"""What the portal keeps of those who open an account: their bouquets."""

from django.db import models

from parvis.apps.accounts.models import Account
from parvis.apps.authorities.models import AuthorityScoped
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
