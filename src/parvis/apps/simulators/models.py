"""Forecasts worked out once and kept: counts by site and day, no person is in them."""

from django.db import models

from parvis.apps.authorities.models import AuthorityScoped


class Outlook(AuthorityScoped):
    """What is forecast of `service` seen from the day `on`, as `core.offer.outlook` writes it.

    `stamp` tells the files, the strikes announced and the day that it was made from.
    """

    service = models.CharField("service", max_length=80)
    stamp = models.CharField("empreinte", max_length=64)
    on = models.DateField("vue du")
    content = models.JSONField("prévision", default=dict)
    made_at = models.DateTimeField("calculée le")

    class Meta:
        verbose_name = "prévision de fréquentation"
        ordering = ("-made_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("authority", "service", "stamp"), name="outlook_once"),
        )

    def __str__(self) -> str:
        return f"{self.service} {self.on:%Y-%m-%d}"
