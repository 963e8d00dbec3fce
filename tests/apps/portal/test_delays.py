"""What is observed is said with open requests counted, and nothing under eleven of them."""

from datetime import timedelta

import pytest

import factories
from parvis.apps.casework.models import Satisfaction, ServiceRequest
from parvis.apps.casework.services import register_service_request
from parvis.apps.portal.delays import observed
from parvis.core.access import OPERATOR

NOW = factories.NOW + timedelta(days=100)


def requests(closed: int, still_open: int) -> list[ServiceRequest]:
    made = []
    for rank in range(closed + still_open):
        request = register_service_request(
            actor=OPERATOR, now=factories.NOW, authority="41269", category="voirie",
            channel="phone", text="Un trou",
        )  # fmt: skip
        if rank < closed:
            done = factories.NOW + timedelta(days=4)
            ServiceRequest.objects.filter(pk=request.pk).update(closed_at=done)
        made.append(request)
    return made


def said(hours: int = 0) -> str:
    return observed("41269", "voirie", NOW + timedelta(hours=hours)).delay.replace("\u00a0", " ")


@pytest.mark.django_db
def test_ten_requests_say_nothing_and_eleven_do(town) -> None:
    requests(10, 0)
    assert said() == ""
    requests(1, 0)
    assert said(1) == (
        "La moitié des demandes ont leur réponse en 4 jours, neuf sur dix en 4 jours."
    )


@pytest.mark.django_db
def test_open_requests_are_not_forgotten(town) -> None:
    """Of twelve, eight ended at four days: nine in ten is not reached, and is not made up."""
    requests(8, 4)
    assert said(2) == "La moitié des demandes ont leur réponse en 4 jours."


@pytest.mark.django_db
def test_satisfaction_is_said_from_eleven_answers_on(town) -> None:
    for rank, request in enumerate(requests(12, 0)):
        Satisfaction.objects.create(
            authority=request.authority, service_request=request, answered_at=NOW,
            level=3 if rank < 9 else 1,
        )  # fmt: skip
    found = observed("41269", "voirie", NOW + timedelta(hours=3))
    assert "75" in found.satisfaction
    assert found.answers == 12
