"""Addresses of signing in and of passwords. Only these of allauth's views are reachable.

The names are allauth's own: it builds its redirections from them.
"""

from allauth.account import views
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as application
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from parvis.apps.accounts.decisions import public, signed_in
from parvis.apps.accounts.passkeys import add_passkey

urlpatterns = [
    path("connexion/", public(views.login), name="account_login"),
    path("deconnexion/", public(views.logout), name="account_logout"),
    path("ferme/", public(views.account_inactive), name="account_inactive"),
    path("inscription/", public(views.signup), name="account_signup"),
    path("confirmer/", signed_in(views.reauthenticate), name="account_reauthenticate"),
    path("code/", public(second_factor.authenticate), name="mfa_authenticate"),
    path("code/confirmer/", signed_in(second_factor.reauthenticate), name="mfa_reauthenticate"),
    path("securite/", signed_in(second_factor.index), name="mfa_index"),
    path("securite/activer/", signed_in(application.activate_totp), name="mfa_activate_totp"),
    path(
        "securite/desactiver/", signed_in(application.deactivate_totp), name="mfa_deactivate_totp"
    ),
    path(
        "securite/secours/",
        signed_in(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "securite/secours/fichier/",
        signed_in(recovery_codes.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    path(
        "securite/secours/renouveler/",
        signed_in(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("securite/cles/", signed_in(add_passkey), name="mfa_add_webauthn"),
    path("securite/cles/liste/", signed_in(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path(
        "securite/cles/<int:pk>/retirer/",
        signed_in(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path(
        "securite/cles/confirmer/",
        signed_in(passkeys.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path("cle/", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("mot-de-passe/", signed_in(views.password_change), name="account_change_password"),
    path("mot-de-passe/choisir/", signed_in(views.password_set), name="account_set_password"),
    path("mot-de-passe/oubli/", public(views.password_reset), name="account_reset_password"),
    path(
        "mot-de-passe/oubli/envoye/",
        public(views.password_reset_done),
        name="account_reset_password_done",
    ),
    path(
        "mot-de-passe/nouveau/fait/",
        public(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^mot-de-passe/nouveau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
]
