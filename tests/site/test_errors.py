"""What a page answers when something is wrong: always a sentence, with the right status."""

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client

from parvis.core.access import VISITOR
from parvis.core.errors import NotVisible, Refused, Unavailable
from parvis.site.errors import bad_request
from parvis.site.middleware import RefusalMiddleware

pytestmark = pytest.mark.django_db


def asked() -> HttpRequest:
    """A request as it reaches a view, by somebody who has not signed in."""
    request = Client().get("/compte/connexion/").wsgi_request
    request.actor = VISITOR
    return request


def answered(error: Exception) -> HttpResponse | None:
    return RefusalMiddleware(lambda request: HttpResponse()).process_exception(asked(), error)


def test_a_refusal_is_said_in_its_sentence() -> None:
    page = answered(Refused("role.held"))
    assert page is not None
    assert page.status_code == 422
    assert Refused("role.held").sentence() in page.content.decode()


@pytest.mark.parametrize(
    ("error", "status"), [(NotVisible(), 404), (Unavailable("l’entrepôt"), 503)]
)
def test_an_anticipated_error_has_its_page(error: Exception, status: int) -> None:
    page = answered(error)
    assert page is not None
    assert page.status_code == status
    assert "<h1>" in page.content.decode()


def test_a_bug_is_left_to_the_page_of_failures() -> None:
    assert answered(ZeroDivisionError()) is None


@pytest.mark.parametrize(
    ("error", "status"), [(RequestDataTooBig(), 413), (SuspiciousOperation(), 400)]
)
def test_an_improper_request_has_its_page(error: Exception, status: int) -> None:
    assert bad_request(asked(), error).status_code == status


def test_a_form_larger_than_any_form_is_refused() -> None:
    address = "login=" + "x" * 3_000_000
    page = Client().post(
        "/compte/connexion/", address, content_type="application/x-www-form-urlencoded"
    )
    assert page.status_code == 413


def test_a_form_from_elsewhere_is_refused() -> None:
    page = Client(enforce_csrf_checks=True).post("/compte/connexion/", {"login": "x"})
    assert page.status_code == 403
    assert "<h1>" in page.content.decode()


def test_an_unknown_address_says_so() -> None:
    page = Client().get("/rien/du/tout/")
    assert page.status_code == 404
    assert "<h1>" in page.content.decode()


def test_an_unknown_host_is_refused() -> None:
    client = Client(raise_request_exception=False)
    assert client.get("/", headers={"host": "ailleurs.example"}).status_code == 400
