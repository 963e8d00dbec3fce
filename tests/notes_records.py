"""Records of the decision notes for the trials of every selector."""

from collections.abc import Callable

import factories
from parvis.apps.authorities.models import Authority, AuthorityScoped
from parvis.apps.notes.models import DecisionNote, Kind


def note(place: Authority) -> DecisionNote:
    return DecisionNote.objects.create(
        authority=place, kind=Kind.TARIFF, title="Nouveau tarif", made_at=factories.NOW,
        made_by_ref="account:1", made_by_label="Camille Essai",
    )  # fmt: skip


MAKERS: dict[type[AuthorityScoped], Callable[[Authority], AuthorityScoped]] = {DecisionNote: note}
