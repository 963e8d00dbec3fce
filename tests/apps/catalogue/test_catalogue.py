"""A catalogue brought in from files: kept whole, updated in place, journaled."""

from datetime import timedelta

import pytest

import factories
from parvis.apps.audit.models import JournalEntry
from parvis.apps.catalogue.models import Demarche, FormRevision
from parvis.apps.catalogue.selectors import published_demarche, published_demarches
from parvis.apps.catalogue.services import import_catalogue, show_demarche
from parvis.core.access import OPERATOR, Role
from parvis.core.catalogue.definition import catalogue_from
from parvis.core.errors import NotVisible, Refused

pytestmark = pytest.mark.django_db
NOW = factories.NOW
FILE = {
    "place": [{"id": "mairie", "title": "Hôtel de ville", "address": "parc Ronsard"}],
    "service": [
        {"id": "voirie", "title": "Voirie", "sector": "police_voirie", "place": "mairie"},
    ],
    "demarche": [
        {
            "id": "lampadaire", "title": "Signaler un lampadaire", "summary": "Une panne.",
            "service": "voirie", "theme": "rue", "counter": "À l’accueil.", "paper": "Par lettre.",
            "audiences": ["habitant"], "events": ["signaler"],
        },
    ],
}  # fmt: skip


def brought_in(title: str = "Signaler un lampadaire"):
    data = {**FILE, "demarche": [{**FILE["demarche"][0], "title": title}]}
    return catalogue_from([("essai.toml", data)])


def bring(title: str = "Signaler un lampadaire", actor=OPERATOR):
    return import_catalogue(
        actor=actor, now=NOW, authority=factories.authority().code, catalogue=brought_in(title)
    )


def test_a_catalogue_is_kept_and_said_in_the_journal() -> None:
    assert bring().demarches == 1
    found = published_demarche("41269", "lampadaire")
    assert found.service.place.title == "Hôtel de ville"
    assert found.sector.label == "Police spéciale et voirie"
    assert JournalEntry.objects.first().action == "catalogue.imported"


def test_the_same_catalogue_twice_changes_titles_and_doubles_nothing() -> None:
    bring()
    bring("Signaler une panne d’éclairage")
    assert [d.title for d in published_demarches("41269")] == ["Signaler une panne d’éclairage"]


def test_who_does_not_manage_the_catalogue_brings_nothing_in() -> None:
    with pytest.raises(NotVisible):
        bring(actor=factories.actor(Role.ELU))
    assert not Demarche.objects.exists()


def test_a_hidden_demarche_is_no_longer_on_the_portal() -> None:
    bring()
    show_demarche(actor=OPERATOR, now=NOW, authority="41269", code="lampadaire", is_published=False)
    with pytest.raises(NotVisible):
        published_demarche("41269", "lampadaire")


def test_a_published_revision_never_changes_again() -> None:
    revision = FormRevision.objects.create(
        authority=factories.authority(), form="rue", number=1, definition={}, created_at=NOW
    )
    revision.published_at = NOW + timedelta(days=1)
    revision.save()
    revision.definition = {"pages": []}
    with pytest.raises(Refused, match="ne change plus"):
        revision.save()
