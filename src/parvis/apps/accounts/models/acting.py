"""Acting for somebody else, or in the name of a shop or an association: always visibly."""

from django.db import models
from django.db.models import Q

from parvis.apps.accounts.models.people import Account
from parvis.apps.authorities.models import AuthorityScoped
from parvis.core.acting import BodyKind, Power, Tie


class Body(AuthorityScoped):
    """A company by its SIRET, an association by its RNA number or its SIRET, or a child.

    Each holder has a row of their own: two parents of one child each have their rights, and see
    of the other's requests what `Parenthood` says. `number` is "" for a child; `proved_at` is
    when an identity provider or an agent vouched for it.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="bodies")
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in BodyKind])
    name = models.CharField(max_length=150)
    number = models.CharField(max_length=14, blank=True)
    born_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "au nom de"
        ordering = ("kind", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "account", "kind", "number"],
                condition=~Q(number=""),
                name="body_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Delegation(AuthorityScoped):
    """`giver` lets `helper` act for them within some themes, until a day; both see it.

    It begins when the helper accepts, and ends at once when either says so.
    """

    giver = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="given_powers")
    helper = models.ForeignKey(
        Account, null=True, on_delete=models.CASCADE, related_name="held_powers"
    )
    helper_email = models.EmailField()
    tie = models.CharField(max_length=12, choices=[(t.value, t.label) for t in Tie])
    power = models.CharField(max_length=8, choices=[(p.value, p.label) for p in Power])
    themes = models.JSONField(default=list)
    given_at = models.DateTimeField()
    until = models.DateField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mandat"
        ordering = ("-given_at",)

    def __str__(self) -> str:
        return f"{self.get_tie_display()}, {self.until:%Y-%m-%d}"
