"""Addresses of the appearance and of the brand."""

from django.urls import path

from parvis.apps.ui import views

app_name = "ui"
urlpatterns = [
    path("apparence/", views.set_theme, name="theme"),
    path("marque/<slug:key>.css", views.brand, name="brand"),
    path("marque/<slug:key>/icones/<slug:name>.png", views.mark, name="icon"),
    path("marque/<slug:key>/demarrage/<slug:name>.png", views.start, name="start"),
    path("marque/<slug:key>/<str:name>", views.picture, name="picture"),
]
