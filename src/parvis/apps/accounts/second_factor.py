"""The second factor: a code from an application, or one of the recovery codes.

Its secrets are enciphered in the database with a key derived from the home's web secret: a
copy of the database alone gives no code away.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django import forms
from django.conf import settings
from qrcode.image.svg import SvgPathFillImage

from parvis.apps.accounts.models import Account

CODE_HINT = "Six chiffres de votre application, ou un code de secours."
FIRST_CODE_HINT = "Six chiffres, qui changent toutes les trente secondes."


class EncipheringAdapter(DefaultMFAAdapter):
    """Keeps the secrets of second factors enciphered (AES-128-CBC and HMAC, as Fernet has it)."""

    def build_totp_svg(self, url: str) -> str:
        """The square on white, whatever the appearance: cameras read dark on light."""
        image = qrcode.make(url, image_factory=SvgPathFillImage)
        return image.to_string().decode()

    def encrypt(self, text: str) -> str:
        return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher(settings.SECRET_KEY).decrypt(encrypted_text.encode()).decode()


@lru_cache(maxsize=2)
def _cipher(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"parvis second factor")
    return Fernet(urlsafe_b64encode(derived.derive(secret.encode())))


def lacks(account: Account) -> bool:
    """Whether `account` has no second factor yet."""
    return not is_mfa_enabled(account)


class NewPasskey(AddWebAuthnForm):
    """A passkey and what its owner calls it; it opens a session by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = "Nom de la clé"
        self.fields["name"].help_text = "Par exemple\u202f: mon téléphone."
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].widget = forms.HiddenInput()


class _Coded(forms.Form):
    """A field for the code, said in one sentence and typed with digits on a phone."""

    hint = CODE_HINT

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.label, code.help_text = "Code", self.hint
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs["class"] = "w-10"


class Activate(_Coded, ActivateTOTPForm):
    """The first code, which proves that the application was set."""

    hint = FIRST_CODE_HINT


class Confirm(_Coded, AuthenticateForm):
    """The code asked at sign-in."""


class ConfirmAgain(_Coded, ReauthenticateForm):
    """The code asked before a change of one's own security."""
