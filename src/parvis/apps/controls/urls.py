"""Addresses of the screens of the controls."""

from django.urls import path

from parvis.apps.controls import views

app_name = "controls"
urlpatterns = [
    path("", views.control_list, name="list"),
    path("<int:pk>/", views.control, name="control"),
    path("<int:pk>/lignes.csv", views.lines_file, name="lines_file"),
    path("<int:pk>/expliquer/", views.dismiss, name="dismiss"),
    path("<int:pk>/reprendre/", views.take_up_again, name="take_up_again"),
]
