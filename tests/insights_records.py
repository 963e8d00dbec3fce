"""Records of the screens of figures, for the law of selectors."""

from collections.abc import Callable

import factories
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.insights.models import KeptView


def kept_view(place: Authority) -> KeptView:
    """A view that somebody of `place` kept."""
    return KeptView.objects.create(
        authority=place, account=factories.account(code=place.code), title="Mes chiffres",
        query="metric=requests", metric="requests", metric_version=1, kept_at=factories.NOW,
    )  # fmt: skip


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {KeptView: kept_view}
