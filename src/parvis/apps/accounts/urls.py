"""Addresses of the accounts' own screens; signing in is beside, in `login_urls`."""

from django.urls import path

from parvis.apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("collectivite/", views.choose_authority, name="choose_authority"),
    path("gestion/", views.manage, name="manage"),
    path("gestion/ouvrir/", views.open_account, name="open"),
    path("gestion/equipe/", views.open_team, name="open_team"),
    path("gestion/second-facteur/", views.ask_second_factor, name="ask_second_factor"),
    path("gestion/<int:account>/donner/", views.give_role, name="give"),
    path("gestion/<int:account>/fermer/", views.close, name="close"),
    path("gestion/roles/<int:membership>/retirer/", views.withdraw_role, name="withdraw"),
]
