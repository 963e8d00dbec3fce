"""The composition root as a Django application: wires the ports when Django is ready."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Last of the applications: everything it wires is loaded before it."""

    name = "parvis.site"
    label = "site_root"

    def ready(self) -> None:
        from parvis.site.settings.place import HOME
        from parvis.site.wiring import wire

        wire(HOME)
