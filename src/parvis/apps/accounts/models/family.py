"""Two parents of one child: what ties their accounts, and what each lets the other know."""

from django.db import models
from django.db.models import Q

from parvis.apps.accounts.models.acting import Body
from parvis.apps.authorities.models import AuthorityScoped


class Parenthood(AuthorityScoped):
    """Two rows of `Body` that are one child, each in the account of one parent.

    `child` is the row of who asked, `other_child` that of who accepted (None before). It shares
    neither address, answers, files nor messages: `asker_tells` and `other_tells` say whether each
    lets the other know what they ask for the child, when, and where it stands. Either ends it.
    """

    child = models.ForeignKey(Body, on_delete=models.CASCADE, related_name="asked_ties")
    other_child = models.ForeignKey(
        Body, null=True, on_delete=models.CASCADE, related_name="accepted_ties"
    )
    other_email = models.EmailField()
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asker_tells = models.BooleanField(default=True)
    other_tells = models.BooleanField(default=False)

    class Meta:
        verbose_name = "lien entre parents"
        ordering = ("-asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["child", "other_email"],
                condition=Q(ended_at__isnull=True),
                name="parenthood_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child}, {self.asked_at:%Y-%m-%d}"
