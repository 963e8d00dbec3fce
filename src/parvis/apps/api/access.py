"""Who calls: a token as a bearer, or as the password of tools that only know passwords."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBasicAuth, HttpBearer

from parvis.apps.api.models import ApiToken, Scope
from parvis.apps.api.services import digest_of


def token_for(secret: str, now: datetime) -> ApiToken | None:
    """The token that `secret` is, if it still stands; the authority comes with it."""
    standing = ApiToken.objects.filter(revoked_at=None, expires_at__gt=now)
    return standing.select_related("authority").filter(digest=digest_of(secret)).first()


class Bearer(HttpBearer):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        return token_for(token, timezone.now())


class Password(HttpBasicAuth):
    """Basic authentication for Excel and QGIS: any name, the token as the password."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> ApiToken | None:
        return token_for(password, timezone.now())


def opens(request: HttpRequest, scope: Scope) -> bool:
    """Whether the token of this call has `scope`."""
    return scope in request.auth.scopes  # type: ignore[attr-defined]
