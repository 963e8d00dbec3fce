"""Django's card of this application."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "parvis.apps.audit"
    verbose_name = "Journal"
