"""Appointments given for a request."""

from django.db import models

from parvis.apps.authorities.models import AuthorityScoped
from parvis.apps.casework.models.requests import ServiceRequest


class Appointment(AuthorityScoped):
    """Where and when somebody is received for a request. `rank` is that of the event that tells
    of it; `sequence` counts its changes, for agendas that took it in (RFC 5545)."""

    service_request = models.ForeignKey(
        ServiceRequest, on_delete=models.CASCADE, related_name="appointments"
    )
    rank = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=300)
    sequence = models.PositiveSmallIntegerField(default=0)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        verbose_name = "rendez-vous"
        ordering = ("starts_at", "pk")
        indexes = [models.Index(fields=["starts_at"], name="appointment_by_day")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
