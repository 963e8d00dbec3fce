"""The application of decision notes."""

from django.apps import AppConfig


class NotesConfig(AppConfig):
    """Notes ready for a deliberation."""

    name = "parvis.apps.notes"
    verbose_name = "notes d’aide à la décision"
