"""Addresses of the offer."""

from django.urls import path

from parvis.apps.offer import views, views_places

app_name = "offer"
urlpatterns = [
    path("offre/", views.home, name="home"),
    path("offre/acces/", views.near, name="access"),
    path("offre/implantation/", views.places, name="siting"),
    path("offre/lieux/", views_places.places, name="places"),
    path("offre/notes/", views.note_list, name="notes"),
    path("offre/notes/<int:pk>/", views.note, name="note"),
    path("offre/notes/<int:pk>.pdf", views.note_pdf, name="note_pdf"),
    path("offre/notes/<int:pk>/choix/", views.choose, name="choose"),
    path("offre/notes/<int:pk>/retrait/", views.remove, name="remove"),
    path("algorithmes/", views.rules, name="rules"),
    path("algorithmes/inventaire.csv", views.inventory, name="inventory"),
    path("algorithmes/<slug:rule_id>/", views.rule, name="rule"),
]
