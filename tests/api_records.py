"""A record of each kind of the programming interface, for the trial of every selector."""

from collections.abc import Callable

import factories
from parvis.apps.api.models import ApiToken
from parvis.apps.api.services import make_token
from parvis.apps.authorities.models import Authority
from parvis.core.access import OPERATOR


def token(place: Authority) -> ApiToken:
    return make_token(
        actor=OPERATOR, now=factories.NOW, authority=place.code, name="BI", scopes=(), days=30
    ).record


MAKERS: dict[type[ApiToken], Callable[[Authority], ApiToken]] = {ApiToken: token}
