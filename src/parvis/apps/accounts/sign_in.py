"""The forms of signing in and of passwords, as our screens show them.

A label is enough: no placeholder repeats it, and a hint says what to do in one sentence.
"""

from typing import Any

from allauth.account import forms as allauth
from django import forms

PASSWORD_HINT = "Douze caractères au moins\u202f; une phrase se retient mieux."  # noqa: S105


class _Plain(forms.Form):
    """Takes away what allauth writes inside the fields and under them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.help_text = PASSWORD_HINT if name == "password1" else ""


class SignIn(_Plain, allauth.LoginForm):
    """Address and password."""


class ForgottenPassword(_Plain, allauth.ResetPasswordForm):
    """The address that receives the link."""


class NewPassword(_Plain, allauth.ResetPasswordKeyForm):
    """A password chosen through the link."""


class PasswordAgain(_Plain, allauth.ReauthenticateForm):
    """One's password once more, before a change of one's own security."""


class FirstPassword(_Plain, allauth.SetPasswordForm):
    """A password chosen by who signs in by a link."""


class ChangePassword(_Plain, allauth.ChangePasswordForm):
    """The old password, then the new one."""
