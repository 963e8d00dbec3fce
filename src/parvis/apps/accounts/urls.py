"""Addresses of the accounts' own screens; signing in is beside, in `login_urls`."""

from django.urls import path

from parvis.apps.accounts import views, views_citizen, views_identity

app_name = "accounts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("lien/", views_citizen.ask_link, name="ask_link"),
    path("lien/<str:token>/", views_citizen.use_link, name="use_link"),
    path("identite/sortir/", views_identity.leave, name="leave"),
    path("identite/<slug:provider>/", views_identity.leave_for, name="leave_for"),
    path("identite/<slug:provider>/retour/", views_identity.come_back, name="come_back"),
    path("collectivite/", views.choose_authority, name="choose_authority"),
    path("gestion/", views.manage, name="manage"),
    path("gestion/ouvrir/", views.open_account, name="open"),
    path("gestion/equipe/", views.open_team, name="open_team"),
    path("gestion/second-facteur/", views.ask_second_factor, name="ask_second_factor"),
    path("gestion/<int:account>/donner/", views.give_role, name="give"),
    path("gestion/<int:account>/fermer/", views.close, name="close"),
    path("gestion/roles/<int:membership>/retirer/", views.withdraw_role, name="withdraw"),
]
