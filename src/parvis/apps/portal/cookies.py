"""Choices that stay in the browser of the person, for a year."""

from django.http import HttpRequest, HttpResponseBase

ONE_YEAR_S = 365 * 24 * 3600


def put_cookie(request: HttpRequest, response: HttpResponseBase, name: str, value: str) -> None:
    """Leave a choice of the person in their browser for a year."""
    response.set_cookie(
        name, value, max_age=ONE_YEAR_S, httponly=True, samesite="Lax", secure=request.is_secure()
    )
