"""Addresses of the palmarès."""

from django.urls import path

from parvis.apps.palmares import views

app_name = "palmares"
urlpatterns = [
    path("", views.town, name="town"),
    path("commune.csv", views.town_csv, name="town_csv"),
    path("classement/", views.league, name="league"),
    path("classement.csv", views.league_csv, name="league_csv"),
    path("poids/", views.weights, name="weights"),
    path("methode/", views.method, name="method"),
    path("manifeste.zip", views.manifest, name="manifest"),
    path("carte/", views.card, name="card"),
    path("carte/vive/", views.embed, name="embed"),
]
