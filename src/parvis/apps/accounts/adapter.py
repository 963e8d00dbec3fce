"""How allauth behaves here: nobody registers alone, and nothing is shown in a message."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedDoorAdapter(DefaultAccountAdapter):
    """Accounts are opened by the town's technician, never by a visitor."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
