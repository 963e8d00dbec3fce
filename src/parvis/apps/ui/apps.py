"""The components every screen is made of: layout, style sheets, tags and filters."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Holds no record: templates, static files, tags, the theme and the brand."""

    name = "parvis.apps.ui"
    label = "ui"
    verbose_name = "Interface"
