"""The message by which the owner of a new account chooses a password."""

from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest

from parvis.apps.accounts.models import Account


def send_invitation(request: HttpRequest, account: Account) -> None:
    """Send `account` the link that sets its password, the same as after an oversight."""
    form = ResetPasswordForm({"email": account.email})
    if form.is_valid():
        form.save(request)
