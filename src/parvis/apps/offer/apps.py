"""The application of the offer."""

from django.apps import AppConfig


class OfferConfig(AppConfig):
    """The page of the question and what goes with it."""

    name = "parvis.apps.offer"
    verbose_name = "offre"
