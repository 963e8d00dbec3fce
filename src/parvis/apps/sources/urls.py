"""Addresses of the screens of the municipal files."""

from django.urls import path

from parvis.apps.sources import views, views_describe, views_lines, views_push, views_releases

app_name = "sources"
urlpatterns = [
    path("", views.source_list, name="list"),
    path("deposer/", views.upload, name="upload"),
    path("publications/", views_releases.releases, name="releases"),
    path("publications/publier/", views_releases.publish, name="publish"),
    path("publications/revenir/", views_releases.use, name="use"),
    path("jetons/", views_push.tokens, name="tokens"),
    path("jetons/creer/", views_push.create_token, name="create_token"),
    path("jetons/<int:pk>/revoquer/", views_push.revoke_token, name="revoke_token"),
    path("envois/<str:name>", views_push.push, name="push"),
    path("lignes/", views_lines.trace, name="trace"),
    path("<int:pk>/", views.source, name="source"),
    path("livraisons/<int:pk>/", views.delivery, name="delivery"),
    path("livraisons/<int:pk>/ligne/<int:line>/", views_lines.record, name="line"),
    path("livraisons/<int:pk>/a-corriger.csv", views.quarantine_file, name="quarantine"),
    path("livraisons/<int:pk>/corriger/", views.correct, name="correct"),
    path("livraisons/<int:pk>/corrigees/", views.upload_corrected, name="upload_corrected"),
    path("livraisons/<int:pk>/decrire/", views_describe.describe, name="describe"),
    path("livraisons/<int:pk>/decrire/apercu/", views_describe.preview, name="preview"),
    path("livraisons/<int:pk>/ecarter/", views.discard, name="discard"),
    path("livraisons/<int:pk>/abandonner/", views.set_aside, name="set_aside"),
]
