"""The application of the campaigns."""

from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    """Campaigns, their recipients, oppositions, and the actions of the town."""

    name = "parvis.apps.campaigns"
    verbose_name = "campagnes"
