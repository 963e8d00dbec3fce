"""Addresses of the simulators."""

from django.urls import path

from parvis.apps.simulators import views, views_psu

app_name = "simulators"
urlpatterns = [
    path("", views.home, name="home"),
    path("creche/", views_psu.psu, name="psu"),
    path("tarif/<slug:service>/", views.tariff, name="tariff"),
    path("commandes/<slug:service>/", views.order, name="orders"),
    path("commandes/<slug:service>.csv", views.orders_csv, name="orders_csv"),
]
