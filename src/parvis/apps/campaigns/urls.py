"""Addresses of the campaigns."""

from django.urls import path

from parvis.apps.campaigns import views, views_public

app_name = "campaigns"
urlpatterns = [
    path("agir/campagnes/", views.campaign_list, name="list"),
    path("agir/campagnes/nouvelle/", views.new, name="new"),
    path("agir/campagnes/ailleurs/", views.elsewhere, name="elsewhere"),
    path("agir/campagnes/<int:pk>/", views.campaign, name="campaign"),
    path("agir/campagnes/<int:pk>/faire/", views.act, name="act"),
    path("agir/campagnes/<int:pk>/doutes/", views.settle, name="settle"),
    path("agir/oppositions/", views.oppositions, name="oppositions"),
    path("agir/evaluation/", views.evaluation, name="evaluation"),
    path("agir/evaluation/action/", views.new_action, name="new_action"),
    path("ne-plus-recevoir/<str:token>/", views_public.stop_writing, name="unsubscribe"),
    path("affichage/<int:pk>/", views_public.display, name="display"),
]
