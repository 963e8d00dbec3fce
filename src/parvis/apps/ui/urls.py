"""Addresses of the appearance and of the brand."""

from django.urls import path

from parvis.apps.ui import views

app_name = "ui"
urlpatterns = [
    path("apparence/", views.set_theme, name="theme"),
    path("marque.css", views.brand, name="brand"),
]
