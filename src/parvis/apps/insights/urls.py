"""Addresses of the figures and of their definitions."""

from django.urls import path

from parvis.apps.insights import views

app_name = "insights"
urlpatterns = [
    path("", views.home, name="home"),
    path("questions/<slug:inquiry_id>/", views.question, name="question"),
    path("questions/<slug:inquiry_id>/<slug:figure_id>.<slug:form>", views.figure, name="figure"),
    path(
        "questions/<slug:inquiry_id>/<slug:figure_id>/<slug:size>.svg",
        views.drawing,
        name="drawing",
    ),
    path("explorer/dessin/<slug:size>.svg", views.explored_drawing, name="explored_drawing"),
    path("explorer/", views.explore, name="explore"),
    path("explorer/garder/", views.keep, name="keep"),
    path("explorer/<uuid:key>/", views.kept, name="kept"),
    path("explorer/<uuid:key>/oublier/", views.forget, name="forget"),
    path("publics/", views.public_figures, name="public"),
    path("publics/<slug:name>.csv", views.public_csv, name="public_csv"),
    path("documents/", views.documents, name="documents"),
    path("documents/<slug:document_id>/", views.document, name="document"),
    path("documents/<slug:document_id>.pdf", views.document_pdf, name="document_pdf"),
    path("metrics/", views.metrics, name="metrics"),
    path("metrics/<slug:metric_id>.csv", views.csv, name="csv"),
    path("metrics/<slug:metric_id>/", views.metric, name="metric"),
]
