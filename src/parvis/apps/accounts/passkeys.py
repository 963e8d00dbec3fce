"""Passkeys: added by who holds an account, for signing in without a password."""

from allauth.mfa.webauthn.views import AddWebAuthnView
from django.urls import reverse


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Add a passkey, then show those there are: recovery codes are a link away."""

    def get_success_url(self) -> str:
        return reverse("mfa_list_webauthn")


add_passkey = AddPasskey.as_view()
