"""Addresses of the screens of persons. None bears a name, an identifier or a reference."""

from django.urls import path

from parvis.apps.people import views, views_governing

app_name = "people"

urlpatterns = [
    path("revue/", views.reviews, name="reviews"),
    path("revue/<slug:sector>/", views.review, name="review"),
    path("revue/<slug:sector>/changements/", views.changes, name="changes"),
    path("foyers/<slug:sector>/", views.homes, name="homes"),
    path("paires/<int:pk>/", views.judge, name="judge"),
    path("paires/<int:pk>/reprendre/", views.take_back, name="take_back"),
    path("changements/<int:pk>/annuler/", views.undo, name="undo"),
    path("finalites/", views_governing.purposes, name="purposes"),
    path("cle/", views_governing.rotate, name="rotate"),
    path("conservation/", views_governing.retention, name="retention"),
    path("droits/", views_governing.rights, name="rights"),
    path("droits/dossier/", views_governing.dossier, name="dossier"),
]
