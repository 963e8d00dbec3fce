"""Addresses of signing in and of passwords. Only these of allauth's views are reachable.

The names are allauth's own: it builds its redirections from them.
"""

from allauth.account import views
from django.urls import path, re_path

from parvis.apps.accounts.decisions import public, signed_in

urlpatterns = [
    path("connexion/", public(views.login), name="account_login"),
    path("deconnexion/", public(views.logout), name="account_logout"),
    path("ferme/", public(views.account_inactive), name="account_inactive"),
    path("inscription/", public(views.signup), name="account_signup"),
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
