"""Addresses of the portrait."""

from django.urls import path

from parvis.apps.territory import views

app_name = "territory"
urlpatterns = [
    path("", views.home, name="home"),
    path("portrait.csv", views.csv, name="csv"),
    path("portrait.pdf", views.pdf, name="pdf"),
]
