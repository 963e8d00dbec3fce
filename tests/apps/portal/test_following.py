"""A request is followed, answered, written about, rated and reopened, by its code alone."""

from datetime import UTC, datetime

from django.test import Client

import factories
from parvis.apps.casework.models import Satisfaction, ServiceRequest
from parvis.apps.casework.services import ask_citizen, close, consult
from parvis.core.access import Role
from parvis.core.sectors import Sector
from portal_town import sent


def agent():
    return factories.actor(Role.AGENT, sectors=(Sector.POLICE_VOIRIE,))


def followed(visitor: Client, request: ServiceRequest) -> str:
    return visitor.get(f"/suivi/{request.tracking_code}/").content.decode().replace("\u00a0", " ")


def test_a_question_is_read_and_answered(visitor: Client) -> None:
    request = sent(visitor)
    ask_citizen(actor=agent(), now=datetime.now(UTC), request=request.pk, text="Quel numéro ?")
    page = followed(visitor, request)
    assert "attend votre réponse" in page
    assert "Quel numéro" in page
    visitor.post(f"/suivi/{request.tracking_code}/ecrire/", {"message": "Le 12"})
    assert "Vous avez répondu" in followed(visitor, request)
    request.refresh_from_db()
    assert request.state != "waiting_citizen"


def test_an_answered_request_is_rated_then_reopened(visitor: Client) -> None:
    request = sent(visitor)
    early = visitor.get(f"/avis/{request.tracking_code}/?reponse=3").content.decode()
    assert "n’est pas close" in early
    close(actor=agent(), now=datetime.now(UTC), request=request.pk, text="Réparé.")
    assert "a reçu sa réponse" in followed(visitor, request)
    visitor.post(f"/avis/{request.tracking_code}/", {"reponse": "1", "rouvrir": "oui"})
    assert Satisfaction.objects.get().level == 1
    assert "Rouverte" in followed(visitor, request)


def test_a_rating_without_an_answer_is_asked_again(visitor: Client) -> None:
    request = sent(visitor)
    close(actor=agent(), now=datetime.now(UTC), request=request.pk, text="Réparé.")
    assert visitor.post(f"/avis/{request.tracking_code}/", {"reponse": "9"}).status_code == 422
    assert not Satisfaction.objects.exists()


def test_who_looked_at_a_request_is_told_to_its_author(visitor: Client) -> None:
    request = sent(visitor)
    assert "Personne encore" in followed(visitor, request)
    consult(actor=agent(), now=datetime.now(UTC), request=request.pk)
    assert "Camille Essai" in followed(visitor, request)


def test_a_receipt_can_be_printed(visitor: Client) -> None:
    request = sent(visitor)
    page = visitor.get(f"/suivi/{request.tracking_code}/recepisse/").content.decode()
    assert request.tracking_code in page
    assert "Éteint depuis lundi" in page


def test_an_empty_message_is_refused_in_a_sentence(visitor: Client) -> None:
    request = sent(visitor)
    answer = visitor.post(f"/suivi/{request.tracking_code}/ecrire/", {"message": "  "})
    assert answer.status_code == 422
