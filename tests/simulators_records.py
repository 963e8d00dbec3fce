"""Records of the simulators for the trials of every selector."""

from collections.abc import Callable

import factories
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.simulators.models import Outlook


def outlook(place: Authority) -> Outlook:
    return Outlook.objects.create(
        authority=place, service="demo_cantine", stamp=place.code, on=factories.NOW.date(),
        made_at=factories.NOW,
    )  # fmt: skip


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {Outlook: outlook}
