"""Signing in: by e-mail, without self-registration, slowed down then locked under attack."""

import os
from datetime import timedelta

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "parvis.apps.accounts.adapter.ClosedDoorAdapter"
ACCOUNT_FORMS = {
    "change_password": "parvis.apps.accounts.sign_in.ChangePassword",
    "login": "parvis.apps.accounts.sign_in.SignIn",
    "reauthenticate": "parvis.apps.accounts.sign_in.PasswordAgain",
    "set_password": "parvis.apps.accounts.sign_in.FirstPassword",
    "reset_password": "parvis.apps.accounts.sign_in.ForgottenPassword",
    "reset_password_from_key": "parvis.apps.accounts.sign_in.NewPassword",
}
MFA_ADAPTER = "parvis.apps.accounts.second_factor.EncipheringAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey is tried on one's own machine too, where there is no https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = os.environ.get("PARVIS_HTTPS") != "1"
MFA_TOTP_ISSUER = "Parvis"
# The manager of accounts vouches for the address: nobody registers alone.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "activate_totp": "parvis.apps.accounts.second_factor.Activate",
    "add_webauthn": "parvis.apps.accounts.second_factor.NewPasskey",
    "authenticate": "parvis.apps.accounts.second_factor.Confirm",
    "reauthenticate": "parvis.apps.accounts.second_factor.ConfirmAgain",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
# Beyond these, allauth answers with 429.html; wrong passwords are counted by axes, below.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # Six digits are soon guessed: wrong codes are counted here, wrong passwords by axes.
    "login_failed": "10/15m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "10/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
}

AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "parvis.apps.accounts.adapter.tried_address"
AXES_CLIENT_IP_CALLABLE = "parvis.apps.accounts.adapter.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_VERBOSE = False
