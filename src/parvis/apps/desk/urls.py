"""Addresses of the desk."""

from django.urls import path

from parvis.apps.desk import views, views_actions, views_entry, views_setup

app_name = "desk"
urlpatterns = [
    path("", views.queue_page, name="queue"),
    path("choisies/", views_actions.bulk, name="bulk"),
    path("defaire/", views_actions.undo_last, name="undo"),
    path("vues/garder/", views_actions.keep_view, name="keep_view"),
    path("vues/<int:pk>/oublier/", views_actions.forget_view, name="forget_view"),
    path("carte/", views.map_page, name="map"),
    path("touches/", views.keys, name="keys"),
    path("nouvelle/", views_entry.new, name="new"),
    path("nouvelle/deja/", views_entry.already, name="already"),
    path("demandes/<int:pk>/", views.file_page, name="file"),
    path("demandes/<int:pk>/faire/", views_actions.act, name="act"),
    path("demandes/<int:pk>/presence/", views_actions.presence, name="presence"),
    path("demandes/<int:pk>/accuse.pdf", views.receipt, name="receipt"),
    path("pieces/<int:pk>/", views.attachment, name="attachment"),
    path("qualite/", views_setup.quality, name="quality"),
    path("configuration/", views_setup.setup, name="setup"),
    path("configuration/guichet.toml", views_setup.export, name="export"),
    path("configuration/<int:number>/reprendre/", views_setup.use, name="use"),
    path("absences/", views_setup.absence_page, name="absences"),
    path("absences/<int:pk>/retirer/", views_setup.absence_back, name="absence_back"),
]
