"""Addresses of the campaigns."""

from django.urls import path

from parvis.apps.campaigns import views, views_fidelity, views_name, views_public, views_surveys

app_name = "campaigns"
urlpatterns = [
    path("agir/campagnes/", views.campaign_list, name="list"),
    path("agir/campagnes/nouvelle/", views.new, name="new"),
    path("agir/campagnes/ailleurs/", views.elsewhere, name="elsewhere"),
    path("agir/campagnes/<int:pk>/", views.campaign, name="campaign"),
    path("agir/campagnes/<int:pk>/faire/", views.act, name="act"),
    path("agir/campagnes/<int:pk>/courriers.csv", views.letters, name="letters"),
    path("agir/campagnes/<int:pk>/doutes/", views.settle, name="settle"),
    path("agir/oppositions/", views.oppositions, name="oppositions"),
    path("agir/evaluation/", views.evaluation, name="evaluation"),
    path("agir/evaluation/action/", views.new_action, name="new_action"),
    path("agir/fidelite/", views_fidelity.fidelity, name="fidelity"),
    path("agir/nom/", views_name.watches, name="names"),
    path("agir/nom/<int:pk>/", views_name.watch, name="name_watch"),
    path("agir/nom/<int:pk>/constat.md", views_name.evidence, name="name_evidence"),
    path("agir/nom/<int:pk>/marques.csv", views_name.table, name="name_table"),
    path("agir/enquetes/", views_surveys.survey_list, name="surveys"),
    path("agir/enquetes/<int:pk>/", views_surveys.survey, name="survey"),
    path("agir/enquetes/<int:pk>/saisir/", views_surveys.enter, name="enter_answer"),
    path("agir/enquetes/<int:pk>/clore/", views_surveys.close, name="close_survey"),
    path("agir/enquetes/<int:pk>/affiche/", views_surveys.poster, name="survey_poster"),
    path("enquete/<str:code>/", views_surveys.answer, name="answer"),
    path("ne-plus-recevoir/<str:token>/", views_public.stop_writing, name="unsubscribe"),
    path("affichage/", views_public.screen, name="screen"),
    path("affichage/<int:pk>/", views_public.display, name="display"),
]
