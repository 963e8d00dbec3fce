"""Addresses of the portal, in the words of the people who read them."""

from django.urls import path

from parvis.apps.portal.views import bouquet, catalogue, home

app_name = "portal"
urlpatterns = [
    path("portail/", home.portal, name="home"),
    path("chercher/", catalogue.find, name="search"),
    path("demarches/", catalogue.demarches, name="demarches"),
    path("demarches/<slug:code>/", catalogue.demarche, name="demarche"),
    path("moments/<slug:event>/", catalogue.moment, name="moment"),
    path("lieux/", catalogue.places, name="places"),
    path("bouquet/", bouquet.compose, name="bouquet"),
    path("bouquet/changer/", bouquet.change, name="change_bouquet"),
]
