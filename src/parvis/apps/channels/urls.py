"""Addresses of the doors."""

from django.urls import include, path

from parvis.apps.channels import open311, requests_api, updates, views

app_name = "channels"
urlpatterns = [
    path("avis/<str:code>/", views.opinion, name="opinion"),
    path("guichet/portes/", views.doors, name="doors"),
    path("api/demandes/v1/", include((requests_api.urlpatterns, "requests_api"))),
    path("open311/discovery.<slug:form>", open311.discovery),
    path("open311/v2/discovery.<slug:form>", open311.discovery),
    path("open311/v2/services.<slug:form>", open311.services),
    path("open311/v2/services/<str:code>.<slug:form>", open311.definition),
    path("open311/v2/requests.<slug:form>", open311.requests),
    path("open311/v2/requests/<str:number>.<slug:form>", open311.one),
    path("open311/v2/request/<str:number>.<slug:form>", open311.one),
    path("open311/v2/servicerequestupdates.<slug:form>", updates.updates),
    path("open311/v2/tokens/<str:code>.<slug:form>", open311.token),
]
