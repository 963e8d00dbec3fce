"""Addresses of the portal, in the words of the people who read them."""

from django.urls import path

from parvis.apps.portal.views import (
    bouquet,
    catalogue,
    filing,
    following,
    home,
    legal,
    my_data,
    paths,
)

app_name = "portal"
urlpatterns = [
    path("portail/", home.portal, name="home"),
    path("chercher/", catalogue.find, name="search"),
    path("demarches/", catalogue.demarches, name="demarches"),
    path("demarches/<slug:code>/", catalogue.demarche, name="demarche"),
    path("demarches/<slug:code>/commencer/", filing.begin, name="begin"),
    path("brouillons/<str:code>/", filing.resume, name="resume"),
    path("brouillons/<str:code>/garder/", filing.draft, name="draft"),
    path("brouillons/<str:code>/lien/", filing.mail_link, name="mail_link"),
    path("brouillons/<str:code>/jeter/", filing.forget, name="forget_draft"),
    path("brouillons/<str:code>/verifier/", filing.check, name="check"),
    path("brouillons/<str:code>/page/<slug:page>/", filing.fill, name="fill"),
    path("suivi/", following.mine, name="mine"),
    path("suivi/<str:code>/", following.follow, name="follow"),
    path("suivi/<str:code>/ecrire/", following.write, name="write"),
    path("suivi/<str:code>/recepisse/", following.receipt, name="receipt"),
    path("suivi/<str:code>/pieces/<int:pk>/", following.attachment, name="attachment"),
    path("parcours/<slug:name>/", paths.follow, name="path"),
    path("mes-donnees/", my_data.show, name="my_data"),
    path("mes-donnees/consentements/", my_data.consent, name="consent"),
    path("mes-donnees/preferences/", my_data.prefer, name="prefer"),
    path("mes-donnees/emporter.<slug:form>", my_data.export, name="export"),
    path("mes-donnees/effacer/", my_data.erase, name="erase"),
    path("site/<slug:name>/", legal.text, name="legal"),
    path("hors-ligne/", legal.offline, name="offline"),
    path("portail.webmanifest", legal.manifest, name="manifest"),
    path("sw.js", legal.worker, name="worker"),
    path("moments/<slug:event>/", catalogue.moment, name="moment"),
    path("lieux/", catalogue.places, name="places"),
    path("bouquet/", bouquet.compose, name="bouquet"),
    path("bouquet/changer/", bouquet.change, name="change_bouquet"),
]
